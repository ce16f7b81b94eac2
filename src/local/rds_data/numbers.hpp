// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace skiff::local::rds_data {

/// The finite number that the whole text is: not "NaN" and "Infinity", which std::from_chars reads
/// as well.
template <class Number>
[[nodiscard]] std::optional<Number> parse_number(std::string_view text) noexcept {
    if (text.empty() || text.back() < '0' || text.back() > '9')
        return std::nullopt;
    Number out{};
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (failed != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return out;
}

} // namespace skiff::local::rds_data
