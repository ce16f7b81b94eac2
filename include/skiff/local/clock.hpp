// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/clock.hpp>

#include <chrono>
#include <mutex>
#include <stop_token>

namespace skiff::local {

/// A clock that stands still until a test moves it. Waiting on it takes no time: it moves itself
/// forward by as much, so that retries, latencies and waiters run at once and can be measured.
/// Thread-safe.
class manual_clock final : public skiff::clock {
  public:
    /// Starts at the machine's present time.
    manual_clock();
    explicit manual_clock(timestamp start);

    [[nodiscard]] timestamp now() const override;
    [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const override;
    /// Moves both times forward; false and no move when `stop` is requested.
    bool sleep_for(std::chrono::nanoseconds duration, std::stop_token stop) override;

    /// Moves both times forward. Not negative.
    void advance(std::chrono::nanoseconds duration);
    /// Sets the wall-clock time alone, backwards as well: the steady time does not move.
    void set(timestamp now);
    /// How long sleep_for was asked to wait, all calls together.
    [[nodiscard]] std::chrono::nanoseconds slept() const;

  private:
    std::mutex mutable mutex_;
    timestamp now_;
    std::chrono::steady_clock::time_point steady_;
    std::chrono::nanoseconds slept_{0};
};

} // namespace skiff::local
