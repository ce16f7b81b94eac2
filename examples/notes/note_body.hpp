// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/reflect/json.hpp>
#include <skiff/rest/request.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace notes {

/// The body of a POST. Both texts may be missing: they are empty then.
struct note_body {
    std::optional<std::string> title{};
    std::optional<std::string> content{};
    std::optional<std::int64_t> ttl_seconds{}; ///< How long the note lives; else for ever.
};
BOOST_DESCRIBE_STRUCT(note_body, (), (title, content, ttl_seconds))

/// Reads the body whatever its content type says. Throws `http_error`: 400 when it is not JSON, 413
/// when the content is too long to be kept, 422 with the fields when it is no note.
[[nodiscard]] note_body read_note(skiff::rest::request const& in);

} // namespace notes
