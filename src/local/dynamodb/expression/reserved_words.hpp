// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace skiff::local::dynamodb {

/// True for the words that an expression may not use as an attribute name without a placeholder,
/// in any case. Source: DynamoDB Developer Guide, "Reserved words in DynamoDB".
[[nodiscard]] bool is_reserved(std::string_view word) noexcept;

} // namespace skiff::local::dynamodb
