// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/dynamodb/expression/key_condition.hpp"
#include "local/dynamodb/expression/projection.hpp"
#include "local/dynamodb/write.hpp"

#include <skiff/dynamodb/operation/delete_item.hpp>
#include <skiff/dynamodb/operation/put_item.hpp>
#include <skiff/dynamodb/operation/query.hpp>
#include <skiff/dynamodb/operation/update_item.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace skiff::local::dynamodb {

// The parameters from before expressions, translated into parsed expressions. Mixed with
// expressions they are refused as the service does.

using expected_map = std::map<std::string, api::expected_attribute_value, std::less<>>;
using filter_map = std::map<std::string, api::filter_condition, std::less<>>;
using conditional_operator = std::optional<open_enum<api::conditional_operator>>;

/// Expected.
[[nodiscard]] std::optional<error> add_legacy_condition(api::put_item_request const& request,
                                                        write_request& out);
[[nodiscard]] std::optional<error> add_legacy_condition(api::delete_item_request const& request,
                                                        write_request& out);
[[nodiscard]] std::optional<error> add_legacy_condition(api::update_item_request const& request,
                                                        write_request& out);
/// AttributeUpdates.
[[nodiscard]] std::optional<error> add_legacy_update(api::update_item_request const& request,
                                                     write_request& out);

/// QueryFilter and ScanFilter; nothing when there are none.
[[nodiscard]] result<std::optional<condition_expression>> legacy_filter(
    filter_map const& filter, conditional_operator const& joined);

/// KeyConditions.
[[nodiscard]] result<std::vector<key_predicate>> legacy_key_condition(filter_map const& keys);

/// ProjectionExpression or AttributesToGet; nothing when all attributes are wanted.
[[nodiscard]] result<std::optional<projection>> read_projection(
    std::optional<std::string> const& expression, name_map const& names,
    std::vector<std::string> const& attributes_to_get);

/// "Can not use both expression and non-expression parameters in the same request: ..."
[[nodiscard]] error mixed_parameters(std::string_view legacy, std::string_view expression);

} // namespace skiff::local::dynamodb
