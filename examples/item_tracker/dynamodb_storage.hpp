// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage.hpp"

#include <skiff/core/config.hpp>

#include <memory>
#include <string>

namespace item_tracker {

/// Work items in a DynamoDB table with the partition key `iditem`, names as `username`. Reads are
/// consistent: who reloads the list after a change sees it.
[[nodiscard]] std::unique_ptr<storage> open_dynamodb(skiff::client_config const& aws,
                                                     std::string table);

} // namespace item_tracker
