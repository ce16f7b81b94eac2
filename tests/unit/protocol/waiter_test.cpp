// SPDX-License-Identifier: Apache-2.0
#include "sample_service.hpp"

#include <skiff/core/config.hpp>
#include <skiff/core/random.hpp>
#include <skiff/protocol/waiter.hpp>

#include "support/catch.hpp"
#include "support/fake_clock.hpp"

using namespace skiff;
using namespace std::chrono_literals;
using protocol::wait_look;
using protocol::wait_state;

namespace {

/// uniform() is just below one: pauses are not shortened noticeably.
class highest final : public random_source {
  public:
    void fill(std::span<std::byte> bytes) override {
        for (auto& each : bytes)
            each = std::byte{0xFF};
    }
};
class lowest final : public random_source {
  public:
    void fill(std::span<std::byte> bytes) override {
        for (auto& each : bytes)
            each = std::byte{0};
    }
};

struct bench {
    std::shared_ptr<test::fake_clock> clock = std::make_shared<test::fake_clock>();
    std::shared_ptr<random_source> random = std::make_shared<highest>();
    int looks = 0;

    /// Answers with `looks_found` one after the other, the last one again and again.
    result<void> wait(std::vector<wait_look> looks_found, wait_options const& options = {}) {
        protocol::service_client const client(sample::json_service,
                                              {.clock = clock, .random = random});
        return protocol::wait_until(
            client, {"ThingExists", 20s, 25}, options, [&](call_options const&) {
                auto const at = std::min<std::size_t>(static_cast<std::size_t>(looks),
                                                      looks_found.size() - 1);
                ++looks;
                return looks_found[at];
            });
    }
    [[nodiscard]] std::vector<int> pauses_in_seconds() const {
        std::vector<int> out;
        for (auto const each : clock->pauses)
            out.push_back(static_cast<int>(std::chrono::round<std::chrono::seconds>(each).count()));
        return out;
    }
};

} // namespace

TEST_CASE("waiter: a state that is there at once needs no pause") {
    bench b;
    CHECK(b.wait({{wait_state::success}}));
    CHECK(b.looks == 1);
    CHECK(b.clock->pauses.empty());
}

TEST_CASE("waiter: pauses double from a second up to the delay") {
    bench b;
    std::vector<wait_look> looks(7, wait_look{wait_state::retry});
    looks.push_back({wait_state::success});
    CHECK(b.wait(looks));
    CHECK(b.pauses_in_seconds() == std::vector{1, 2, 4, 8, 16, 20, 20});
}

TEST_CASE("waiter: chance shortens pauses by up to a half") {
    bench b;
    b.random = std::make_shared<lowest>();
    CHECK(b.wait({{wait_state::retry}, {wait_state::retry}, {wait_state::success}}));
    CHECK(b.clock->pauses == std::vector<std::chrono::nanoseconds>{500ms, 1s});
}

TEST_CASE("waiter: gives up when its time is over, after a last look") {
    bench b;
    auto const outcome = b.wait({{wait_state::retry}});
    REQUIRE(!outcome);
    CHECK(outcome.error().code == errc::waiter_timed_out);
    CHECK(outcome.error().code == condition::timed_out);
    std::chrono::nanoseconds sum{};
    for (auto const each : b.clock->pauses)
        sum += each;
    CHECK(sum == 500s);

    bench shorter;
    CHECK(!shorter.wait({{wait_state::retry}}, {.max_wait = 4s, .delay = 3s}));
    CHECK(shorter.pauses_in_seconds() == std::vector{1, 2, 1});
}

TEST_CASE("waiter: failure and errors that it does not know end it at once") {
    bench failed;
    auto const outcome = failed.wait({{wait_state::failure}});
    REQUIRE(!outcome);
    CHECK(outcome.error().code == errc::waiter_failed);

    bench refused;
    auto const e = make_error(errc::connection_lost, "gone");
    auto const other = refused.wait({{wait_state::retry}, {wait_state::failure, e}});
    REQUIRE(!other);
    CHECK(other.error().code == errc::connection_lost);
    CHECK(refused.looks == 2);
}

TEST_CASE("waiter: a stop request ends the pause") {
    bench b;
    std::stop_source stop;
    stop.request_stop();
    auto const outcome = b.wait({{wait_state::retry}}, {.stop = stop.get_token()});
    REQUIRE(!outcome);
    CHECK(outcome.error().code == errc::canceled);
    CHECK(b.looks == 1);
}
