// SPDX-License-Identifier: Apache-2.0
#include "unit/rds_data/fake_database.hpp"

#include <skiff/rds_data/errors.hpp>

using namespace skiff::rds_data;
using namespace std::chrono_literals;

namespace {

constexpr auto link_failure =
    "Communications link failure\\n\\nThe last packet sent successfully to "
    "the server was 0 milliseconds ago. The driver has not received any "
    "packets from the server.";
constexpr auto broken_link =
    "Communications link failure\\n\\nThe last packet successfully received "
    "from the server was 12 milliseconds ago.";

std::vector<std::chrono::nanoseconds> halves(std::initializer_list<int> seconds) {
    std::vector<std::chrono::nanoseconds> out;
    for (auto const each : seconds)
        out.push_back(std::chrono::milliseconds(each) * 500);
    return out;
}

/// Lets calls fail until the client's retry quota is used up; how many attempts that takes.
std::size_t attempts_until_exhausted(fake_database& f) {
    auto const before = f.sent();
    for (int call = 0; call != 1000; ++call) {
        auto const failed = f.db.execute("SELECT 1"); // the script is over
        if (failed.error().message.find("too many retries") != std::string::npos)
            return f.sent() - before;
    }
    return 0;
}

} // namespace

TEST_CASE("resuming: a paused database is waited for, whatever the statement") {
    for (auto const* sql : {"SELECT 1", "INSERT INTO t VALUES (1)"})
        for (auto const& [code, message] : {std::pair{"DatabaseResumingException", "resuming"},
                                            {"BadRequestException", link_failure}}) {
            INFO(sql << ' ' << code);
            fake_database f;
            for (int i = 0; i != 6; ++i)
                f.refuse(code, message);
            f.answer("{}");
            f.db.execute(sql).value();
            CHECK(f.clock->pauses == halves({1, 2, 4, 8, 8, 8}));
        }
}

TEST_CASE("resuming: the waiting has an end") {
    fake_database f;
    for (int i = 0; i != 18; ++i)
        f.refuse("DatabaseResumingException", "resuming");
    auto const got = f.db.execute("SELECT 1");
    CHECK(got.error().code == errc::database_resuming_exception);
    CHECK(got.error().message ==
          "resuming (still so after waiting 59 s for the database to resume)");
    CHECK(f.wire->finished());

    SECTION("the call's own timeout ends it earlier, and is not exceeded") {
        fake_database g;
        for (int i = 0; i != 3; ++i)
            g.refuse("DatabaseResumingException", "resuming");
        CHECK_FALSE(g.db.execute("SELECT 1", {}, {.call = {.timeout = 3s}}).has_value());
        CHECK(g.clock->pauses == halves({1, 2}));
        CHECK(g.wire->finished());
    }
    SECTION("a request to stop ends it at once") {
        fake_database g;
        std::stop_source source;
        g.wire->then([&](auto const&, auto const&) {
            source.request_stop();
            skiff::http::response out;
            out.status = 400;
            out.body = R"({"__type":"DatabaseResumingException"})";
            return skiff::result<skiff::http::response>(out);
        });
        auto const canceled = g.db.execute("SELECT 1", {}, {.call = {.stop = source.get_token()}});
        CHECK(canceled.error().code == skiff::errc::canceled);
    }
    SECTION("it can be switched off") {
        fake_database g;
        auto settings = g.db.settings();
        settings.resume.enabled = false;
        g.refuse("DatabaseResumingException", "resuming");
        auto const at_once = database(g.client, settings).execute("SELECT 1");
        CHECK(at_once.error().code == errc::database_resuming_exception);
        CHECK(at_once.error().message == "resuming");
        CHECK(g.clock->pauses.empty());
    }
}

TEST_CASE("resuming: waiting takes nothing of the retry quota, and needs nothing of it") {
    fake_database fresh;
    auto const whole_quota = attempts_until_exhausted(fresh);
    REQUIRE(whole_quota > 0);

    fake_database f;
    auto const pause = [&f](int times) {
        for (int i = 0; i != times; ++i)
            f.refuse("DatabaseResumingException", "resuming");
    };
    for (int call = 0; call != 30; ++call) {
        pause(18);
        CHECK_FALSE(f.db.execute("SELECT 1").has_value());
        REQUIRE(f.wire->finished());
    }
    CHECK(attempts_until_exhausted(f) == whole_quota);

    pause(10);
    f.answer("{}");
    CHECK(f.db.execute("SELECT 1").has_value());
    CHECK(f.wire->finished());
}

TEST_CASE("resuming: begin waits, an open transaction does not") {
    fake_database f;
    f.refuse("DatabaseResumingException", "resuming");
    f.answer(R"({"transactionId":"T"})");
    auto tx = f.db.begin().value();
    CHECK(f.clock->pauses.size() == 1);
    f.refuse("DatabaseResumingException", "resuming");
    CHECK_FALSE(tx.execute("SELECT 1").has_value());
    CHECK(f.clock->pauses.size() == 1);
}

TEST_CASE("resuming: a connection that broke is no paused database") {
    fake_database f;
    f.refuse("BadRequestException", broken_link);
    CHECK_FALSE(f.db.execute("INSERT").has_value());
    CHECK(f.clock->pauses.empty());
}

TEST_CASE("retries: a change is not sent again once it may have been executed") {
    using fail = void (*)(fake_database&);
    struct {
        char const* what;
        fail failure;
        bool retried;
    } const cases[] = {
        {"not connected",
         [](fake_database& f) {
             f.wire->fail(skiff::errc::connect_failed, skiff::progress::not_sent);
         },
         true},
        {"lost while sending",
         [](fake_database& f) {
             f.wire->fail(skiff::errc::connection_lost, skiff::progress::sending);
         },
         true},
        {"throttled", [](fake_database& f) { f.refuse("ThrottlingException", "slow"); }, true},
        {"unavailable", [](fake_database& f) { f.refuse("ServiceUnavailableError", "", 503); },
         true},
        {"lost after sending", [](fake_database& f) { f.wire->fail(skiff::errc::connection_lost); },
         false},
        {"no answer in time", [](fake_database& f) { f.wire->fail(skiff::errc::timed_out); },
         false},
        {"cut off answer",
         [](fake_database& f) {
             f.wire->fail(skiff::errc::connection_lost, skiff::progress::answering);
         },
         false},
        {"server's fault",
         [](fake_database& f) { f.refuse("InternalServerErrorException", "", 500); }, false},
        {"gateway's fault",
         [](fake_database& f) { f.refuse("DatabaseUnavailableException", "", 504); }, false},
    };
    for (auto const& c : cases) {
        INFO(c.what);
        fake_database change;
        c.failure(change);
        if (c.retried)
            change.answer("{}");
        auto const got = change.db.execute("/* x */ UPDATE t SET a = 1");
        CHECK(got.has_value() == c.retried);
        CHECK(change.sent() == (c.retried ? 2 : 1));
        if (!c.retried)
            CHECK(got.error().message.find("(not retried: the service may have acted on it)") !=
                  std::string::npos);

        for (auto const& [sql, idempotent] :
             {std::pair<char const*, std::optional<bool>>{" -- x\n/* y */(Select 1)", std::nullopt},
              {"UPDATE t SET a = 1", true}}) {
            fake_database query;
            c.failure(query);
            query.answer("{}");
            query.db.execute(sql, {}, {.idempotent = idempotent}).value();
            CHECK(query.sent() == 2);
        }
    }
}

TEST_CASE("retries: what is taken to only read") {
    for (auto const* sql : {"SELECT 1", "select*from t", "\n\t SHOW TABLES", "values (1)",
                            "TABLE t", "(SELECT 1)", "--\n/* x */ desc t", "SELECT"})
        CHECK(detail::only_reads(sql));
    for (auto const* sql : {"", "INSERT", "WITH x AS (DELETE FROM t RETURNING 1) SELECT * FROM x",
                            "selection", "/* SELECT", "-- SELECT", "select_all()", "CALL f()"})
        CHECK_FALSE(detail::only_reads(sql));
}

TEST_CASE("retries: the transport is told not to send a change twice") {
    for (auto const& [sql, resend] : {std::pair{"SELECT 1", true}, {"DELETE FROM t", false}}) {
        fake_database f;
        bool allowed = !resend;
        f.wire->then([&](auto const&, skiff::http::send_options const& options) {
            allowed = options.may_resend;
            skiff::http::response out;
            out.status = 200;
            out.body = "{}";
            return skiff::result<skiff::http::response>(out);
        });
        f.db.execute(sql).value();
        CHECK(allowed == resend);
    }
}
