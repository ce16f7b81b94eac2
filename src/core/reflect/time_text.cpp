// SPDX-License-Identifier: Apache-2.0
#include "core/reflect/time_text.hpp"

#include "core/ascii.hpp"

#include <chrono>
#include <cstdio>

namespace skiff::json {
namespace {

/// Takes `count` digits from the front.
std::optional<int> take_digits(std::string_view& text, std::size_t count) noexcept {
    if (text.size() < count)
        return std::nullopt;
    int value = 0;
    for (char const c : text.substr(0, count)) {
        if (!is_digit(c))
            return std::nullopt;
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool take(std::string_view& text, char c) noexcept {
    if (text.empty() || text.front() != c)
        return false;
    text.remove_prefix(1);
    return true;
}

/// Days since 1970.
std::optional<std::int64_t> take_date(std::string_view& text) noexcept {
    auto const year = take_digits(text, 4);
    if (!year || !take(text, '-'))
        return std::nullopt;
    auto const month = take_digits(text, 2);
    if (!month || !take(text, '-'))
        return std::nullopt;
    auto const day = take_digits(text, 2);
    if (!day)
        return std::nullopt;
    std::chrono::year_month_day const date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok())
        return std::nullopt;
    return std::chrono::sys_days(date).time_since_epoch().count();
}

/// Minutes of "hh:mm".
std::optional<int> take_hours_and_minutes(std::string_view& text) noexcept {
    auto const hours = take_digits(text, 2);
    if (!hours || *hours > 23 || !take(text, ':'))
        return std::nullopt;
    auto const minutes = take_digits(text, 2);
    if (!minutes || *minutes > 59)
        return std::nullopt;
    return *hours * 60 + *minutes;
}

std::optional<std::int32_t> take_fraction(std::string_view& text) noexcept {
    if (!take(text, '.'))
        return 0;
    if (text.empty() || !is_digit(text.front()))
        return std::nullopt;
    std::int32_t value = 0;
    std::int32_t unit = 100'000'000;
    for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1), unit /= 10)
        value += (text.front() - '0') * unit;
    return value;
}

/// Seconds that the clock is ahead of UTC.
std::optional<int> take_offset(std::string_view& text) noexcept {
    if (take(text, 'Z') || take(text, 'z'))
        return 0;
    int const sign = take(text, '+') ? 1 : take(text, '-') ? -1 : 0;
    auto const minutes = take_hours_and_minutes(text);
    if (sign == 0 || !minutes)
        return std::nullopt;
    return sign * *minutes * 60;
}

} // namespace

std::optional<time_parts> parse_time(std::string_view text) noexcept {
    auto const days = take_date(text);
    if (!days || !(take(text, 'T') || take(text, 't')))
        return std::nullopt;
    auto const minutes = take_hours_and_minutes(text);
    if (!minutes || !take(text, ':'))
        return std::nullopt;
    auto const seconds = take_digits(text, 2);
    if (!seconds || *seconds > 59)
        return std::nullopt;
    auto const fraction = take_fraction(text);
    if (!fraction)
        return std::nullopt;
    auto const offset = take_offset(text);
    if (!offset || !text.empty())
        return std::nullopt;
    return time_parts{*days * 86'400 + *minutes * 60 + *seconds - *offset, *fraction};
}

std::string format_time(time_parts const& time) {
    using namespace std::chrono;
    sys_time<duration<std::int64_t>> const at{duration<std::int64_t>(time.seconds)};
    auto const midnight = floor<days>(at);
    year_month_day const date(midnight);
    auto const second_of_day = static_cast<int>((at - midnight).count());
    char text[48];
    int size = std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d",
                             static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                             static_cast<unsigned>(date.day()), second_of_day / 3600,
                             second_of_day / 60 % 60, second_of_day % 60);
    std::string out(text, static_cast<std::size_t>(size));
    if (time.nanoseconds != 0) {
        size = std::snprintf(text, sizeof text, ".%09d", time.nanoseconds);
        std::string_view digits(text, static_cast<std::size_t>(size));
        while (digits.ends_with("000"))
            digits.remove_suffix(3);
        out += digits;
    }
    return out + 'Z';
}

} // namespace skiff::json
