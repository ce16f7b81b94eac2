// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/clock.hpp>
#include <skiff/core/http/fields.hpp>

#include <atomic>
#include <chrono>
#include <optional>
#include <string_view>

namespace skiff {

/// "Sun, 30 Aug 2015 12:36:00 GMT", the form every HTTP server sends; nothing for other texts.
[[nodiscard]] std::optional<timestamp> parse_http_date(std::string_view text) noexcept;

/// How far the services' clocks are ahead of this machine's, learnt from their answers. A client
/// signs with `now + value()`. Thread-safe; a client's copies share one.
class clock_skew {
  public:
    /// 0 until something was learnt.
    [[nodiscard]] std::chrono::nanoseconds value() const noexcept {
        return std::chrono::nanoseconds(value_.load(std::memory_order_relaxed));
    }

    /// To be called with every answer, successful or not. `sent` and `received` are uncorrected
    /// times. Answers without a Date, from a cache (Age), or under way for more than 15 minutes
    /// teach nothing. Returns what was learnt.
    std::optional<std::chrono::nanoseconds> observe(http::fields const& answer, timestamp sent,
                                                    timestamp received) noexcept;

  private:
    std::atomic<std::chrono::nanoseconds::rep> value_ = 0;
};

/// True when an answer's code may come from a wrong clock, and the skew learnt from it differs by
/// more than 4 minutes from the one that this very request was signed with: worth one more attempt.
[[nodiscard]] bool is_skew_failure(std::string_view aws_code,
                                   std::optional<std::chrono::nanoseconds> learnt,
                                   std::chrono::nanoseconds used) noexcept;

} // namespace skiff
