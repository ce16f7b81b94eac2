// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/open_enum.hpp>
#include <skiff/dynamodb/type/consumed_capacity.hpp>
#include <skiff/dynamodb/type/return_consumed_capacity.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace skiff::local::dynamodb {

namespace api = skiff::dynamodb;

using wanted_capacity = std::optional<open_enum<api::return_consumed_capacity>>;

[[nodiscard]] bool wants_capacity(wanted_capacity const& wanted);

/// Units of one read: one per 4 KB, half of that when it need not be consistent.
[[nodiscard]] double read_units(std::size_t bytes, bool consistent);
/// Units of one write: one per KB.
[[nodiscard]] double write_units(std::size_t bytes);

/// Where an operation's units were spent.
struct spent {
    double on_table = 0;
    double on_index = 0;
    std::string_view index_name{}; ///< The index that was read; empty: none.
    bool global_index = false;
};

/// Nothing unless it was asked for.
[[nodiscard]] std::optional<api::consumed_capacity> consumed(wanted_capacity const& wanted,
                                                             std::string_view table_name,
                                                             spent const& units);

} // namespace skiff::local::dynamodb
