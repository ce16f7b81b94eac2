// SPDX-License-Identifier: Apache-2.0
#include "protocol/wire_time.hpp"

#include "core/reflect/time_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <system_error>

namespace skiff::protocol {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

json::time_parts parts_of(timestamp when) {
    auto const whole = std::chrono::floor<seconds>(when);
    auto const rest = std::chrono::duration_cast<nanoseconds>(when - whole);
    return {whole.time_since_epoch().count(), static_cast<std::int32_t>(rest.count())};
}

constexpr std::array<std::string_view, 7> day_names{"Sun", "Mon", "Tue", "Wed",
                                                    "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void append_number(std::string& out, std::int64_t value, std::size_t digits) {
    auto const text = std::to_string(value);
    out.append(digits - std::min(digits, text.size()), '0').append(text);
}

timestamp from_parts(std::int64_t whole, std::int64_t nanos) noexcept {
    constexpr std::int64_t most =
        std::chrono::duration_cast<seconds>(timestamp::duration::max()).count() - 1;
    if (whole > most)
        return timestamp::max();
    if (whole < -most)
        return timestamp::min();
    return timestamp(
        std::chrono::duration_cast<timestamp::duration>(seconds(whole) + nanoseconds(nanos)));
}

} // namespace

std::string to_epoch_seconds(timestamp when) {
    auto const count = std::chrono::duration_cast<nanoseconds>(when.time_since_epoch()).count();
    bool const negative = count < 0;
    auto const size = negative ? 0 - static_cast<std::uint64_t>(count)
                               : static_cast<std::uint64_t>(count);
    auto out = (negative ? "-" : "") + std::to_string(size / 1'000'000'000);
    if (auto const rest = size % 1'000'000'000; rest != 0) {
        auto const digits = std::to_string(rest);
        out += '.' + std::string(9 - digits.size(), '0') + digits;
        while (out.back() == '0')
            out.pop_back();
    }
    return out;
}

std::optional<timestamp> from_epoch_seconds(std::string_view text) noexcept {
    auto const* const end = text.data() + text.size();
    std::int64_t whole = 0;
    auto const integer = std::from_chars(text.data(), end, whole);
    if (integer.ec == std::errc() && integer.ptr == end)
        return from_parts(whole, 0);
    if (integer.ec == std::errc() && *integer.ptr == '.') {
        std::int64_t nanos = 0;
        std::int64_t unit = 100'000'000;
        auto const* at = integer.ptr + 1;
        for (; at != end && *at >= '0' && *at <= '9'; ++at, unit /= 10)
            nanos += (*at - '0') * unit;
        if (at == end)
            return from_parts(whole, text.front() == '-' ? -nanos : nanos);
    }
    double value = 0;
    auto const real = std::from_chars(text.data(), end, value);
    if (text.empty() || real.ec != std::errc() || real.ptr != end || !std::isfinite(value))
        return std::nullopt;
    if (std::abs(value) > 1e10)
        return value > 0 ? timestamp::max() : timestamp::min();
    // A double tells microseconds apart in this century.
    auto const micros = std::llround(value * 1e6);
    return from_parts(micros / 1'000'000, micros % 1'000'000 * 1'000);
}

std::string to_iso_8601(timestamp when) {
    return json::format_time(parts_of(when));
}

std::optional<timestamp> from_iso_8601(std::string_view text) noexcept {
    auto const parts = json::parse_time(text);
    if (!parts)
        return std::nullopt;
    return from_parts(parts->seconds, parts->nanoseconds);
}

std::string to_http_date(timestamp when) {
    using namespace std::chrono;
    auto const whole = floor<seconds>(when);
    auto const day = floor<days>(whole);
    year_month_day const date(day);
    hh_mm_ss const time(whole - day);
    std::string out(day_names[weekday(day).c_encoding()]);
    out += ", ";
    append_number(out, static_cast<int>(static_cast<unsigned>(date.day())), 2);
    out += ' ';
    out += month_names[static_cast<unsigned>(date.month()) - 1];
    out += ' ';
    append_number(out, static_cast<int>(date.year()), 4);
    append_number(out += ' ', static_cast<int>(time.hours().count()), 2);
    append_number(out += ':', static_cast<int>(time.minutes().count()), 2);
    append_number(out += ':', static_cast<int>(time.seconds().count()), 2);
    if (auto const rest = duration_cast<nanoseconds>(when - whole).count(); rest != 0) {
        append_number(out += '.', rest, 9);
        while (out.back() == '0')
            out.pop_back();
    }
    return out += " GMT";
}

std::optional<timestamp> from_http_date(std::string_view text) noexcept {
    using namespace std::chrono;
    // "Sat, 31 Jan 2026 12:00:00 GMT"
    if (text.size() < 29 || text.substr(3, 2) != ", " || !text.ends_with(" GMT"))
        return std::nullopt;
    auto const number = [text](std::size_t at, std::size_t size) -> int {
        int value = 0;
        auto const* const end = text.data() + at + size;
        auto const [stop, failure] = std::from_chars(text.data() + at, end, value);
        return failure == std::errc() && stop == end && value >= 0 ? value : -1;
    };
    auto const month = std::ranges::find(month_names, text.substr(8, 3)) - month_names.begin();
    int const day = number(5, 2), year = number(12, 4);
    int const hour = number(17, 2), minute = number(20, 2), second = number(23, 2);
    bool const marks = text[7] == ' ' && text[11] == ' ' && text[16] == ' ' && text[19] == ':' &&
                       text[22] == ':';
    if (!marks || month == 12 || day < 1 || year < 0 || hour < 0 || hour > 23 || minute < 0 ||
        minute > 59 || second < 0 || second > 60)
        return std::nullopt;
    year_month_day const date{std::chrono::year(year),
                              std::chrono::month(static_cast<unsigned>(month) + 1),
                              std::chrono::day(static_cast<unsigned>(day))};
    auto const fraction = text.substr(25, text.size() - 29);
    std::int64_t nanos = 0;
    std::int64_t unit = 100'000'000;
    for (char const c : fraction.substr(std::min<std::size_t>(1, fraction.size()))) {
        if (c < '0' || c > '9')
            return std::nullopt;
        nanos += (c - '0') * unit;
        unit /= 10;
    }
    if (!date.ok() || (!fraction.empty() && (fraction[0] != '.' || fraction.size() == 1)))
        return std::nullopt;
    auto const whole = sys_seconds(sys_days(date)) + hours(hour) + minutes(minute) +
                       seconds(second);
    return from_parts(whole.time_since_epoch().count(), nanos);
}

std::optional<timestamp> from_date_text(std::string_view text) noexcept {
    auto const found = from_iso_8601(text);
    return found ? found : from_http_date(text);
}

} // namespace skiff::protocol
