// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/clock.hpp>
#include <skiff/core/random.hpp>
#include <skiff/core/result.hpp>
#include <skiff/core/retry_options.hpp>

#include <chrono>
#include <mutex>
#include <optional>
#include <string_view>

namespace skiff {

/// What a service's answer means for retrying: its code first, then the HTTP status. What a
/// service's model says of its own errors is not known here.
[[nodiscard]] retry_class classify_code(std::string_view aws_code, int http_status) noexcept;

/// What one of skiff's own errors means for retrying. `canceled` and what never reached the
/// network for a fault of the request are not retried.
[[nodiscard]] retry_class classify_local(errc code) noexcept;

/// Attempts per call: `from_code`, else `setting` (the text of AWS_MAX_ATTEMPTS, or of a profile's
/// "max_attempts"), else the service's. At least 1. errc::invalid_configuration when the text is no
/// number from 1 on.
[[nodiscard]] result<int> resolve_max_attempts(std::optional<int> from_code,
                                               std::optional<std::string_view> setting,
                                               retry_profile const& service);

/// The budget that a client's retries share: when much fails, retrying stops adding load.
/// Thread-safe.
class retry_quota {
  public:
    static constexpr int capacity = 500;

    /// Takes `cost` out, or returns false and takes nothing when there is not so much left.
    [[nodiscard]] bool acquire(int cost) noexcept;
    void release(int amount) noexcept;
    [[nodiscard]] int available() const noexcept;

  private:
    mutable std::mutex mutex_;
    int available_ = capacity;
};

/// The attempts of one call. Plain logic: it neither sends nor sleeps.
///
///     retry_session session(...);
///     for (;;) {
///         ... send attempt number session.attempt() ...
///         if (succeeded) { session.succeeded(); break; }
///         auto const next = session.failed(why, retry_after);
///         if (!next.retry) break;
///         clock.sleep_for(next.delay, stop);
///     }
///
/// Not thread-safe; `quota` and `random` outlive it.
class retry_session {
  public:
    struct settings {
        int max_attempts = 3;
        std::chrono::milliseconds transient_base{50};
        retry_options::numbers constants = retry_options::numbers::of_2026;
    };

    struct decision {
        bool retry = false;
        std::chrono::nanoseconds delay{0};
        bool quota_exhausted = false; ///< It would have been retried, but for the quota.
    };

    retry_session(settings const& how, retry_quota& quota, random_source& random) noexcept
        : how_(how), quota_(quota), random_(random) {}

    /// The number of the attempt under way, from 1.
    [[nodiscard]] int attempt() const noexcept { return attempt_; }
    [[nodiscard]] int max_attempts() const noexcept { return how_.max_attempts; }

    /// After a failed attempt. `retry_after` is the text of the x-amz-retry-after header:
    /// milliseconds; the numbers of before 2026 do not look at it. `timed_out` costs more with the
    /// numbers of before 2026. On `retry` the next attempt has begun.
    [[nodiscard]] decision failed(retry_class why,
                                  std::optional<std::string_view> retry_after = std::nullopt,
                                  bool timed_out = false);

    /// One more attempt at once, without quota and without delay: after a corrected clock. False
    /// when all attempts are used up.
    [[nodiscard]] bool again_at_once() noexcept;

    /// The retry that `failed` granted is not made after all: gives back what it cost.
    void abandoned() noexcept;

    /// After a successful attempt: gives the quota back what this call last took, or 1 when it took
    /// nothing.
    void succeeded() noexcept;

  private:
    [[nodiscard]] int cost(retry_class why, bool timed_out) const noexcept;
    [[nodiscard]] std::chrono::nanoseconds delay(retry_class why,
                                                 std::optional<std::string_view> retry_after);

    settings how_;
    retry_quota& quota_;
    random_source& random_;
    int attempt_ = 1;
    int last_cost_ = 0;
};

} // namespace skiff
