// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::local::rds_data::postgresql {

/// The elements of an array in PostgreSQL's text form, {1,2} or [0:1]={"a b",NULL}; nothing for an
/// element that is NULL. No value when it has several dimensions or cannot be read.
[[nodiscard]] std::optional<std::vector<std::optional<std::string>>> parse_array(
    std::string_view text);

} // namespace skiff::local::rds_data::postgresql
