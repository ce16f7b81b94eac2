// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/clock.hpp>

#include <vector>

namespace skiff::test {

/// Stands still but for sleeping, which takes no time and is recorded. For one thread.
class fake_clock final : public skiff::clock {
  public:
    explicit fake_clock(timestamp start = timestamp(std::chrono::seconds(1'800'000'000)))
        : now_(start) {}

    [[nodiscard]] timestamp now() const override { return now_; }
    [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const override {
        return steady_;
    }
    bool sleep_for(std::chrono::nanoseconds duration, std::stop_token stop) override {
        if (stop.stop_requested())
            return false;
        pauses.push_back(duration);
        advance(duration);
        return true;
    }
    void advance(std::chrono::nanoseconds duration) {
        now_ += std::chrono::duration_cast<timestamp::duration>(duration);
        steady_ += duration;
    }

    std::vector<std::chrono::nanoseconds> pauses;

  private:
    timestamp now_;
    std::chrono::steady_clock::time_point steady_{std::chrono::hours(1)};
};

} // namespace skiff::test
