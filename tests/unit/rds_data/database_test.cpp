// SPDX-License-Identifier: Apache-2.0
#include "unit/rds_data/fake_database.hpp"

#include <skiff/rds_data/errors.hpp>

#include <tuple>

using namespace skiff::rds_data;

namespace {

struct work_item {
    std::int64_t id = 0;
    std::string name;
    std::optional<std::string> status;
    bool archived = false;
};
BOOST_DESCRIBE_STRUCT(work_item, (), (id, name, status, archived))

} // namespace

template <>
struct skiff::rds_data::columns<work_item>
    : column_rules<renamed<&work_item::id, "iditem">, defaulted<&work_item::archived>> {};

TEST_CASE("database: execute sends the statement with typed parameters") {
    fake_database f;
    f.answer(R"({"generatedFields":[],"numberOfRecordsUpdated":3})");
    auto const done = f.db.execute("UPDATE t SET a = :a WHERE n = :n AND x = :x",
                                   {{"a", false}, {"n", "text"}, {"x", std::nullopt}});
    CHECK(done.value().records_updated() == 3);
    CHECK_FALSE(done->has_generated());
    CHECK(f.target() == "/Execute");
    CHECK_JSON(f.body(), f.request(R"("sql":"UPDATE t SET a = :a WHERE n = :n AND x = :x",
        "parameters":[{"name":"a","value":{"booleanValue":false}},
                      {"name":"n","value":{"stringValue":"text"}},
                      {"name":"x","value":{"isNull":true}}])"));
}

TEST_CASE("database: a struct's members are parameters, those that the statement mentions") {
    fake_database f;
    f.answer("{}");
    work_item const item{.id = 7, .name = "Ann", .status = std::nullopt, .archived = true};
    f.db.execute("UPDATE w SET name = :name, status = :status WHERE iditem = :iditem", item)
        .value();
    CHECK_JSON(
        f.body(),
        f.request(R"("sql":"UPDATE w SET name = :name, status = :status WHERE iditem = :iditem",
        "parameters":[{"name":"iditem","value":{"longValue":7}},
                      {"name":"name","value":{"stringValue":"Ann"}},
                      {"name":"status","value":{"isNull":true}}])"));
}

TEST_CASE("database: rows are read by the columns' names, whatever comes first") {
    std::string const columns = R"([{"name":"x","label":"username2"},{"name":"iditem"},
        {"label":"name","name":"username"},{"label":"status"}])";
    std::string const records = R"([
        [{"isNull":true},{"longValue":1},{"stringValue":"Ann \"columnMetadata\":"},{"isNull":true}],
        [{"stringValue":"x"},{"longValue":2},{"stringValue":"Bob"},{"stringValue":"open"}]])";
    std::string const answers[] = {
        R"({"columnMetadata":)" + columns + R"(,"records":)" + records + "}",
        R"({"records":)" + records + R"(,"columnMetadata":)" + columns + "}",
        R"({"numberOfRecordsUpdated":0, "records" : )" + records + R"( , "columnMetadata" :)" +
            columns + R"(,"generatedFields":[] })",
    };
    for (auto const& answer : answers) {
        INFO(answer);
        fake_database f;
        f.answer(answer);
        auto const rows = f.db.query<work_item>("SELECT 1").value();
        REQUIRE(rows.size() == 2);
        CHECK(rows[0].id == 1);
        CHECK(rows[0].name == "Ann \"columnMetadata\":");
        CHECK_FALSE(rows[0].status.has_value());
        CHECK(rows[1].id == 2);
        CHECK(rows[1].status == "open");
        CHECK_JSON(f.body(), f.request(R"("sql":"SELECT 1","includeResultMetadata":true)"));
    }
}

TEST_CASE("database: scalars, tuples and bool rows go by position") {
    fake_database f;
    f.answer(R"({"records":[[{"longValue":1}],[{"longValue":-2}]]})");
    CHECK(f.db.query<std::int64_t>("SELECT 1").value() == std::vector<std::int64_t>{1, -2});
    CHECK_JSON(f.body(), f.request(R"("sql":"SELECT 1")"));
    f.answer(R"({"records":[[{"booleanValue":true}],[{"longValue":0}]]})");
    CHECK(f.db.query<bool>("SELECT 1").value() == std::vector<bool>{true, false});
    f.answer(R"({"records":[[{"longValue":1},{"stringValue":"a"}]]})");
    using pair = std::tuple<int, std::optional<std::string>>;
    CHECK(f.db.query_one<pair>("SELECT 1").value() == pair{1, "a"});
}

TEST_CASE("database: a result that does not fit the row is an error with its place") {
    struct {
        std::string answer;
        std::string_view message;
    } const cases[] = {
        {fake_database::rows({"iditem", "name", "status"},
                             R"([{"longValue":1},{"stringValue":""},{"isNull":true}],
                                [{"longValue":1},{"isNull":true},{"isNull":true}])"),
         "row 2, column name: NULL where std::string is expected"},
        {fake_database::rows({"iditem", "name", "status"},
                             R"([{"stringValue":"x"},{"stringValue":""},{"isNull":true}])"),
         "row 1, column iditem: text where std::int64_t is expected"},
        {fake_database::rows({"iditem", "status"}, ""),
         "the result has no column 'name', only 'iditem', 'status'"},
        {fake_database::rows({"iditem", "name", "name"}, ""),
         "the result has two columns 'name': rename one in the statement with AS"},
        {fake_database::rows({"iditem", "name", "archived"}, R"([{"longValue":1}])"),
         "row 1, column name: the result has 1 columns, the row takes 3"},
        {R"({"records":[[{"longValue":1}]]})", "the answer has no columnMetadata"},
        {R"({"numberOfRecordsUpdated":1})", "the statement changed rows and returned none"},
        {R"({"records":[[{"longValue":1}]],"columnMetadata":[)",
         "the answer has no columnMetadata"},
        {fake_database::rows({"iditem", "name"}, R"([{"x":1},{"stringValue":""}])"),
         "row 1, column iditem: a value of an unknown kind"},
        {fake_database::rows({"iditem", "name"}, R"([{},{"stringValue":""}])"),
         "row 1, column iditem: a value of no kind"},
        {fake_database::rows({"iditem", "name"},
                             R"([{"longValue":1,"stringValue":"1"},{"stringValue":""}])"),
         "row 1, column iditem: a value of two kinds"},
    };
    for (auto const& c : cases) {
        INFO(c.answer);
        fake_database f;
        f.answer(c.answer);
        auto const got = f.db.query<work_item>("SELECT 1");
        REQUIRE_FALSE(got.has_value());
        INFO(got.error().message);
        CHECK(got.error().code == skiff::errc::malformed_response);
        CHECK(got.error().message.find(c.message) != std::string::npos);
    }
}

TEST_CASE("database: extra columns are ignored, or refused when that is asked for") {
    fake_database f;
    auto const answer = f.rows({"iditem", "name", "more"},
                               R"([{"longValue":1},{"stringValue":""},{"isNull":true}])");
    f.answer(answer);
    CHECK(f.db.query<work_item>("SELECT 1").value().size() == 1);
    f.answer(answer);
    auto const refused = f.db.query<work_item>("SELECT 1", {}, {.extra = extra_columns::refused});
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().message.find("no member takes the result's column 'more'") !=
          std::string::npos);
}

TEST_CASE("database: query_one and query_optional mind the number of rows") {
    std::string const row = R"([{"longValue":4}])";
    fake_database f;
    f.answer(f.rows({"n"}, row));
    CHECK(f.db.query_one<int>("SELECT 1").value() == 4);
    f.answer(f.rows({"n"}, ""));
    auto const none = f.db.query_one<int>("SELECT 1");
    CHECK(none.error().code == statement_errc::no_row);
    CHECK(none.error().code == skiff::condition::not_found);
    f.answer(f.rows({"n"}, row + ',' + row));
    auto const two = f.db.query_one<int>("SELECT 1");
    CHECK(two.error().code == statement_errc::several_rows);
    CHECK(two.error().code != skiff::condition::not_found);
    f.answer(f.rows({"n"}, ""));
    CHECK_FALSE(f.db.query_optional<int>("SELECT 1").value().has_value());
    f.answer(f.rows({"n"}, row));
    CHECK(f.db.query_optional<int>("SELECT 1").value() == 4);
    f.answer(f.rows({"n"}, row + ',' + row));
    CHECK(f.db.query_optional<int>("SELECT 1").error().code == statement_errc::several_rows);
}

TEST_CASE("database: generated keys are typed") {
    fake_database f;
    f.answer(R"({"generatedFields":[{"longValue":12}],"numberOfRecordsUpdated":1})");
    auto const done = f.db.execute("INSERT").value();
    CHECK(done.has_generated());
    CHECK(done.generated<std::int64_t>().value() == 12);
    CHECK_FALSE(done.generated<std::string>().has_value());
    CHECK(done.generated<std::tuple<int, int>>().error().message ==
          "generated keys: there are only 1");
    CHECK(execute_result().generated<int>().error().message ==
          "generated keys: there are none (PostgreSQL has none: use query with RETURNING)");
}

TEST_CASE("database: a query as JSON, as text and as structs") {
    fake_database f;
    std::string const answer = R"({"formattedRecords":"[{\"name\":\"a\",\"n\":1,\"more\":null}]"})";
    f.answer(answer);
    CHECK(f.db.query_json("SELECT 1").value() == R"([{"name":"a","n":1,"more":null}])");
    CHECK_JSON(f.body(), f.request(R"("sql":"SELECT 1","formatRecordsAs":"JSON")"));
    f.answer("{}");
    CHECK(f.db.query_json("DELETE").error().message ==
          "the answer has no formattedRecords: only queries have");
}
