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

/// Types whose values can be compared by < and the like.
inline bool is_ordered(attribute_type type) noexcept {
    return type == attribute_type::string || type == attribute_type::number ||
           type == attribute_type::binary;
}

inline bool is_set(attribute_type type) noexcept {
    return type == attribute_type::string_set || type == attribute_type::number_set ||
           type == attribute_type::binary_set;
}

} // namespace skiff::local::dynamodb
