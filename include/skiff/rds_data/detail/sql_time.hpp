// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <ratio>
#include <string>
#include <string_view>

namespace skiff::rds_data::detail {

__extension__ typedef __int128 wide_integer;

/// Seconds and the rest, which counts forward also below zero: a point in time since 1970 in UTC,
/// or a time of day.
struct seconds_and_rest {
    std::int64_t seconds = 0;
    std::int32_t nanoseconds = 0;
};

// What the Data API writes and takes. Each gives nothing when the text is something else.

/// "2026-11-24"
[[nodiscard]] std::optional<std::chrono::year_month_day> parse_date(std::string_view text) noexcept;
/// "2026-11-24 19:15:00.125", with a 'T' or an offset as well; a date alone is its midnight.
[[nodiscard]] std::optional<seconds_and_rest> parse_timestamp(std::string_view text) noexcept;
/// "19:15:00.125"; MySQL's TIME may be negative and exceed a day.
[[nodiscard]] std::optional<seconds_and_rest> parse_time_of_day(std::string_view text) noexcept;

// Each gives an empty text when the value cannot be written.

[[nodiscard]] std::string format_date(std::chrono::year_month_day date);
[[nodiscard]] std::string format_timestamp(seconds_and_rest time);
[[nodiscard]] std::string format_time_of_day(seconds_and_rest time);

template <class Rep, class Period>
seconds_and_rest split(std::chrono::duration<Rep, Period> value) {
    static_assert(std::integral<Rep> && std::ratio_greater_equal_v<Period, std::nano>,
                  "skiff: times are kept down to nanoseconds; use an integral duration");
    constexpr wide_integer second = 1'000'000'000; // of nanoseconds
    wide_integer const nanoseconds = static_cast<wide_integer>(value.count()) * Period::num *
                                     second / Period::den;
    auto const rest = (nanoseconds % second + second) % second;
    return {static_cast<std::int64_t>((nanoseconds - rest) / second),
            static_cast<std::int32_t>(rest)};
}

/// False when the duration's resolution or range cannot hold the value.
template <class Rep, class Period>
bool join(seconds_and_rest from, std::chrono::duration<Rep, Period>& value) {
    static_assert(std::integral<Rep> && std::ratio_greater_equal_v<Period, std::nano>,
                  "skiff: times are kept down to nanoseconds; use an integral duration");
    auto const nanoseconds = static_cast<wide_integer>(from.seconds) * 1'000'000'000 +
                             from.nanoseconds;
    wide_integer const scaled = nanoseconds * Period::den;
    wide_integer const tick = static_cast<wide_integer>(Period::num) * 1'000'000'000;
    if (scaled % tick != 0)
        return false;
    auto const ticks = scaled / tick;
    if (ticks < std::numeric_limits<Rep>::min() || ticks > std::numeric_limits<Rep>::max())
        return false;
    value = std::chrono::duration<Rep, Period>(static_cast<Rep>(ticks));
    return true;
}

} // namespace skiff::rds_data::detail
