// SPDX-License-Identifier: Apache-2.0
#include "protocol/wire_time.hpp"

#include "core/reflect/time_text.hpp"

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

} // namespace skiff::protocol
