// SPDX-License-Identifier: Apache-2.0
#include "typed_database.hpp"

#include <skiff/rds_data/errors.hpp>

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

using namespace skiff::rds_data;
using namespace std::chrono_literals;

namespace {

struct account {
    int id = 0;
    int balance = 0;
};
BOOST_DESCRIBE_STRUCT(account, (), (id, balance))

constexpr auto insert = "INSERT INTO accounts VALUES (:id, :balance)";

struct accounts {
    typed_database& f = typed_database::instance();
    database const& db = f.db;

    accounts() { f.make_table("accounts", "id int PRIMARY KEY, balance int"); }
};

std::vector<account> many(int count) {
    std::vector<account> out;
    for (int i = 0; i != count; ++i)
        out.push_back({.id = i, .balance = 100});
    return out;
}

} // namespace

TEST_CASE("typed transaction: commits, or leaves no trace") {
    accounts a;
    {
        auto tx = a.db.begin().value();
        tx.execute(insert, account{1, 10}).value();
        CHECK(a.f.count("accounts") == 0);
        tx.commit().value();
    }
    CHECK(a.f.count("accounts") == 1);
    {
        auto tx = a.db.begin().value();
        tx.execute(insert, account{2, 10}).value();
        tx.rollback().value();
    }
    {
        auto tx = a.db.begin().value();
        tx.execute(insert, account{3, 10}).value();
    }
    CHECK(a.f.count("accounts") == 1);
}

TEST_CASE("typed transaction: a savepoint saves it after a failure") {
    accounts a;
    auto tx = a.db.begin().value();
    tx.execute(insert, account{1, 10}).value();
    tx.execute("SAVEPOINT s").value();
    CHECK(sql_error_of(tx.execute(insert, account{1, 10}).error()) == sql_error::unique_violation);
    CHECK(tx.state() == transaction_state::failed);
    CHECK(tx.commit().error().code == statement_errc::transaction_failed);
    CHECK(sql_error_of(tx.execute(insert, account{2, 10}).error()) ==
          sql_error::transaction_aborted);
    tx.execute("ROLLBACK TO SAVEPOINT s").value();
    CHECK(tx.state() == transaction_state::open);
    tx.commit().value();
    CHECK(a.f.count("accounts") == 1);
}

TEST_CASE("typed transaction: the service ends one that nobody uses") {
    accounts a;
    auto tx = a.db.begin().value();
    tx.execute(insert, account{1, 10}).value();
    a.f.clock->advance(4min);
    CHECK_FALSE(tx.execute(insert, account{2, 10}).has_value());
    CHECK(tx.state() == transaction_state::lost);
    CHECK(tx.commit().error().code == statement_errc::transaction_over);
    CHECK(a.f.count("accounts") == 0);
}

TEST_CASE("typed transaction: used from many threads, one gets through and nothing breaks") {
    accounts a;
    auto tx = a.db.begin().value();
    std::atomic<int> done = 0;
    std::atomic<int> in_use = 0;
    std::atomic<int> others = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t != 4; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i != 25; ++i) {
                auto const got = tx.execute(insert, account{t * 100 + i, 1});
                auto& counter = got                                                      ? done
                                : got.error().code == statement_errc::transaction_in_use ? in_use
                                                                                         : others;
                ++counter;
            }
        });
    for (auto& each : threads)
        each.join();
    CHECK(done + in_use == 100);
    CHECK(others == 0);
    tx.commit().value();
    CHECK(a.f.count("accounts") == done);
}

TEST_CASE("typed transaction: many of them at the same time keep the sum") {
    accounts a;
    a.db.batch_execute(insert, many(4)).value();
    std::vector<std::thread> threads;
    std::atomic<int> failures = 0;
    for (int t = 0; t != 4; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i != 5; ++i) {
                auto tx = a.db.begin().value();
                auto const taken = tx.execute(
                    "UPDATE accounts SET balance = balance - 1 WHERE id = :id", {{"id", t}});
                auto const given = tx.execute(
                    "UPDATE accounts SET balance = balance + 1 WHERE id = :id",
                    {{"id", (t + 1) % 4}});
                if (!taken || !given || !tx.commit())
                    ++failures; // a deadlock: this one is undone
            }
        });
    for (auto& each : threads)
        each.join();
    CHECK(a.db.query_one<int>("SELECT sum(balance) FROM accounts").value() == 400);
    CHECK(failures < 20);
}

TEST_CASE("typed batch: stores thousands, and all or none in a transaction") {
    accounts a;
    CHECK(a.db.batch_execute(insert, many(2500)).value().executed() == 2500);
    CHECK(a.f.count("accounts") == 2500);
    a.db.execute("DELETE FROM accounts WHERE id <> 1500").value();
    {
        auto tx = a.db.begin().value();
        auto const failed = tx.batch_execute(insert, many(2500)).error();
        CHECK(sql_error_of(failed) == sql_error::unique_violation);
        auto const* const how_far = failed.as<batch_failure>();
        REQUIRE(how_far != nullptr);
        CHECK(how_far->done.executed() == 1000);
        CHECK(how_far->in_doubt == 1000);
    }
    CHECK(a.f.count("accounts") == 1);
}

TEST_CASE("typed retries: a change whose answer is lost is executed once, a query is asked again") {
    accounts a;
    a.f.aws.inject({.service = "rds-data",
                    .operation = "ExecuteStatement",
                    .connection_dropped = skiff::local::fault::drop::after});
    auto const lost = a.db.execute(insert, account{1, 10});
    REQUIRE_FALSE(lost.has_value());
    CHECK(lost.error().message.find("not retried") != std::string::npos);
    CHECK(a.f.count("accounts") == 1);

    a.f.aws.inject({.service = "rds-data",
                    .operation = "ExecuteStatement",
                    .connection_dropped = skiff::local::fault::drop::after});
    CHECK(a.f.count("accounts") == 1);

    auto tx = a.db.begin().value();
    a.f.aws.inject({.service = "rds-data",
                    .operation = "ExecuteStatement",
                    .connection_dropped = skiff::local::fault::drop::after});
    CHECK_FALSE(tx.execute(insert, account{2, 10}).has_value());
    CHECK(tx.state() == transaction_state::uncertain);
    CHECK_FALSE(tx.commit().has_value());
    tx.rollback().value();
    CHECK(a.f.count("accounts") == 1);
}

TEST_CASE("typed resuming: a paused database is waited for on the services' clock") {
    accounts a;
    for (auto const wording : {skiff::local::resuming_wording::database_resuming,
                               skiff::local::resuming_wording::communications_link_failure}) {
        a.f.aws.pause_cluster("local", 20s, wording);
        auto const before = a.f.clock->slept();
        CHECK(a.f.count("accounts") == 0);
        auto const waited = a.f.clock->slept() - before;
        CHECK(waited >= 20s);
        CHECK(waited < 40s);

        a.f.aws.pause_cluster("local", 20s, wording);
        auto settings = a.db.settings();
        settings.resume.enabled = false;
        database const impatient{skiff::rds_data::client{a.f.aws.config()}, settings};
        CHECK(is_resuming(impatient.execute("SELECT 1").error()));
        CHECK(a.db.begin().value().rollback().has_value());
    }
}

TEST_CASE("typed resuming: a pause has ended the transaction, which is not used again") {
    accounts a;
    auto const pause = [&] { a.f.aws.pause_cluster("local", 20s); };
    auto const open_transactions = [&] {
        return a.db
            .query_one<std::int64_t>("SELECT count(*) FROM pg_stat_activity WHERE state LIKE "
                                     "'idle in transaction%'")
            .value();
    };
    {
        auto tx = a.db.begin().value();
        tx.execute(insert, account{1, 10}).value();
        pause();
        auto const waited = a.f.clock->slept();
        CHECK(is_resuming(tx.execute(insert, account{2, 10}).error()));
        CHECK(a.f.clock->slept() == waited);
        CHECK(tx.state() == transaction_state::lost);
        CHECK(tx.commit().error().code == statement_errc::transaction_over);
    } // sends nothing
    CHECK(open_transactions() == 0);
    CHECK(a.f.count("accounts") == 0);

    auto tx = a.db.begin().value();
    tx.execute(insert, account{1, 10}).value();
    pause();
    auto const late = tx.commit();
    REQUIRE_FALSE(late.has_value());
    CHECK(late.error().message.find("The cluster was paused") != std::string::npos);
    CHECK(tx.state() == transaction_state::lost);
    CHECK(open_transactions() == 0);
    a.db.execute(insert, account{1, 10}).value();
    CHECK(a.f.count("accounts") == 1);
}
