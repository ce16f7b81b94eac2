// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/clock.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace skiff::protocol {

/// Seconds since 1970 with as many digits behind the point as needed, at most nine.
[[nodiscard]] std::string to_epoch_seconds(timestamp when);
/// "1363729002", "1363729002.358", "1.363729002358E9". What is beyond the clock's range becomes
/// its first or last point in time. Nothing when it is no number.
[[nodiscard]] std::optional<timestamp> from_epoch_seconds(std::string_view text) noexcept;

/// "2026-01-31T12:00:00Z", with a fraction when there is one.
[[nodiscard]] std::string to_iso_8601(timestamp when);
/// "Sat, 31 Jan 2026 12:00:00 GMT" (RFC 9110, 5.6.7), with a fraction when there is one.
[[nodiscard]] std::string to_http_date(timestamp when);
/// The same, with or without a fraction. The day's name is not checked against the date.
[[nodiscard]] std::optional<timestamp> from_http_date(std::string_view text) noexcept;

/// ISO 8601 or an HTTP date.
[[nodiscard]] std::optional<timestamp> from_date_text(std::string_view text) noexcept;

/// With 'Z' or an offset, with or without a fraction.
[[nodiscard]] std::optional<timestamp> from_iso_8601(std::string_view text) noexcept;

} // namespace skiff::protocol
