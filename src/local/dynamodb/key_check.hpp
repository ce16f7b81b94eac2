// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/dynamodb/table.hpp"

#include <skiff/core/result.hpp>

#include <optional>
#include <string>

namespace skiff::local::dynamodb {

// What DynamoDB demands of keys. Sizes: Developer Guide, "Constraints in DynamoDB", partition keys
// 1 to 2048 bytes, sort keys 1 to 1024.

/// The key's bytes of a whole item that is to be stored: the table's key must be there, and index
/// keys, where there are any, must be of the right type and not empty.
[[nodiscard]] result<std::string> key_of_item(table const& in, item const& attributes);

/// The key's bytes of a Key parameter: exactly the key's attributes.
[[nodiscard]] result<std::string> key_of_parameter(table const& in, item const& key);

/// Checks the index keys of an item that an update made.
[[nodiscard]] std::optional<error> check_index_keys(table const& in, item const& attributes);

} // namespace skiff::local::dynamodb
