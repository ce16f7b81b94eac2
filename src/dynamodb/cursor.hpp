// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace skiff::dynamodb::detail {

/// A LastEvaluatedKey as text that fits into a URL: its JSON in base64url without padding.
[[nodiscard]] std::string cursor_of_key(std::string_view key_json);

/// The key's JSON, written anew: nothing of a forged cursor but a key can get into a request.
[[nodiscard]] std::optional<std::string> key_of_cursor(std::string_view cursor);

} // namespace skiff::dynamodb::detail
