// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace skiff {

inline constexpr std::string_view hex_digits = "0123456789abcdef";

/// What a hexadecimal digit of either case stands for; -1 for another character.
constexpr int hex_value(char c) noexcept {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

} // namespace skiff
