// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace skiff::local::lambda {

/// How a request names a function: "name", "name:qualifier", "123456789012:function:name" or an
/// ARN, with or without a qualifier.
struct function_reference {
    std::string account{}; ///< Empty: the caller's own.
    std::string region{};  ///< Empty: the service's own.
    std::string name;
    std::string qualifier{}; ///< Empty: none.
};

/// True for what can be a function's name: letters, digits, '-' and '_', at most 64.
[[nodiscard]] bool is_function_name(std::string_view text) noexcept;

/// Nothing when it is none of these.
[[nodiscard]] std::optional<function_reference> parse_function_reference(std::string_view text);

} // namespace skiff::local::lambda
