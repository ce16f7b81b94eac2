// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace skiff::codegen {

/// The house's spelling of a model's name: "SSEKMSKeyId" is "ssekms_key_id", "TableARNs" is
/// "table_arns", "Max24HourSend" is "max_24_hour_send", "ON_DEMAND" is "on_demand". Characters that
/// no C++ name may have become underscores; a C++ keyword gets an underscore behind it.
[[nodiscard]] std::string snake_case(std::string_view name);

/// True for C++20's keywords and alternative tokens.
[[nodiscard]] bool is_keyword(std::string_view name);

/// The text as a C++ string literal, quotes included.
[[nodiscard]] std::string literal(std::string_view text);

} // namespace skiff::codegen
