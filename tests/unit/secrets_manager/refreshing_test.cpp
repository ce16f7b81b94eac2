// SPDX-License-Identifier: Apache-2.0
#include "fake_secrets_manager.hpp"

#include "support/catch.hpp"

#include <stop_token>
#include <string>
#include <vector>

namespace secrets_manager = skiff::secrets_manager;
using namespace std::chrono_literals;

namespace {

struct fixture : fake_secrets_manager {
    std::vector<std::string> told;
    secrets_manager::secret_cache secrets{
        client, {.on_failure = [this](std::string_view id, skiff::error const& why) {
            told.push_back(std::string(id) + ": " + why.code.message());
        }}};

    /// The password, or what the error says.
    std::string password(skiff::call_options const& call = {}) {
        auto const login = secrets.get<db_login>("tracker/db", {.call = call});
        if (!login)
            return login.error().code.message();
        return std::string(login->password.view());
    }
    void lose() { wire->fail(skiff::errc::connection_lost); }
    std::string const lost = skiff::make_error_code(skiff::errc::connection_lost).message();
};

} // namespace

TEST_CASE_METHOD(fixture, "refreshing: a value is good for between a half and a whole hour") {
    struct {
        std::byte random;
        std::chrono::nanoseconds good, old;
    } const cases[] = {{std::byte{0x00}, 30min - 1s, 30min}, {std::byte{0xFF}, 1h - 1s, 1h}};
    for (auto const& c : cases) {
        random->each = c.random;
        secrets.clear();
        auto const before = calls();
        give("old");
        give("new");
        CHECK(password() == "old");
        clock->advance(c.good);
        CHECK(password() == "old");
        CHECK(calls() == before + 1);
        clock->advance(c.old - c.good);
        CHECK(password() == "new");
        CHECK(calls() == before + 2);
    }
}

TEST_CASE_METHOD(fixture, "refreshing: an unknown secret is asked for after 1, 2, 4 ... seconds") {
    std::chrono::nanoseconds pause = 1s;
    for (std::size_t asked = 1; asked != 16; ++asked) {
        refuse("ResourceNotFoundException");
        for (int i = 0; i != 3; ++i) {
            auto const login = secrets.get<db_login>("tracker/db");
            REQUIRE(login.has_error());
            CHECK(login.error().code == skiff::condition::not_found);
            CHECK(login.error().code == secrets_manager::errc::resource_not_found_exception);
        }
        CHECK(calls() == asked);
        clock->advance(pause - 1ns);
        CHECK(secrets.get<db_login>("tracker/db").has_error());
        CHECK(calls() == asked);
        clock->advance(1ns);
        pause = std::min<std::chrono::nanoseconds>(2 * pause, 1h);
    }
    CHECK(told.size() == calls());
    give("there");
    CHECK(password() == "there");
    secrets.invalidate("tracker/db");
    refuse("ResourceNotFoundException");
    CHECK(password() != "there");
    clock->advance(1s); // the pauses begin anew
    give("again");
    CHECK(password() == "again");
}

TEST_CASE_METHOD(fixture, "refreshing: while the service is lost the last value is given, a day") {
    give("old");
    CHECK(password() == "old");
    clock->advance(30min);
    std::chrono::nanoseconds pause = 1s;
    auto age = 30min + 0ns;
    while (age < 24h) {
        lose();
        auto const before = calls();
        CHECK(password() == "old");
        CHECK(password() == "old");
        CHECK(calls() == before + 1);
        clock->advance(pause);
        age += pause;
        pause = std::min<std::chrono::nanoseconds>(2 * pause, 1h);
    }
    lose();
    CHECK(password() == lost);
    CHECK(told.size() == calls() - 1);
    clock->advance(1h);
    give("new");
    CHECK(password() == "new");
}

TEST_CASE("refreshing: a value from before is not given when the service says it is gone") {
    struct {
        char const* code;
        bool gone;
    } const cases[] = {
        {"ResourceNotFoundException", true},    {"InvalidRequestException", true},
        {"AccessDeniedException", true},        {"DecryptionFailure", true},
        {"InvalidParameterException", true},    {"ThrottlingException", false},
        {"InternalServiceError", false},        {"ExpiredTokenException", false},
        {"UnrecognizedClientException", false},
    };
    for (auto const& c : cases) {
        INFO(c.code);
        fixture f;
        f.give("old");
        CHECK(f.password() == "old");
        f.clock->advance(1h);
        f.refuse(c.code);
        CHECK((f.password() == "old") == !c.gone);
        CHECK((f.password() == "old") == !c.gone);
        CHECK(f.calls() == 2);
    }
}

TEST_CASE_METHOD(fixture, "refreshing: what ends a call by its own limits is not kept") {
    std::stop_source stop;
    stop.request_stop();
    wire->fail(skiff::errc::canceled);
    CHECK(password({.stop = stop.get_token()}) ==
          skiff::make_error_code(skiff::errc::canceled).message());
    wire->fail(skiff::errc::timed_out);
    CHECK(password({.timeout = 1ms}) == skiff::make_error_code(skiff::errc::timed_out).message());
    give("there");
    CHECK(password() == "there");

    clock->advance(1h);
    wire->fail(skiff::errc::timed_out);
    CHECK(password({.timeout = 1ms}) == "there");
    CHECK(password() == "there"); // for a second no call tries in vain
    CHECK(wire->finished());
    clock->advance(1s);
    wire->fail(skiff::errc::timed_out);
    CHECK(password({.timeout = 1ms}) == "there");
    clock->advance(1s); // the pause does not grow
    wire->fail(skiff::errc::canceled);
    CHECK(password({.stop = stop.get_token()}) ==
          skiff::make_error_code(skiff::errc::canceled).message());
    give("new");
    CHECK(password() == "new");

    secrets.clear();
    wire->fail(skiff::errc::timed_out); // by the client's limits: the service's affair
    CHECK(password() == skiff::make_error_code(skiff::errc::timed_out).message());
    CHECK(password() == skiff::make_error_code(skiff::errc::timed_out).message());
    CHECK(wire->finished());
}

TEST_CASE_METHOD(fixture, "refreshing: refresh_now fetches whatever is at hand") {
    give("first");
    give("second");
    CHECK(password() == "first");
    CHECK(secrets.refresh_now("tracker/db").has_value());
    CHECK(password() == "second");
    CHECK(calls() == 2);

    lose();
    auto const failed = secrets.refresh_now("tracker/db");
    REQUIRE(failed.has_error());
    CHECK(failed.error().code == skiff::errc::connection_lost);
    CHECK(password() == "second");
    give("third"); // without waiting for the pause to end
    CHECK(secrets.refresh_now("tracker/db").has_value());
    CHECK(password() == "third");

    refuse("ResourceNotFoundException");
    CHECK(secrets.refresh_now("tracker/db").has_error());
    CHECK(secrets.get_string("tracker/db").has_error());
    CHECK(calls() == 5);

    give("pending");
    CHECK(secrets.refresh_now("tracker/db", {.version_stage = "AWSPENDING"}).has_value());
    CHECK(body() == R"({"SecretId":"tracker/db","VersionStage":"AWSPENDING"})");
}

TEST_CASE_METHOD(fixture, "refreshing: an answer without a value is an error, and kept") {
    answer(R"({"Name":"tracker/db","VersionId":"v1"})");
    auto const login = secrets.get<db_login>("tracker/db");
    REQUIRE(login.has_error());
    CHECK(login.error().code == skiff::errc::malformed_response);
    CHECK(login.error().message == "the answer has neither SecretString nor SecretBinary");
    CHECK(secrets.get<db_login>("tracker/db").has_error());
    CHECK(calls() == 1);
}

TEST_CASE_METHOD(fixture, "refreshing: intervals of any size are taken") {
    using std::chrono::nanoseconds;
    secrets_manager::secret_cache const for_ever(
        client, {.refresh_interval = nanoseconds::max(), .keep_on_failure = nanoseconds::max()});
    secrets_manager::secret_cache const never(
        client, {.refresh_interval = 0s, .retry_base = 0s, .keep_on_failure = 0s});
    random->each = std::byte{0xFF};
    give("x");
    CHECK(for_ever.get_string("a").has_value());
    clock->advance(24h * 3650);
    CHECK(for_ever.get_string("a").has_value());
    CHECK(calls() == 1);
    give("x");
    lose();
    lose();
    give("x");
    CHECK(never.get_string("a").has_value());
    CHECK(never.get_string("a").has_error());
    CHECK(never.get_string("a").has_error());
    CHECK(never.get_string("a").has_value());
    CHECK(calls() == 5);
}
