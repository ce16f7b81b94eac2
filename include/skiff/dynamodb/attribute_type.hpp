// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace skiff::dynamodb {

/// The type of an attribute, in the order of attribute_value's variant.
enum class attribute_type : unsigned char {
    null,
    boolean,
    string,
    number,
    binary,
    string_set,
    number_set,
    binary_set,
    list,
    map
};

/// DynamoDB's own letters: "NULL", "BOOL", "S", "N", "B", "SS", "NS", "BS", "L", "M".
[[nodiscard]] std::string_view descriptor(attribute_type type) noexcept;

} // namespace skiff::dynamodb
