// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/clock.hpp>
#include <skiff/core/random.hpp>

#include <cstdint>
#include <mutex>

namespace skiff::lambda {

/// X-Ray's rule: the first `reservoir` in each second, and of the others the share `rate`.
/// Thread-safe.
class sampler {
  public:
    /// The references outlive it.
    sampler(int reservoir, double rate, skiff::clock& time, skiff::random_source& random) noexcept
        : reservoir_(reservoir), rate_(rate), time_(time), random_(random) {}

    [[nodiscard]] bool decide();

  private:
    [[nodiscard]] bool take();

    int const reservoir_;
    double const rate_;
    skiff::clock& time_;
    skiff::random_source& random_;
    std::mutex mutex_;
    std::int64_t second_ = 0;
    int taken_ = 0;
};

} // namespace skiff::lambda
