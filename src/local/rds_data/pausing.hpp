// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/clock.hpp>
#include <skiff/core/error.hpp>
#include <skiff/local/services.hpp>

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

namespace skiff::local::rds_data {

/// Whether a cluster sleeps, as Aurora Serverless does when nobody asks for it. The next request
/// wakes it; that takes its time. Thread-safe.
class pausing {
  public:
    enum class state : unsigned char { available, paused, resuming };

    pausing(std::string cluster, skiff::clock& time) : cluster_(std::move(cluster)), time_(time) {}

    void pause(std::chrono::nanoseconds resuming_takes, resuming_wording wording);
    void clear();
    [[nodiscard]] state now() const;
    /// What a request is told; wakes the cluster. Nothing when it is awake.
    [[nodiscard]] std::optional<error> refuse();

  private:
    [[nodiscard]] state look() const;

    std::string const cluster_;
    skiff::clock& time_;
    std::mutex mutable mutex_;
    bool paused_ = false;
    std::optional<std::chrono::steady_clock::time_point> awake_at_; ///< Since it began to resume.
    std::chrono::nanoseconds takes_{0};
    resuming_wording wording_ = resuming_wording::database_resuming;
};

} // namespace skiff::local::rds_data
