// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/dynamodb/attribute_value.hpp>

namespace skiff::local::dynamodb {

/// The SDK's own DynamoDB types: this namespace's name hides theirs.
namespace api = skiff::dynamodb;

using api::attribute_type;
using api::attribute_value;
using api::item;
using api::number;

} // namespace skiff::local::dynamodb
