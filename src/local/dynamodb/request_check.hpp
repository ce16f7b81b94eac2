// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/error.hpp>
#include <skiff/core/open_enum.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::local::dynamodb {

/// "1 validation error detected: Value 'x' at 'tableName' failed to satisfy constraint: ..."
[[nodiscard]] error constraint_error(std::string_view value, std::string_view member,
                                     std::string_view constraint);

/// The name of a table to use: 1 to 255 characters of [a-zA-Z0-9_.-].
[[nodiscard]] std::optional<error> check_table_name(std::string_view name);
/// The name of a table or index to create: 3 characters at least. `what` is "TableName".
[[nodiscard]] std::optional<error> check_new_name(std::string_view name, std::string_view what);

[[nodiscard]] std::optional<error> check_enum(std::string_view text, std::string_view member,
                                              std::vector<std::string_view> const& allowed);

/// A value that the model does not know is refused as the service does.
template <class Enum>
std::optional<error> check_known(std::optional<open_enum<Enum>> const& value,
                                 std::string_view member) {
    if (!value || value->known())
        return std::nullopt;
    auto const names = enum_names<Enum>::values();
    return check_enum(value->text(), member, {names.begin(), names.end()});
}

} // namespace skiff::local::dynamodb
