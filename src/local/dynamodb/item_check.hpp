// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/dynamodb/values.hpp"

#include <skiff/core/error.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace skiff::local::dynamodb {

/// Source: DynamoDB Developer Guide, "Constraints in DynamoDB", item size.
inline constexpr std::size_t max_item_bytes = 400 * 1024;

/// What DynamoDB refuses in any value: empty sets, equal elements in a set, too deep nesting. The
/// message without a prefix, or nothing.
[[nodiscard]] std::optional<std::string> find_fault(attribute_value const& value);

/// The same for all attributes, as the service answers it. Names may not be empty or longer than
/// 64 KB.
[[nodiscard]] std::optional<error> check_attributes(item const& attributes);

} // namespace skiff::local::dynamodb
