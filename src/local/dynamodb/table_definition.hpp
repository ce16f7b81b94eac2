// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/clock.hpp>
#include <skiff/core/result.hpp>
#include <skiff/dynamodb/operation/create_table.hpp>
#include <skiff/dynamodb/operation/update_table.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace skiff::local::dynamodb {

namespace api = skiff::dynamodb;

/// Everything that CreateTable refuses, in the service's words; nothing when the table may be.
[[nodiscard]] std::optional<error> check_new_table(api::create_table_request const& request);

/// The same for a global index that UpdateTable adds to `table`; `definitions` are the table's and
/// the request's.
[[nodiscard]] std::optional<error> check_new_index(
    api::create_global_secondary_index_action const& index, api::table_description const& table,
    std::vector<api::attribute_definition> const& definitions);

/// What DescribeTable tells of a table just made from a request that was checked.
[[nodiscard]] api::table_description describe_new_table(api::create_table_request const& request,
                                                        std::string arn, std::string id,
                                                        timestamp now);

/// The same for an index.
[[nodiscard]] api::global_secondary_index_description describe_new_index(
    api::create_global_secondary_index_action const& index, std::string_view table_arn,
    bool provisioned);

[[nodiscard]] api::provisioned_throughput_description describe_throughput(
    std::optional<api::provisioned_throughput> const& throughput);

[[nodiscard]] bool is_on_demand(api::table_description const& table);

} // namespace skiff::local::dynamodb
