// SPDX-License-Identifier: Apache-2.0
#include "local_database.hpp"

#include "support/catch.hpp"

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

using namespace skiff_tests;
using namespace std::chrono_literals;

namespace {

std::string message_of(skiff::result<api::execute_statement_response> const& got) {
    return got ? "no error" : got.error().message;
}

} // namespace

TEST_CASE("rds data: a transaction is seen when it is committed, and not when rolled back") {
    local_database const db;
    (void)db.run("CREATE TABLE t (a int)").value();
    std::string const kept = db.begin();
    std::string const dropped = db.begin();
    CHECK(kept != dropped);
    CHECK(kept.size() <= 192);
    (void)db.run("INSERT INTO t VALUES (1)", {}, kept).value();
    (void)db.run("INSERT INTO t VALUES (2)", {}, dropped).value();
    CHECK(db.one("SELECT count(*) FROM t").long_value == 0);
    CHECK(db.commit(kept).value().transaction_status == "Transaction Committed");
    CHECK(db.rollback(dropped).value().transaction_status == "Rollback Complete");
    CHECK(db.one("SELECT sum(a) FROM t").long_value == 1);
    CHECK(message_of(db.run("SELECT 1", {}, kept)) ==
          "Transaction " + kept +
              " is not found. One previous call resulted in a termination of your transaction.");
    CHECK(db.commit(dropped).error().code == api::errc::transaction_not_found_exception);
}

TEST_CASE("rds data: an error ends what a transaction can do") {
    local_database const db;
    (void)db.run("CREATE TABLE t (a int)").value();
    std::string const id = db.begin();
    (void)db.run("INSERT INTO t VALUES (1)", {}, id).value();
    CHECK(db.run("SELECT * FROM nothing", {}, id).has_error());
    CHECK(message_of(db.run("INSERT INTO t VALUES (2)", {}, id)) ==
          "ERROR: current transaction is aborted, commands ignored until end of transaction block; "
          "SQLState: 25P02");
    CHECK(db.commit(id).error().code == api::errc::database_error_exception);
    CHECK(db.one("SELECT count(*) FROM t").long_value == 0);
}

TEST_CASE("rds data: transactions end by the clock") {
    local_database db;
    (void)db.run("CREATE TABLE t (a int)").value();
    std::string const idle = db.begin();
    (void)db.run("INSERT INTO t VALUES (1)", {}, idle).value();
    db.clock().advance(2min + 59s);
    CHECK(db.run("SELECT 1", {}, idle).has_value());
    db.clock().advance(3min);
    CHECK(message_of(db.run("SELECT 1", {}, idle)) ==
          "Transaction " + idle + " is not found. Transaction may be expired.");
    CHECK(db.one("SELECT count(*) FROM t").long_value == 0);

    std::string const old = db.begin();
    for (int i = 0; i < 24 * 60 / 2 - 1; ++i) {
        db.clock().advance(2min);
        if (!db.run("SELECT 1", {}, old))
            FAIL("ended too early");
    }
    db.clock().advance(2min);
    CHECK(db.run("SELECT 1", {}, old).error().code == api::errc::transaction_not_found_exception);
}

TEST_CASE("rds data: a pause ends the transactions of its cluster") {
    local_database db;
    (void)db.run("CREATE TABLE t (a int)").value();
    std::string const committed = db.begin();
    std::string const rolled_back = db.begin();
    std::string const used = db.begin();
    for (auto const& id : {committed, rolled_back, used})
        (void)db.run("INSERT INTO t VALUES (1)", {}, id).value();
    db.engine().pause("local", 0s, local::resuming_wording::database_resuming);
    std::string const why = " is not found. The cluster was paused, which ended the transaction.";
    auto const commit = db.commit(committed);
    REQUIRE(commit.has_error());
    CHECK(commit.error().code == api::errc::transaction_not_found_exception);
    CHECK(commit.error().message == "Transaction " + committed + why);
    auto const rollback = db.rollback(rolled_back);
    REQUIRE(rollback.has_error());
    CHECK(rollback.error().message == "Transaction " + rolled_back + why);
    // A statement wakes the cluster first.
    CHECK(db.run("SELECT 1", {}, used).error().code == api::errc::database_resuming_exception);
    CHECK(message_of(db.run("SELECT 1", {}, used)) == "Transaction " + used + why);
    CHECK(db.one("SELECT count(*) FROM t").long_value == 0);
    (void)db.run("DROP TABLE t").value(); // nothing holds a lock
}

TEST_CASE("rds data: a statement that runs at a pause ends, and its transaction with it") {
    local_database db;
    (void)db.run("CREATE TABLE t (a int)").value();
    (void)db.run("INSERT INTO t VALUES (1)").value();
    std::string const holder = db.begin();
    (void)db.run("LOCK TABLE t IN ACCESS EXCLUSIVE MODE", {}, holder).value();
    std::string const waiter = db.begin();
    std::string said;
    std::thread update([&] { said = message_of(db.run("UPDATE t SET a = 2", {}, waiter)); });
    bool const waits = db.wait_until_running("UPDATE t");
    db.engine().pause("local", 0s, local::resuming_wording::database_resuming);
    update.join();
    CHECK(waits);
    CHECK(said == "no error");
    CHECK(db.run("SELECT 1").has_error());
    CHECK(db.commit(waiter).error().code == api::errc::transaction_not_found_exception);
    CHECK(db.one("SELECT a FROM t").long_value == 1);
}

TEST_CASE("rds data: a lock of a forgotten transaction is waited for until it expires") {
    local_database db;
    (void)db.run("CREATE TABLE t (a int)").value();
    (void)db.run("INSERT INTO t VALUES (1)").value();
    std::string const forgotten = db.begin();
    (void)db.run("UPDATE t SET a = 2", {}, forgotten).value();
    db.clock().advance(2min + 50s);
    std::thread time([&] {
        std::this_thread::sleep_for(200ms);
        db.clock().advance(15s);
    });
    CHECK(db.run("UPDATE t SET a = 3").has_value());
    time.join();
}

TEST_CASE("rds data: one statement at a time in a transaction") {
    local_database const db;
    std::string const id = db.begin();
    std::thread slow([&] { CHECK(db.run("SELECT pg_sleep(1)", {}, id).has_value()); });
    CHECK(db.wait_until_running("pg_sleep"));
    auto const second = db.run("SELECT 1", {}, id);
    slow.join();
    REQUIRE(second.has_error());
    CHECK(second.error().code == api::errc::database_error_exception);
    CHECK(second.error().message == "Transaction is still running a query");
    CHECK(db.commit(id).has_value());
}

TEST_CASE("rds data: a transaction belongs to its cluster, login and database") {
    local_database db;
    db.set_secret("other", R"({"username": "other", "password": "p"})");
    std::string const id = db.begin();
    auto in = db.statement("SELECT 1");
    in.transaction_id = id;
    in.database = "template1";
    CHECK(db.run(in).error().message == "Database name is not the same as transaction");
    in.database = db.database();
    CHECK(db.run(in).has_value());
    in.secret_arn = db.secret_arn("other");
    CHECK(db.run(in).error().message == "Secret is not the same as transaction");
    CHECK(db.rollback(id).has_value());
}

TEST_CASE("rds data: transactions of many threads lose nothing") {
    local_database const db;
    (void)db.run("CREATE TABLE counters (id int PRIMARY KEY, n int NOT NULL)").value();
    (void)db.run("INSERT INTO counters SELECT i, 0 FROM generate_series(0, 3) i").value();
    constexpr int rounds = 15;
    std::atomic<int> failed = 0;
    std::vector<std::thread> all;
    for (int thread = 0; thread < 8; ++thread)
        all.emplace_back([&, thread] {
            for (int round = 0; round < rounds; ++round) {
                std::string const id = db.begin();
                std::vector<api::sql_parameter> const which{number("id", thread % 4)};
                auto const read = db.run("SELECT n FROM counters WHERE id = :id FOR UPDATE", which,
                                         id);
                if (!read) {
                    ++failed;
                    continue;
                }
                auto const n = *read->records.at(0).at(0).long_value;
                bool const wrote = db.run("UPDATE counters SET n = :n WHERE id = :id",
                                          {which[0], number("n", n + 1)}, id)
                                       .has_value();
                if (!wrote ||
                    (round % 3 == 0 ? db.rollback(id).has_error() : db.commit(id).has_error()))
                    ++failed;
            }
        });
    for (auto& one : all)
        one.join();
    CHECK(failed == 0);
    CHECK(db.one("SELECT sum(n) FROM counters").long_value == 8 * rounds * 2 / 3);
}

TEST_CASE("rds data: a reset in the middle of everything") {
    local_database const db(in_memory);
    std::atomic<bool> over = false;
    std::vector<std::thread> all;
    for (int thread = 0; thread < 4; ++thread)
        all.emplace_back([&] {
            while (!over) {
                auto const begun = db.client.begin_transaction(
                    {.resource_arn = db.cluster_arn(), .secret_arn = db.secret_arn()});
                if (!begun)
                    continue;
                (void)db.run("SELECT pg_sleep(0.05)", {}, begun->transaction_id).has_value();
                (void)db.commit(*begun->transaction_id).has_value();
            }
        });
    std::this_thread::sleep_for(1500ms);
    db.engine().reset();
    std::this_thread::sleep_for(300ms);
    over = true;
    for (auto& one : all)
        one.join();
    (void)db.run("CREATE TABLE t (a int)").value();
    db.engine().reset();
    CHECK(db.run("SELECT * FROM t").has_error());
    CHECK(db.one("SELECT 1").long_value == 1);
}
