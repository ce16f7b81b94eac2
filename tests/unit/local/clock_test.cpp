// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"

#include <skiff/local/clock.hpp>

#include <chrono>
#include <stop_token>

using namespace std::chrono_literals;

TEST_CASE("manual_clock: stands still until it is moved") {
    skiff::timestamp const start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 2);
    skiff::local::manual_clock clock(start);
    auto const steady = clock.steady_now();
    CHECK(clock.now() == start);
    clock.advance(90s);
    CHECK(clock.now() == start + 90s);
    CHECK(clock.steady_now() == steady + 90s);
    clock.set(start - 24h);
    CHECK(clock.now() == start - 24h);
    CHECK(clock.steady_now() == steady + 90s);
}

TEST_CASE("manual_clock: waiting moves it and takes no time") {
    skiff::local::manual_clock clock;
    auto const before = clock.now();
    CHECK(clock.sleep_for(1000h, {}));
    CHECK(clock.now() == before + 1000h);
    CHECK(clock.slept() == 1000h);
    std::stop_source stop;
    stop.request_stop();
    CHECK_FALSE(clock.sleep_for(1h, stop.get_token()));
    CHECK(clock.now() == before + 1000h);
}
