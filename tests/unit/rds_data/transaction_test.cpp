// SPDX-License-Identifier: Apache-2.0
#include "unit/rds_data/fake_database.hpp"

#include <skiff/rds_data/errors.hpp>

#include <utility>

using namespace skiff::rds_data;

namespace {

constexpr auto began = R"({"transactionId":"T1"})";

struct fixture : fake_database {
    transaction begin() {
        answer(began);
        return db.begin().value();
    }
};

} // namespace

TEST_CASE("transaction: statements carry its id and commit ends it") {
    fixture f;
    auto tx = f.begin();
    CHECK(f.target() == "/BeginTransaction");
    CHECK_JSON(f.body(),
               R"({"resourceArn":"arn:cluster","secretArn":"arn:secret","database":"tracker"})");
    CHECK(tx.id() == "T1");
    CHECK(tx.state() == transaction_state::open);
    f.answer("{}");
    tx.execute("DELETE FROM t WHERE a = :a", {{"a", 1}}).value();
    CHECK_JSON(f.body(), f.request(R"("transactionId":"T1","sql":"DELETE FROM t WHERE a = :a",
        "parameters":[{"name":"a","value":{"longValue":1}}])"));
    f.answer(R"({"transactionStatus":"Transaction Committed"})");
    tx.commit().value();
    CHECK(f.target() == "/CommitTransaction");
    CHECK_JSON(f.body(),
               R"({"resourceArn":"arn:cluster","secretArn":"arn:secret","transactionId":"T1"})");
    CHECK(tx.state() == transaction_state::committed);

    auto const late = tx.execute("DELETE FROM t");
    CHECK(late.error().code == statement_errc::transaction_over);
    CHECK(late.error().message == "the transaction was committed");
    CHECK(tx.commit().error().code == statement_errc::transaction_over);
    CHECK(tx.rollback().error().code == statement_errc::transaction_over);
    CHECK(f.sent() == 3);
}

TEST_CASE("transaction: rolls back when it is not committed") {
    fixture f;
    {
        auto tx = f.begin();
        f.answer("{}");
    }
    CHECK(f.target() == "/RollbackTransaction");
    CHECK(f.wire->finished());
    {
        auto tx = f.begin();
        f.wire->fail(skiff::errc::canceled); // the destructor tells nobody
    }
    CHECK(f.wire->finished());
    {
        auto tx = f.begin();
        f.answer("{}");
        tx.rollback().value();
        CHECK(tx.state() == transaction_state::rolled_back);
    }
    CHECK(f.sent() == 6);
}

TEST_CASE("transaction: moving it moves the duty to roll back") {
    fixture f;
    {
        auto first = f.begin();
        auto second = std::move(first);
        CHECK(first.state() == transaction_state::lost); // NOLINT(bugprone-use-after-move)
        CHECK(first.execute("DELETE").error().code == statement_errc::transaction_over);
        CHECK(second.id() == "T1");
        CHECK(f.sent() == 1);
        f.answer("{}");
    }
    CHECK(f.sent() == 2);
}

TEST_CASE("transaction: after a failed statement it does not commit") {
    fixture f;
    auto tx = f.begin();
    f.refuse("DatabaseErrorException", "ERROR: nothing; SQLState: 23505");
    CHECK(sql_error_of(tx.execute("INSERT").error()) == sql_error::unique_violation);
    CHECK(tx.state() == transaction_state::failed);
    auto const refused = tx.commit();
    CHECK(refused.error().code == statement_errc::transaction_failed);
    CHECK(f.sent() == 2);

    SECTION("a statement that succeeds heals it") {
        f.answer("{}");
        tx.execute("ROLLBACK TO SAVEPOINT a").value();
        CHECK(tx.state() == transaction_state::open);
    }
    SECTION("the failure can be ignored") {
        tx.ignore_failure();
        CHECK(tx.state() == transaction_state::open);
    }
    f.answer("{}");
    tx.commit().value();
}

TEST_CASE("transaction: what a failure means for it") {
    using fail = void (*)(fixture&);
    struct {
        char const* what;
        char const* sql;
        fail failure;
        transaction_state after;
    } const cases[] = {
        {"lost answer of a change", "INSERT",
         [](fixture& f) { f.wire->fail(skiff::errc::connection_lost); },
         transaction_state::uncertain},
        {"change that was not sent", "INSERT",
         [](fixture& f) {
             for (int i = 0; i != 3; ++i)
                 f.wire->fail(skiff::errc::connect_failed, skiff::progress::not_sent);
         },
         transaction_state::open},
        {"lost answers of a query", "SELECT 1",
         [](fixture& f) {
             for (int i = 0; i != 3; ++i)
                 f.wire->fail(skiff::errc::connection_lost);
         },
         transaction_state::failed},
        {"server's fault", "INSERT",
         [](fixture& f) { f.refuse("InternalServerErrorException", "", 500); },
         transaction_state::uncertain},
        {"gone", "INSERT",
         [](fixture& f) { f.refuse("TransactionNotFoundException", "gone", 404); },
         transaction_state::lost},
        {"gone, in the older words", "INSERT",
         [](fixture& f) { f.refuse("BadRequestException", "Transaction T1 is not found"); },
         transaction_state::lost},
        {"paused", "INSERT", [](fixture& f) { f.refuse("DatabaseResumingException", "resuming"); },
         transaction_state::lost},
        {"not allowed", "INSERT", [](fixture& f) { f.refuse("AccessDeniedException", "no", 403); },
         transaction_state::open},
    };
    for (auto const& c : cases) {
        INFO(c.what);
        fixture f;
        auto tx = f.begin();
        c.failure(f);
        CHECK_FALSE(tx.execute(c.sql).has_value());
        CHECK(tx.state() == c.after);
        CHECK(f.wire->finished());
        f.answer("{}"); // the rollback of those that are not over
    }
}

TEST_CASE("transaction: a result of other types than wanted leaves it open") {
    fixture f;
    auto tx = f.begin();
    f.answer(R"({"records":[[{"isNull":true}]]})");
    CHECK_FALSE(tx.query<int>("SELECT 1").has_value());
    CHECK(tx.state() == transaction_state::open);
    CHECK_FALSE(tx.execute("SELECT 1", {{"a", 1}}).has_value());
    CHECK(tx.state() == transaction_state::open);
    f.answer("{}");
}

TEST_CASE("transaction: commit with a lost answer is retried, and its doubt is told") {
    fixture f;
    auto tx = f.begin();
    f.wire->fail(skiff::errc::connection_lost);
    f.refuse("TransactionNotFoundException", "Transaction T1 is not found", 404);
    auto const done = tx.commit();
    CHECK(done.error().code == errc::transaction_not_found_exception);
    CHECK(done.error().message.find("an earlier attempt may have committed it") !=
          std::string::npos);
    CHECK(tx.state() == transaction_state::lost);

    auto second = f.begin();
    for (int i = 0; i != 3; ++i)
        f.wire->fail(skiff::errc::connection_lost);
    CHECK_FALSE(second.commit().has_value());
    CHECK(second.state() == transaction_state::uncertain);
    f.wire->fail(skiff::errc::connection_lost);
    f.refuse("TransactionNotFoundException", "Transaction T1 is not found", 404);
    second.rollback().value();
    CHECK(second.state() == transaction_state::rolled_back);
}

TEST_CASE("transaction: a second use at the same time is refused and sends nothing") {
    fixture f;
    auto tx = f.begin();
    skiff::error meanwhile[3];
    f.wire->then([&](auto const&, auto const&) {
        // Where another thread would come: in the middle of the first one's call.
        meanwhile[0] = tx.execute("DELETE FROM t").error();
        meanwhile[1] = tx.commit().error();
        meanwhile[2] = tx.rollback().error();
        skiff::http::response out;
        out.status = 200;
        out.body = "{}";
        return skiff::result<skiff::http::response>(out);
    });
    tx.execute("DELETE FROM t").value();
    for (auto const& each : meanwhile) {
        CHECK(each.code == statement_errc::transaction_in_use);
        CHECK(each.reached == skiff::progress::not_sent);
    }
    CHECK(f.sent() == 2);
    CHECK(tx.state() == transaction_state::open);
    f.answer("{}");
}
