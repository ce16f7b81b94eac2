// SPDX-License-Identifier: Apache-2.0
#include "dynamodb/attribute_text.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

namespace skiff::dynamodb::detail {
namespace {

constexpr std::int32_t nanoseconds_per_second = 1'000'000'000;

void append_padded(std::string& out, std::int64_t value, int width) {
    auto const digits = std::to_string(value);
    out.append(static_cast<std::size_t>(width) - std::min(digits.size(), std::size_t(width)), '0');
    out.append(digits);
}

/// ".5", or nothing for 0.
void append_fraction(std::string& out, std::int32_t nanoseconds) {
    if (nanoseconds == 0)
        return;
    out.push_back('.');
    append_padded(out, nanoseconds, 9);
    while (out.back() == '0')
        out.pop_back();
}

/// Takes exactly `width` digits from the front of `text`.
bool take_digits(std::string_view& text, std::size_t width, int& value) noexcept {
    if (text.size() < width)
        return false;
    value = 0;
    for (std::size_t i = 0; i != width; ++i) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(width);
    return true;
}

bool take(std::string_view& text, char c) noexcept {
    if (text.empty() || text.front() != c)
        return false;
    text.remove_prefix(1);
    return true;
}

bool take_fraction(std::string_view& text, std::int32_t& nanoseconds) noexcept {
    nanoseconds = 0;
    if (!take(text, '.'))
        return true;
    std::int32_t unit = nanoseconds_per_second / 10;
    bool any = false;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1)) {
        if (unit == 0)
            return false;
        nanoseconds += unit * (text.front() - '0');
        unit /= 10;
        any = true;
    }
    return any;
}

/// "Z", "+01:00", "-0530"; in seconds.
bool take_offset(std::string_view& text, std::int64_t& offset) noexcept {
    offset = 0;
    if (take(text, 'Z') || take(text, 'z'))
        return true;
    bool const west = !text.empty() && text.front() == '-';
    if (!west && (text.empty() || text.front() != '+'))
        return false;
    text.remove_prefix(1);
    int hours = 0;
    int minutes = 0;
    if (!take_digits(text, 2, hours))
        return false;
    take(text, ':');
    if (!take_digits(text, 2, minutes) || hours > 23 || minutes > 59)
        return false;
    offset = (hours * 60 + minutes) * 60;
    if (west)
        offset = -offset;
    return true;
}

} // namespace

std::string epoch_seconds(unix_time time) {
    // Before 1970 the fraction counts towards zero: -1 s and 750 ms more is -0.25 s.
    bool const negative = time.seconds < 0;
    auto seconds = time.seconds;
    auto nanoseconds = time.nanoseconds;
    if (negative && nanoseconds != 0) {
        ++seconds;
        nanoseconds = nanoseconds_per_second - nanoseconds;
    }
    auto out = std::to_string(seconds);
    if (negative && seconds == 0)
        out = "-0";
    append_fraction(out, nanoseconds);
    return out;
}

bool to_unix_time(number const& seconds, unix_time& time) noexcept {
    constexpr int most_digits = 28; // 2^63 seconds in nanoseconds
    if (seconds.exponent() < -9 || seconds.exponent() + seconds.digit_count() > 19 ||
        seconds.digit_count() > most_digits)
        return false;
    auto nanoseconds = static_cast<wide_integer>(seconds.significand());
    for (int i = -9; i != seconds.exponent(); ++i)
        nanoseconds *= 10;
    if (seconds.is_negative())
        nanoseconds = -nanoseconds;
    auto whole = nanoseconds / nanoseconds_per_second;
    auto rest = nanoseconds % nanoseconds_per_second;
    if (rest < 0) {
        rest += nanoseconds_per_second;
        --whole;
    }
    if (whole < std::numeric_limits<std::int64_t>::min() ||
        whole > std::numeric_limits<std::int64_t>::max())
        return false;
    time = {static_cast<std::int64_t>(whole), static_cast<std::int32_t>(rest)};
    return true;
}

std::string iso_8601_text(unix_time time) {
    using namespace std::chrono;
    constexpr std::int64_t year_0000 = -62'167'219'200;
    constexpr std::int64_t year_10000 = 253'402'300'800;
    if (time.seconds < year_0000 || time.seconds >= year_10000)
        return {};
    sys_seconds const at{seconds(time.seconds)};
    auto const day = floor<days>(at);
    year_month_day const date(day);
    hh_mm_ss const clock(at - day);
    std::string out;
    append_padded(out, int(date.year()), 4);
    out.push_back('-');
    append_padded(out, unsigned(date.month()), 2);
    out.push_back('-');
    append_padded(out, unsigned(date.day()), 2);
    out.push_back('T');
    append_padded(out, clock.hours().count(), 2);
    out.push_back(':');
    append_padded(out, clock.minutes().count(), 2);
    out.push_back(':');
    append_padded(out, clock.seconds().count(), 2);
    append_fraction(out, time.nanoseconds);
    out.push_back('Z');
    return out;
}

bool parse_iso_8601(std::string_view text, unix_time& time) noexcept {
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    std::int32_t nanoseconds = 0;
    std::int64_t offset = 0;
    if (!take_digits(text, 4, year) || !take(text, '-') || !take_digits(text, 2, month) ||
        !take(text, '-') || !take_digits(text, 2, day) ||
        !(take(text, 'T') || take(text, 't') || take(text, ' ')) || !take_digits(text, 2, hour) ||
        !take(text, ':') || !take_digits(text, 2, minute) || !take(text, ':') ||
        !take_digits(text, 2, second) || !take_fraction(text, nanoseconds) ||
        !take_offset(text, offset) || !text.empty())
        return false;
    std::chrono::year_month_day const date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok() || hour > 23 || minute > 59 || second > 60)
        return false;
    auto const days = std::chrono::sys_days(date).time_since_epoch().count();
    time = {std::int64_t{days} * 86400 + hour * 3600 + minute * 60 + second - offset, nanoseconds};
    return true;
}

} // namespace skiff::dynamodb::detail
