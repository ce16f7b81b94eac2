// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace skiff::secrets_manager::detail {

/// An option's text as requests have it: nothing for one that was not set.
[[nodiscard]] inline std::optional<std::string> unless_empty(std::string const& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

} // namespace skiff::secrets_manager::detail
