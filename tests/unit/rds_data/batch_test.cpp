// SPDX-License-Identifier: Apache-2.0
#include "unit/rds_data/fake_database.hpp"

#include <skiff/rds_data/errors.hpp>

#include <vector>

using namespace skiff::rds_data;

namespace {

struct item {
    int id = 0;
    std::string name;
    bool unused = false;
};
BOOST_DESCRIBE_STRUCT(item, (), (id, name, unused))

constexpr auto insert = "INSERT INTO t VALUES (:id, :name)";

std::vector<item> items(int count, std::string const& name = "x") {
    std::vector<item> out;
    for (int i = 0; i != count; ++i)
        out.push_back({.id = i, .name = name});
    return out;
}

std::size_t sets_in(std::string const& body) {
    std::size_t count = 0;
    for (auto at = body.find("[{\"name\":\"id\""); at != body.npos;
         at = body.find("[{\"name\":\"id\"", at + 1))
        ++count;
    return count;
}

} // namespace

TEST_CASE("batch: sends sets of parameters and gives generated keys in order") {
    fake_database f;
    f.answer(R"({"updateResults":[{"generatedFields":[{"longValue":5}]},{},
        {"generatedFields":[]},{"generatedFields":[{"longValue":6}]}]})");
    auto const done = f.db.batch_execute("INSERT INTO t VALUES (:id, :name) ;\n", items(2)).value();
    CHECK(f.target() == "/BatchExecute");
    CHECK_JSON(f.body(), f.request(R"j("sql":"INSERT INTO t VALUES (:id, :name)","parameterSets":[
        [{"name":"id","value":{"longValue":0}},{"name":"name","value":{"stringValue":"x"}}],
        [{"name":"id","value":{"longValue":1}},{"name":"name","value":{"stringValue":"x"}}]])j"));
    CHECK(done.executed() == 2);
    CHECK(done.generated<int>().value() == std::vector<int>{5, 6});
    CHECK_FALSE(done.generated<std::string>().has_value());
}

TEST_CASE("batch: takes lists of parameters, and nothing of nothing") {
    fake_database f;
    f.answer("{}");
    CHECK(f.db.batch_execute("DELETE FROM t WHERE id = :id", {{{"id", 1}}, {{"id", "b"}}})
              .value()
              .executed() == 2);
    CHECK_JSON(f.body(), f.request(R"("sql":"DELETE FROM t WHERE id = :id","parameterSets":[
        [{"name":"id","value":{"longValue":1}}],[{"name":"id","value":{"stringValue":"b"}}]])"));
    CHECK(f.db.batch_execute(insert, std::vector<item>()).value().executed() == 0);
    CHECK(f.sent() == 1);
}

TEST_CASE("batch: is cut by count") {
    fake_database f;
    for (int i = 0; i != 3; ++i)
        f.answer("{}");
    CHECK(f.db.batch_execute(insert, items(2001)).value().executed() == 2001);
    CHECK(sets_in(f.body(0)) == 1000);
    CHECK(sets_in(f.body(1)) == 1000);
    CHECK(sets_in(f.body(2)) == 1);
}

TEST_CASE("batch: is cut by bytes") {
    fake_database f;
    for (int i = 0; i != 3; ++i)
        f.answer("{}");
    CHECK(f.db.batch_execute(insert, items(9, std::string(1'200'000, 'a'))).value().executed() ==
          9);
    for (std::size_t i = 0; i != 3; ++i) {
        CHECK(sets_in(f.body(i)) == 3);
        CHECK(f.body(i).size() < (4u << 20));
    }
    auto const too_large = f.db.batch_execute(insert, items(1, std::string(5'000'000, 'a')));
    CHECK(too_large.error().code == skiff::errc::invalid_request);
    CHECK(f.sent() == 3);
}

TEST_CASE("batch: a failure tells how far it got") {
    fake_database f;
    f.answer(R"({"updateResults":[{"generatedFields":[{"longValue":5}]}]})");
    f.refuse("DatabaseErrorException", "ERROR: no; SQLState: 23505");
    auto const refused = f.db.batch_execute(insert, items(2500));
    auto const e = refused.error();
    CHECK(e.message == "ERROR: no; SQLState: 23505 (1000 parameter sets were executed before)");
    CHECK(sql_error_of(e) == sql_error::unique_violation);
    auto const* const failed = e.as<batch_failure>();
    REQUIRE(failed != nullptr);
    CHECK(failed->done.executed() == 1000);
    CHECK(failed->done.generated<int>().value() == std::vector<int>{5});
    CHECK(failed->in_doubt == 1000);
    CHECK(f.sent() == 2);

    f.wire->fail(skiff::errc::connect_failed, skiff::progress::not_sent);
    auto const unsent = f.db.batch_execute(insert, items(1), {.call = {.max_attempts = 1}}).error();
    REQUIRE(unsent.as<batch_failure>() != nullptr);
    CHECK(unsent.as<batch_failure>()->in_doubt == 0);
}

TEST_CASE("batch: a set that cannot be sent is named") {
    fake_database f;
    f.answer("{}");
    auto many = items(1002);
    many[1001].name = "\xff";
    auto const got = f.db.batch_execute(insert, many);
    CHECK(got.error().code == skiff::errc::invalid_request);
    CHECK(got.error().message ==
          "parameter set 1002: parameter 'name': the text is not UTF-8; bytes belong into "
          "skiff::binary (1000 parameter sets were executed before)");
}

TEST_CASE("batch: runs in a transaction") {
    fake_database f;
    f.answer(R"({"transactionId":"T"})");
    auto tx = f.db.begin().value();
    f.answer("{}");
    tx.batch_execute(insert, items(1)).value();
    CHECK(f.body().find(R"("transactionId":"T")") != std::string::npos);
    f.answer("{}");
    tx.commit().value();
}
