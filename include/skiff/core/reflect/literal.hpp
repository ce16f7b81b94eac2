// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace skiff::reflect {

/// A string literal as a template argument: `renamed<&user::id, "userId">`.
template <std::size_t Size>
struct literal {
    char text[Size]{};

    // Not explicit: it stands for the literal itself.
    consteval literal(char const (&from)[Size]) noexcept {
        for (std::size_t i = 0; i != Size; ++i)
            text[i] = from[i];
    }
    [[nodiscard]] constexpr std::string_view view() const noexcept { return {text, Size - 1}; }
};

} // namespace skiff::reflect
