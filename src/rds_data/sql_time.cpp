// SPDX-License-Identifier: Apache-2.0
#include <skiff/rds_data/detail/sql_time.hpp>

#include "core/ascii.hpp"

#include <array>
#include <cstdio>

namespace skiff::rds_data::detail {
namespace {

constexpr int seconds_per_day = 86'400;

bool take(std::string_view& text, char c) noexcept {
    if (!text.starts_with(c))
        return false;
    text.remove_prefix(1);
    return true;
}

/// From `least` to `most` digits.
std::optional<int> take_digits(std::string_view& text, std::size_t least,
                               std::size_t most) noexcept {
    int value = 0;
    std::size_t count = 0;
    for (; count != most && count != text.size() && is_digit(text[count]); ++count)
        value = value * 10 + (text[count] - '0');
    if (count < least)
        return std::nullopt;
    text.remove_prefix(count);
    return value;
}

std::optional<std::chrono::year_month_day> take_date(std::string_view& text) noexcept {
    auto const year = take_digits(text, 4, 4);
    if (!year || !take(text, '-'))
        return std::nullopt;
    auto const month = take_digits(text, 2, 2);
    if (!month || !take(text, '-'))
        return std::nullopt;
    auto const day = take_digits(text, 2, 2);
    if (!day)
        return std::nullopt;
    std::chrono::year_month_day const date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    return date.ok() ? std::optional(date) : std::nullopt;
}

/// ".125", or nothing of it: 0. More than nine digits are refused rather than lost.
std::optional<std::int32_t> take_fraction(std::string_view& text) noexcept {
    if (!take(text, '.'))
        return 0;
    std::int32_t value = 0;
    std::int32_t unit = 100'000'000;
    if (text.empty() || !is_digit(text.front()))
        return std::nullopt;
    for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1), unit /= 10) {
        if (unit == 0 && text.front() != '0')
            return std::nullopt;
        value += (text.front() - '0') * unit;
    }
    return value;
}

/// "19:15:00.125" with up to `hour_digits` digits of hours.
std::optional<seconds_and_rest> take_clock(std::string_view& text,
                                           std::size_t hour_digits) noexcept {
    auto const hours = take_digits(text, 2, hour_digits);
    if (!hours || !take(text, ':'))
        return std::nullopt;
    auto const minutes = take_digits(text, 2, 2);
    if (!minutes || *minutes > 59)
        return std::nullopt;
    std::optional<int> seconds = 0;
    if (take(text, ':'))
        seconds = take_digits(text, 2, 2);
    if (!seconds || *seconds > 59)
        return std::nullopt;
    auto const rest = take_fraction(text);
    if (!rest)
        return std::nullopt;
    return seconds_and_rest{*hours * std::int64_t(3600) + *minutes * 60 + *seconds, *rest};
}

/// "Z", "+02", "+02:00", "-0330", or nothing: UTC. In seconds.
std::optional<int> take_offset(std::string_view& text) noexcept {
    if (text.empty() || take(text, 'Z') || take(text, 'z'))
        return 0;
    int const sign = take(text, '+') ? 1 : take(text, '-') ? -1 : 0;
    if (sign == 0)
        return std::nullopt;
    auto const hours = take_digits(text, 2, 2);
    if (!hours || *hours > 23)
        return std::nullopt;
    if (text.empty())
        return sign * *hours * 3600;
    static_cast<void>(take(text, ':'));
    auto const minutes = take_digits(text, 2, 2);
    if (!minutes || *minutes > 59)
        return std::nullopt;
    return sign * (*hours * 60 + *minutes) * 60;
}

/// The three digits that the Data API documents, or as many more as the value has.
void append_fraction(std::string& out, std::int32_t nanoseconds) {
    if (nanoseconds == 0)
        return;
    std::array<char, 16> text;
    std::snprintf(text.data(), text.size(), ".%09d", nanoseconds);
    std::string_view digits(text.data(), 10);
    while (digits.ends_with("000"))
        digits.remove_suffix(3);
    out += digits;
}

std::string format_clock(std::int64_t second_of_day) {
    std::array<char, 48> text;
    auto const size = std::snprintf(
        text.data(), text.size(), "%02d:%02d:%02d", static_cast<int>(second_of_day / 3600),
        static_cast<int>(second_of_day / 60 % 60), static_cast<int>(second_of_day % 60));
    return {text.data(), static_cast<std::size_t>(size)};
}

} // namespace

std::optional<std::chrono::year_month_day> parse_date(std::string_view text) noexcept {
    auto const date = take_date(text);
    return text.empty() ? date : std::nullopt;
}

std::optional<seconds_and_rest> parse_timestamp(std::string_view text) noexcept {
    auto const date = take_date(text);
    if (!date)
        return std::nullopt;
    auto const midnight = std::chrono::sys_days(*date).time_since_epoch().count() *
                          std::int64_t(seconds_per_day);
    if (text.empty())
        return seconds_and_rest{midnight, 0};
    if (!take(text, ' ') && !take(text, 'T'))
        return std::nullopt;
    auto const clock = take_clock(text, 2);
    if (!clock || clock->seconds >= seconds_per_day)
        return std::nullopt;
    auto const offset = take_offset(text);
    if (!offset || !text.empty())
        return std::nullopt;
    return seconds_and_rest{midnight + clock->seconds - *offset, clock->nanoseconds};
}

std::optional<seconds_and_rest> parse_time_of_day(std::string_view text) noexcept {
    bool const negative = take(text, '-');
    auto const clock = take_clock(text, 3);
    if (!clock || !text.empty())
        return std::nullopt;
    if (!negative)
        return clock;
    if (clock->nanoseconds == 0)
        return seconds_and_rest{-clock->seconds, 0};
    return seconds_and_rest{-clock->seconds - 1, 1'000'000'000 - clock->nanoseconds};
}

std::string format_date(std::chrono::year_month_day date) {
    auto const year = static_cast<int>(date.year());
    if (!date.ok() || year < 0 || year > 9999)
        return {};
    std::array<char, 32> text;
    auto const size = std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", year,
                                    static_cast<unsigned>(date.month()),
                                    static_cast<unsigned>(date.day()));
    return {text.data(), static_cast<std::size_t>(size)};
}

std::string format_timestamp(seconds_and_rest time) {
    // Years 0 to 9999: what format_date can write, checked here so that no day count overflows.
    constexpr std::int64_t least = -62'167'219'200;
    constexpr std::int64_t most = 253'402'300'799;
    if (time.seconds < least || time.seconds > most)
        return {};
    auto const second_of_day = (time.seconds % seconds_per_day + seconds_per_day) % seconds_per_day;
    auto const day = (time.seconds - second_of_day) / seconds_per_day;
    auto out = format_date(std::chrono::sys_days(std::chrono::days(day)));
    out.push_back(' ');
    out += format_clock(second_of_day);
    append_fraction(out, time.nanoseconds);
    return out;
}

std::string format_time_of_day(seconds_and_rest time) {
    if (time.seconds < 0 || time.seconds >= seconds_per_day)
        return {};
    auto out = format_clock(time.seconds);
    append_fraction(out, time.nanoseconds);
    return out;
}

} // namespace skiff::rds_data::detail
