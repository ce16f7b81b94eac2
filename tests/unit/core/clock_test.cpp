// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/clock.hpp>
#include <skiff/core/clock_skew.hpp>

#include "support/catch.hpp"

#include <thread>

using namespace skiff;
using namespace std::chrono_literals;

namespace {

timestamp const noon = std::chrono::sys_seconds(1440938160s); // Sun, 30 Aug 2015 12:36:00 GMT

http::fields headers(std::vector<std::pair<std::string, std::string>> const& list) {
    http::fields out;
    for (auto const& [name, value] : list)
        REQUIRE(out.add(name, value));
    return out;
}

} // namespace

TEST_CASE("clock: a sleep lasts as long as asked") {
    auto const begin = system_clock().steady_now();
    CHECK(system_clock().sleep_for(20ms, {}));
    CHECK(system_clock().steady_now() - begin >= 20ms);
}

TEST_CASE("clock: a stop request wakes a sleeper") {
    std::stop_source source;
    auto const begin = system_clock().steady_now();
    std::jthread const waker([&source] {
        std::this_thread::sleep_for(10ms);
        source.request_stop();
    });
    CHECK_FALSE(system_clock().sleep_for(1min, source.get_token()));
    CHECK_FALSE(system_clock().sleep_for(1min, source.get_token()));
    CHECK(system_clock().steady_now() - begin < 30s);
}

TEST_CASE("clock: HTTP dates are read, other texts are not") {
    CHECK(parse_http_date("Sun, 30 Aug 2015 12:36:00 GMT") == noon);
    CHECK(parse_http_date("Thu, 29 Feb 2024 23:59:59 GMT") ==
          timestamp(std::chrono::sys_seconds(1709251199s)));
    for (std::string const wrong :
         {"", "Sun, 30 Aug 2015 12:36:00", "Sun, 30 Aug 2015 12:36:00 CET",
          "Sun, 30 Abc 2015 12:36:00 GMT", "Sun, 30 anF 2015 12:36:00 GMT",
          "Sun, 31 Feb 2015 12:36:00 GMT", "Sun, 30 Aug 9999 12:36:00 GMT",
          "Sun, 30 Aug 2015 24:36:00 GMT", "Sun, 3a Aug 2015 12:36:00 GMT",
          "Sunday, 30-Aug-15 12:36:00 GMT", "Sun Aug 30 12:36:00 2015     "}) {
        INFO(wrong);
        CHECK_FALSE(parse_http_date(wrong));
    }
}

TEST_CASE("clock skew: measured against the middle of the round trip") {
    clock_skew skew;
    CHECK(skew.value() == 0ns);
    auto const answer = headers({{"date", "Sun, 30 Aug 2015 12:36:00 GMT"}});
    CHECK(skew.observe(answer, noon - 601s, noon - 599s) == 600s);
    CHECK(skew.value() == 600s);
    CHECK(skew.observe(answer, noon + 59s, noon + 61s) == -60s);
    CHECK(skew.value() == -60s);
}

TEST_CASE("clock skew: answers that say nothing of the time teach nothing") {
    clock_skew skew;
    std::string const date = "Sun, 30 Aug 2015 12:36:00 GMT";
    CHECK_FALSE(skew.observe(headers({}), noon, noon));
    CHECK_FALSE(skew.observe(headers({{"Date", "today"}}), noon, noon));
    CHECK_FALSE(skew.observe(headers({{"Date", date}, {"Age", "0"}}), noon - 1h, noon - 1h));
    CHECK_FALSE(skew.observe(headers({{"Date", date}}), noon - 1h, noon - 1h + 901s));
    CHECK_FALSE(skew.observe(headers({{"Date", date}}), noon, noon - 1s));
    CHECK(skew.value() == 0ns);
}

TEST_CASE("clock skew: retried for its codes when it moved by more than 4 minutes") {
    struct skew_case {
        std::string code;
        std::optional<std::chrono::nanoseconds> learnt;
        std::chrono::nanoseconds used;
        bool expected;
    };
    for (auto const& c : std::vector<skew_case>{
             {"InvalidSignatureException", 241s, 0s, true},
             {"SignatureDoesNotMatch", -241s, 0s, true},
             {"AccessDeniedException", 1h, 0s, true},
             {"RequestTimeTooSkewed", 1h, 0s, true},
             {"InvalidSignatureException", 240s, 0s, false},
             {"InvalidSignatureException", 1h, 1h, false},
             {"InvalidSignatureException", 0s, 1h, true},
             {"InvalidSignatureException", std::nullopt, 0s, false},
             {"RequestExpired", 1h, 0s, false},
             {"ThrottlingException", 1h, 0s, false},
         })
        CHECK(is_skew_failure(c.code, c.learnt, c.used) == c.expected);
}
