// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/timestamp.hpp>

#include <chrono>
#include <stop_token>

namespace skiff {

/// Where skiff takes the time from and how it waits. Tests put their own in its place.
/// Thread-safe.
class clock {
  public:
    virtual ~clock() = default;

    /// Wall-clock time: request dates, expiry of credentials.
    [[nodiscard]] virtual timestamp now() const = 0;
    /// Time that only moves forward: deadlines and round trips.
    [[nodiscard]] virtual std::chrono::steady_clock::time_point steady_now() const = 0;
    /// Waits, or returns false at once when `stop` is requested before the time is over.
    virtual bool sleep_for(std::chrono::nanoseconds duration, std::stop_token stop) = 0;
};

/// The machine's own clock. Has no state; the one instance lives as long as the program.
[[nodiscard]] clock& system_clock() noexcept;

} // namespace skiff
