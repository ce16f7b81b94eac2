// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/retry.hpp>

#include "support/catch.hpp"

#include <cstring>
#include <thread>

using namespace skiff;
using namespace std::chrono_literals;

namespace {

/// uniform() gives `value`, to 53 bits.
class fixed_random final : public random_source {
  public:
    explicit fixed_random(double value) : bits_(static_cast<std::uint64_t>(value * 0x1p53) << 11) {}
    void fill(std::span<std::byte> bytes) override {
        REQUIRE(bytes.size() <= sizeof bits_);
        std::memcpy(bytes.data(), &bits_, bytes.size());
    }

  private:
    std::uint64_t bits_;
};

constexpr double half = 0.5;
constexpr auto numbers_of_before = retry_options::numbers::before_2026;

} // namespace

TEST_CASE("retry: codes and statuses fall into classes") {
    struct code_case {
        std::string code;
        int status;
        retry_class expected;
    };
    for (auto const& c : std::vector<code_case>{
             {"ThrottlingException", 400, retry_class::throttling},
             {"ProvisionedThroughputExceededException", 400, retry_class::throttling},
             {"LimitExceededException", 400, retry_class::throttling},
             {"TransactionInProgressException", 400, retry_class::throttling},
             {"BandwidthLimitExceeded", 503, retry_class::throttling},
             {"TooManyRequestsException", 429, retry_class::throttling},
             {"SlowDown", 503, retry_class::throttling},
             {"RequestTimeout", 400, retry_class::transient},
             {"IDPCommunicationError", 400, retry_class::transient},
             {"InternalServerError", 500, retry_class::transient},
             {"", 502, retry_class::transient},
             {"", 503, retry_class::transient},
             {"", 504, retry_class::transient},
             {"", 501, retry_class::none},
             {"", 505, retry_class::none},
             {"", 429, retry_class::none},
             {"ConditionalCheckFailedException", 400, retry_class::none},
             {"throttlingexception", 400, retry_class::none},
             {"", 400, retry_class::none},
             {"", 200, retry_class::none},
         }) {
        INFO(c.code << " " << c.status);
        CHECK(classify_code(c.code, c.status) == c.expected);
    }
    CHECK(classify_local(errc::connect_failed) == retry_class::transient);
    CHECK(classify_local(errc::timed_out) == retry_class::transient);
    CHECK(classify_local(errc::checksum_mismatch) == retry_class::transient);
    CHECK(classify_local(errc::canceled) == retry_class::none);
    CHECK(classify_local(errc::tls_failed) == retry_class::none);
    CHECK(classify_local(errc::invalid_request) == retry_class::none);
}

TEST_CASE("retry: the number of attempts comes from the code, the environment, the service") {
    struct attempts_case {
        std::optional<int> from_code;
        std::optional<std::string_view> from_variable;
        int expected;
    };
    for (auto const& c : std::vector<attempts_case>{
             {{}, {}, 4},
             {7, "5", 7},
             {{}, "5", 5},
             {{}, "1", 1},
             {0, {}, 1},
             {-3, {}, 1},
         })
        CHECK(resolve_max_attempts(c.from_code, c.from_variable, {.max_attempts = 4}).value() ==
              c.expected);
    for (std::string_view nonsense : {"0", "-1", "many", "5x", "", "99999999999999"}) {
        CAPTURE(nonsense);
        auto const refused = resolve_max_attempts({}, nonsense, {.max_attempts = 4});
        REQUIRE(refused.has_error());
        CHECK(refused.error().code == errc::invalid_configuration);
    }
}

TEST_CASE("retry: pauses grow from the class's base, with jitter on the capped value") {
    struct delay_case {
        retry_class why;
        retry_session::settings how;
        std::vector<std::chrono::nanoseconds> expected;
    };
    for (auto const& c : std::vector<delay_case>{
             {retry_class::transient, {.max_attempts = 6}, {25ms, 50ms, 100ms, 200ms, 400ms}},
             {retry_class::transient,
              {.max_attempts = 4, .transient_base = 25ms},
              {12500us, 25ms, 50ms}},
             {retry_class::throttling,
              {.max_attempts = 8, .transient_base = 25ms},
              {500ms, 1s, 2s, 4s, 8s, 10s, 10s}},
             {retry_class::transient,
              {.max_attempts = 7, .constants = numbers_of_before},
              {500ms, 1s, 2s, 4s, 8s, 10s}},
         }) {
        retry_quota quota;
        fixed_random random(half);
        retry_session session(c.how, quota, random);
        for (auto const expected : c.expected) {
            auto const next = session.failed(c.why);
            REQUIRE(next.retry);
            CHECK(next.delay == expected);
        }
        CHECK(session.attempt() == c.how.max_attempts);
        auto const last = session.failed(c.why);
        CHECK_FALSE(last.retry);
        CHECK_FALSE(last.quota_exhausted);
    }
}

TEST_CASE("retry: x-amz-retry-after lengthens a pause by up to 5 seconds") {
    struct header_case {
        std::string header;
        std::chrono::nanoseconds expected;
        retry_options::numbers constants = retry_options::numbers::of_2026;
    };
    // Computed: half of 50 ms.
    for (auto const& c : std::vector<header_case>{
             {"0", 25ms},
             {"10", 25ms},
             {"26", 26ms},
             {"1000", 1s},
             {"5025", 5025ms},
             {"5026", 5025ms},
             {"9223372036854775807", 5025ms},
             {"9223372036854775808", 25ms},
             {"-1", 25ms},
             {"soon", 25ms},
             {"1.5", 25ms},
             {" 100", 25ms},
             {"", 25ms},
             {"1000", 500ms, numbers_of_before},
             {"2000", 500ms, numbers_of_before},
         }) {
        INFO(c.header);
        retry_quota quota;
        fixed_random random(half);
        retry_session session({.constants = c.constants}, quota, random);
        CHECK(session.failed(retry_class::transient, c.header).delay == c.expected);
    }
}

TEST_CASE("retry: the quota pays for retries and gets back what succeeded") {
    struct cost_case {
        retry_class why;
        bool timed_out;
        retry_options::numbers constants;
        int cost;
    };
    for (auto const& c : std::vector<cost_case>{
             {retry_class::transient, false, retry_options::numbers::of_2026, 14},
             {retry_class::transient, true, retry_options::numbers::of_2026, 14},
             {retry_class::throttling, false, retry_options::numbers::of_2026, 5},
             {retry_class::transient, false, numbers_of_before, 5},
             {retry_class::transient, true, numbers_of_before, 10},
             {retry_class::throttling, false, numbers_of_before, 5},
         }) {
        retry_quota quota;
        fixed_random random(half);
        retry_session session({.constants = c.constants}, quota, random);
        REQUIRE(session.failed(c.why, std::nullopt, c.timed_out).retry);
        CHECK(quota.available() == 500 - c.cost);
        REQUIRE(session.failed(c.why, std::nullopt, c.timed_out).retry);
        CHECK(quota.available() == 500 - 2 * c.cost);
        session.succeeded();
        CHECK(quota.available() == 500 - c.cost);

        retry_session clean({.constants = c.constants}, quota, random);
        clean.succeeded();
        CHECK(quota.available() == 500 - c.cost + 1);
    }
}

TEST_CASE("retry: an empty quota ends the retries and says so") {
    retry_quota quota;
    fixed_random random(half);
    REQUIRE(quota.acquire(490));
    retry_session session({}, quota, random);
    auto const transient = session.failed(retry_class::transient);
    CHECK_FALSE(transient.retry);
    CHECK(transient.quota_exhausted);
    CHECK(quota.available() == 10);
    CHECK(session.failed(retry_class::throttling).retry);
    CHECK(quota.available() == 5);
}

TEST_CASE("retry: what is not worth retrying costs nothing") {
    retry_quota quota;
    fixed_random random(half);
    retry_session session({}, quota, random);
    CHECK_FALSE(session.failed(retry_class::none).retry);
    retry_session once({.max_attempts = 1}, quota, random);
    CHECK_FALSE(once.failed(retry_class::transient).retry);
    CHECK(quota.available() == retry_quota::capacity);
}

TEST_CASE("retry: an attempt after a corrected clock is free but counts") {
    retry_quota quota;
    fixed_random random(half);
    retry_session session({.max_attempts = 2}, quota, random);
    CHECK(session.again_at_once());
    CHECK(session.attempt() == 2);
    CHECK_FALSE(session.again_at_once());
    CHECK(quota.available() == retry_quota::capacity);
}

TEST_CASE("retry: the quota never holds more than its capacity") {
    retry_quota quota;
    quota.release(100);
    CHECK(quota.available() == retry_quota::capacity);
}

TEST_CASE("retry: threads that share a quota never overdraw it") {
    retry_quota quota;
    std::atomic<int> taken = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t != 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i != 200; ++i)
                    taken += quota.acquire(7) ? 7 : 0;
            });
    }
    CHECK(taken == 497);
    CHECK(quota.available() == 3);
}
