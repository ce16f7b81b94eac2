// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/dynamodb/values.hpp"

#include <string>
#include <string_view>

namespace skiff::local::dynamodb {

// An item as it lies in the store: for each attribute its name and value, every length before its
// bytes as a varint (LEB128). A value is the number of its type in attribute_type and its contents;
// numbers that fit a 64-bit integer are zigzag varints, others are text.

void encode_item(item const& attributes, std::string& out);

/// False when `bytes` are not what encode_item wrote: the file was damaged. `out` is then
/// unspecified. Never reads beyond `bytes`.
[[nodiscard]] bool decode_item(std::string_view bytes, item& out);

} // namespace skiff::local::dynamodb
