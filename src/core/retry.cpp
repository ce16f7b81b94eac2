// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/retry.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>

namespace skiff {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::nanoseconds longest_delay = 20s;
constexpr std::chrono::nanoseconds throttling_base = 1s;
constexpr std::chrono::nanoseconds longest_addition = 5s; ///< Of x-amz-retry-after.

constexpr std::string_view throttling_codes[] = {
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
};
static_assert(std::ranges::is_sorted(throttling_codes));

constexpr std::string_view transient_codes[] = {"IDPCommunicationError", "RequestTimeout",
                                                "RequestTimeoutException"};

/// The whole text as a number that is not negative.
template <class Number>
std::optional<Number> parse_number(std::string_view text) noexcept {
    Number value = 0;
    auto const* const end = text.data() + text.size();
    auto const read = std::from_chars(text.data(), end, value);
    if (read.ec != std::errc() || read.ptr != end || value < 0)
        return std::nullopt;
    return value;
}

} // namespace

retry_class classify_code(std::string_view aws_code, int http_status) noexcept {
    if (std::ranges::binary_search(throttling_codes, aws_code))
        return retry_class::throttling;
    if (std::ranges::find(transient_codes, aws_code) != std::end(transient_codes))
        return retry_class::transient;
    // 429 without a code of the list is not retried: the standard mode of all SDKs.
    switch (http_status) {
    case 500:
    case 502:
    case 503:
    case 504:
        return retry_class::transient;
    default:
        return retry_class::none;
    }
}

retry_class classify_local(errc code) noexcept {
    switch (code) {
    case errc::resolve_failed:
    case errc::connect_failed:
    case errc::connection_lost:
    case errc::timed_out:
    case errc::checksum_mismatch:
        return retry_class::transient;
    default:
        return retry_class::none;
    }
}

result<int> resolve_max_attempts(std::optional<int> from_code,
                                 std::optional<std::string_view> setting,
                                 retry_profile const& service) {
    if (from_code)
        return std::max(1, *from_code);
    if (!setting)
        return std::max(1, service.max_attempts);
    if (auto const value = parse_number<int>(*setting); value && *value > 0)
        return *value;
    return make_error(errc::invalid_configuration,
                      "the number of attempts (AWS_MAX_ATTEMPTS) is '" + std::string(*setting) +
                          "'; it must be a number from 1 on");
}

bool retry_quota::acquire(int cost) noexcept {
    std::lock_guard const lock(mutex_);
    if (cost > available_)
        return false;
    available_ -= cost;
    return true;
}

void retry_quota::release(int amount) noexcept {
    std::lock_guard const lock(mutex_);
    available_ = std::min(capacity, available_ + amount);
}

int retry_quota::available() const noexcept {
    std::lock_guard const lock(mutex_);
    return available_;
}

int retry_session::cost(retry_class why, bool timed_out) const noexcept {
    if (how_.constants == retry_options::numbers::before_2026)
        return timed_out ? 10 : 5;
    return why == retry_class::throttling ? 5 : 14;
}

std::chrono::nanoseconds retry_session::delay(retry_class why,
                                              std::optional<std::string_view> retry_after) {
    bool const of_2026 = how_.constants == retry_options::numbers::of_2026;
    std::chrono::nanoseconds base = 1s;
    if (of_2026)
        base = why == retry_class::throttling ? throttling_base : how_.transient_base;
    auto const grown = static_cast<double>(base.count()) * std::exp2(std::min(attempt_ - 1, 40));
    auto const capped = std::min(grown, static_cast<double>(longest_delay.count()));
    std::chrono::nanoseconds const computed(
        static_cast<std::chrono::nanoseconds::rep>(random_.uniform() * capped));
    if (!of_2026 || !retry_after)
        return computed;
    auto const wanted = parse_number<std::int64_t>(*retry_after);
    if (!wanted)
        return computed;
    // The service may ask for more than was computed, never for less, and for 5 s more at most.
    constexpr std::int64_t most = (longest_delay + longest_addition) / 1ms;
    return std::clamp<std::chrono::nanoseconds>(std::chrono::milliseconds(std::min(*wanted, most)),
                                                computed, computed + longest_addition);
}

retry_session::decision retry_session::failed(retry_class why,
                                              std::optional<std::string_view> retry_after,
                                              bool timed_out) {
    if (why == retry_class::none || attempt_ >= how_.max_attempts)
        return {};
    auto const price = cost(why, timed_out);
    if (!quota_.acquire(price))
        return {.quota_exhausted = true};
    last_cost_ = price;
    decision const next{.retry = true, .delay = delay(why, retry_after)};
    ++attempt_;
    return next;
}

bool retry_session::again_at_once() noexcept {
    if (attempt_ >= how_.max_attempts)
        return false;
    ++attempt_;
    return true;
}

void retry_session::abandoned() noexcept {
    quota_.release(last_cost_);
    last_cost_ = 0;
}

void retry_session::succeeded() noexcept {
    quota_.release(last_cost_ > 0 ? last_cost_ : 1);
    last_cost_ = 0;
}

} // namespace skiff
