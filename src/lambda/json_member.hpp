// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/json/writer.hpp>
#include <skiff/core/reflect/json.hpp>

#include <string_view>

namespace skiff::lambda {

/// A member whose key needs no escaping, with a text that may be anything.
inline void write_member(json::writer& to, std::string_view key, std::string_view text) {
    to.plain_key(key);
    json::detail::write_text(to, text);
}

/// The same; nothing when there is no text.
inline void write_unless_empty(json::writer& to, std::string_view key, std::string_view text) {
    if (!text.empty())
        write_member(to, key, text);
}

} // namespace skiff::lambda
