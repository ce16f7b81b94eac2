// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace skiff::json {

/// A point in time: seconds since 1970 in UTC, rounded down, and the rest.
struct time_parts {
    std::int64_t seconds;
    std::int32_t nanoseconds; ///< 0 to 999,999,999.
};

/// RFC 3339 with 'Z' or an offset; digits of a second beyond the ninth are dropped. Nothing when
/// the text is something else or the day does not exist.
[[nodiscard]] std::optional<time_parts> parse_time(std::string_view text) noexcept;

/// RFC 3339 in UTC, with 0, 3, 6 or 9 digits after the second.
[[nodiscard]] std::string format_time(time_parts const& time);

} // namespace skiff::json
