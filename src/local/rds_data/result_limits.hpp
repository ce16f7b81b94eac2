// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/error.hpp>

#include <cstddef>
#include <optional>

namespace skiff::local::rds_data {

/// The Data API's limits for what a statement returns: 1 MiB, 64 KiB a row, counted in the bytes
/// that travel from the database. What is said when `row`, or `all` rows up to it, is too large.
[[nodiscard]] std::optional<error> check_size(std::size_t row, std::size_t all);

} // namespace skiff::local::rds_data
