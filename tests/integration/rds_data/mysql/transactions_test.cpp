// SPDX-License-Identifier: Apache-2.0
#include "mysql_database.hpp"
#include "support/catch.hpp"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace skiff_tests;

std::int64_t rows(mysql_database& db) {
    return db.one_in_app("SELECT COUNT(*) FROM t").long_value.value();
}

TEST_CASE("mysql: a transaction is seen when it is committed, and not when it is rolled back") {
    auto& db = fresh_app();
    db.in_app("CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a INT)").value();
    auto const first = db.begin_in_app();
    db.in_app("INSERT INTO t (a) VALUES (1)", {}, first).value();
    CHECK(rows(db) == 0);
    CHECK(db.commit(first).value().transaction_status == "Transaction Committed");
    CHECK(rows(db) == 1);
    auto const second = db.begin_in_app();
    db.in_app("INSERT INTO t (a) VALUES (2)", {}, second).value();
    CHECK(db.rollback(second).value().transaction_status == "Rollback Complete");
    CHECK(rows(db) == 1);
    auto const over = db.in_app("SELECT 1", {}, second);
    REQUIRE_FALSE(over.has_value());
    CHECK(over.error().aws_code == "TransactionNotFoundException");
}

TEST_CASE("mysql: a failed statement undoes itself and leaves its transaction open") {
    auto& db = fresh_app();
    db.in_app("CREATE TABLE t (id INT PRIMARY KEY)").value();
    auto const id = db.begin_in_app();
    db.in_app("INSERT INTO t VALUES (1)", {}, id).value();
    CHECK_FALSE(db.in_app("INSERT INTO t VALUES (2), (1)", {}, id).has_value());
    db.in_app("INSERT INTO t VALUES (3)", {}, id).value();
    db.commit(id).value();
    CHECK(rows(db) == 2);
}

TEST_CASE("mysql: DDL commits what came before it, and not what comes after") {
    auto& db = fresh_app();
    db.in_app("CREATE TABLE t (id INT PRIMARY KEY)").value();
    auto const id = db.begin_in_app();
    db.in_app("INSERT INTO t VALUES (1)", {}, id).value();
    db.in_app("ALTER TABLE t ADD COLUMN a INT", {}, id).value();
    CHECK(rows(db) == 1);
    db.in_app("INSERT INTO t VALUES (2, 2)", {}, id).value();
    db.rollback(id).value();
    CHECK(rows(db) == 1);
}

TEST_CASE("mysql: a transaction that nobody uses is rolled back") {
    auto& db = fresh_app();
    db.in_app("CREATE TABLE t (id INT PRIMARY KEY)").value();
    auto const id = db.begin_in_app();
    db.in_app("INSERT INTO t VALUES (1)", {}, id).value();
    db.clock().advance(std::chrono::minutes(4));
    CHECK(rows(db) == 0);
    auto const late = db.commit(id);
    REQUIRE_FALSE(late.has_value());
    CHECK(late.error().aws_code == "TransactionNotFoundException");
    db.in_app("INSERT INTO t VALUES (1)").value(); // its lock is gone
}

TEST_CASE("mysql: transactions that wait for each other lose nothing") {
    auto& db = fresh_app();
    db.in_app("CREATE TABLE t (id INT PRIMARY KEY, n INT)").value();
    db.in_app("INSERT INTO t VALUES (1, 0)").value();
    constexpr int threads = 4;
    constexpr int times = 15;
    std::atomic<int> failures = 0;
    {
        std::vector<std::jthread> all;
        for (int i = 0; i < threads; ++i)
            all.emplace_back([&] {
                for (int n = 0; n < times; ++n) {
                    auto const id = db.begin_in_app();
                    auto const read = db.in_app("SELECT n FROM t WHERE id = 1 FOR UPDATE", {}, id);
                    bool const done = read &&
                                      db.in_app(
                                          "UPDATE t SET n = :n WHERE id = 1",
                                          {number("n", read->records[0][0].long_value.value() + 1)},
                                          id) &&
                                      db.commit(id);
                    failures += done ? 0 : 1;
                }
            });
    }
    CHECK(failures == 0);
    CHECK(db.one_in_app("SELECT n FROM t").long_value == threads * times);
}

TEST_CASE("mysql: of two transactions in a deadlock one is told so") {
    auto& db = fresh_app();
    db.in_app("CREATE TABLE t (id INT PRIMARY KEY, n INT)").value();
    db.in_app("INSERT INTO t VALUES (1, 0), (2, 0)").value();
    auto const a = db.begin_in_app();
    auto const b = db.begin_in_app();
    db.in_app("UPDATE t SET n = 1 WHERE id = 1", {}, a).value();
    db.in_app("UPDATE t SET n = 2 WHERE id = 2", {}, b).value();
    skiff::result<api::execute_statement_response> of_a{api::execute_statement_response{}};
    std::jthread waits([&] { of_a = db.in_app("UPDATE t SET n = 1 WHERE id = 2", {}, a); });
    auto const of_b = db.in_app("UPDATE t SET n = 2 WHERE id = 1", {}, b);
    waits.join();
    CHECK(of_a.has_value() != of_b.has_value());
    auto const& loser = of_a ? of_b : of_a;
    REQUIRE_FALSE(loser.has_value());
    CHECK(loser.error().message == "Deadlock found when trying to get lock; try restarting "
                                   "transaction; Error code: 1213; SQLState: 40001");
    db.rollback(a).value();
    db.rollback(b).value();
}

TEST_CASE("mysql: a transaction does one thing at a time") {
    auto& db = fresh_app();
    auto const id = db.begin_in_app();
    // Again and again: it is refused itself when it comes while the other one asks.
    std::jthread const other([&](std::stop_token const& stop) {
        while (!stop.stop_requested())
            static_cast<void>(db.in_app("SELECT SLEEP(0.5)", {}, id));
    });
    std::string said;
    for (int i = 0; i < 3000 && said.empty(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        if (auto const answer = db.in_app("SELECT 1", {}, id); !answer)
            said = answer.error().message;
    }
    CHECK(said == "Transaction is still running a query");
}

} // namespace
