// SPDX-License-Identifier: Apache-2.0
#include "typed_database.hpp"

#include <limits>
#include <map>
#include <tuple>
#include <vector>

using namespace skiff::rds_data;
using namespace std::chrono_literals;

namespace {

enum class mood { happy, sad };
BOOST_DESCRIBE_ENUM(mood, happy, sad)

struct address {
    std::string city;
    int zip = 0;
    friend bool operator==(address const&, address const&) = default;
};
BOOST_DESCRIBE_STRUCT(address, (), (city, zip))

using instant = std::chrono::sys_time<std::chrono::microseconds>;

/// One of each type that travels both ways.
struct everything {
    bool flag = false;
    std::int16_t small = 0;
    std::int64_t large = 0;
    float single = 0;
    double real = 0;
    decimal exact;
    std::string text;
    mood feeling = mood::happy;
    std::chrono::year_month_day day;
    instant at;
    instant in_utc;
    std::chrono::milliseconds clock{0};
    uuid id;
    address home;
    skiff::json::raw document;
    skiff::binary bytes;
    std::optional<std::string> missing;
    std::optional<std::chrono::year_month_day> no_day;
    std::optional<uuid> no_id;
};
BOOST_DESCRIBE_STRUCT(everything, (),
                      (flag, small, large, single, real, exact, text, feeling, day, at, in_utc,
                       clock, id, home, document, bytes, missing, no_day, no_id))

constexpr auto everything_columns =
    "flag bool, small smallint, large bigint, single real, real double precision, "
    "exact numeric(60,10), text text, feeling text, day date, at timestamp, in_utc timestamptz, "
    "clock time(3), id uuid, home jsonb, document json, bytes bytea, missing text, no_day date, "
    "no_id uuid";
constexpr auto insert_everything =
    "INSERT INTO everything VALUES (:flag, :small, :large, :single, :real, :exact, :text, "
    ":feeling, "
    ":day, :at, :in_utc, :clock, :id, :home, :document, :bytes, :missing, :no_day, :no_id)";

everything sample() {
    std::chrono::year_month_day const day{std::chrono::year(2024), std::chrono::February,
                                          std::chrono::day(29)};
    everything out;
    out.flag = true;
    out.small = std::numeric_limits<std::int16_t>::min();
    out.large = std::numeric_limits<std::int64_t>::max();
    out.single = 1.5f;
    out.real = 0.1;
    out.exact = *decimal::parse("-12345678901234567890123456789012345678901234567890.0123456789");
    out.text = "quotes ' \" \\ :name -- /* \xC3\xA4 \xF0\x9F\x98\x80";
    out.feeling = mood::sad;
    out.day = day;
    out.at = std::chrono::sys_days(day) + 23h + 59min + 59s + 123456us;
    out.in_utc = std::chrono::sys_days(day) + 1us;
    out.clock = 19h + 15min + 125ms;
    out.id = *uuid::parse("01234567-89ab-cdef-0123-456789abcdef");
    out.home = {"Z\xC3\xBCrich", 8001};
    out.document.text = R"({"a": [1, 2.50, null]})";
    out.bytes.bytes = std::string("\0\xFF'\\", 4);
    return out;
}

} // namespace

TEST_CASE("typed rows: every type goes to PostgreSQL and comes back the same") {
    auto& f = typed_database::instance();
    f.make_table("everything", everything_columns);
    auto const sent = sample();
    CHECK(f.db.execute(insert_everything, sent).value().records_updated() == 1);
    auto const got = f.db.query_one<everything>("SELECT * FROM everything").value();
    CHECK(got.flag == sent.flag);
    CHECK(got.small == sent.small);
    CHECK(got.large == sent.large);
    CHECK(got.single == sent.single);
    CHECK(got.real == sent.real);
    CHECK(got.exact.to_string() == sent.exact.to_string());
    CHECK(got.text == sent.text);
    CHECK(got.feeling == sent.feeling);
    CHECK(got.day == sent.day);
    CHECK((got.at == sent.at));
    CHECK((got.in_utc == sent.in_utc));
    CHECK(got.clock == sent.clock);
    CHECK(got.id == sent.id);
    CHECK(got.home == sent.home);
    CHECK(got.document.text == sent.document.text);
    CHECK(got.bytes.bytes == sent.bytes.bytes);
    CHECK_FALSE(got.missing.has_value());
    CHECK_FALSE(got.no_day.has_value());
    CHECK_FALSE(got.no_id.has_value());
}

TEST_CASE("typed rows: arrays, sums and times of PostgreSQL") {
    auto const& db = typed_database::instance().db;
    using lists = std::tuple<std::vector<int>, std::vector<std::string>, std::vector<bool>,
                             std::vector<double>>;
    CHECK(db.query_one<lists>("SELECT ARRAY[1,2], ARRAY['a','b''c'], ARRAY[true,false], "
                              "ARRAY[0.5::float8]")
              .value() == lists{{1, 2}, {"a", "b'c"}, {true, false}, {0.5}});
    CHECK(db.query_one<std::int64_t>("SELECT sum(x) FROM (VALUES (1::bigint),(2)) v(x)").value() ==
          3);
    CHECK(db.query_one<double>("SELECT avg(x) FROM (VALUES (1),(2)) v(x)").value() == 1.5);
    CHECK(db.query<bool>("SELECT x > 1 FROM (VALUES (1),(2)) v(x) ORDER BY x").value() ==
          std::vector<bool>{false, true});
}

TEST_CASE("typed rows: what does not fit says where") {
    auto const& db = typed_database::instance().db;
    auto const null = db.query<std::tuple<int, std::string>>(
        "SELECT x, CASE WHEN x < 3 THEN 'a' END FROM (VALUES (1),(2),(3)) v(x) ORDER BY x");
    REQUIRE_FALSE(null.has_value());
    CHECK(null.error().message == "row 3, column 2: NULL where std::string is expected");
    auto const named = db.query<address>("SELECT NULL::text AS city, 1 AS zip");
    REQUIRE_FALSE(named.has_value());
    CHECK(named.error().message == "row 1, column city: NULL where std::string is expected");
    auto const missing = db.query<address>("SELECT 'x' AS city");
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().message == "the result has no column 'zip', only 'city'");
    auto const twice = db.query<address>("SELECT 'x' AS city, 'y' AS city, 1 AS zip");
    REQUIRE_FALSE(twice.has_value());
    CHECK(twice.error().message.find("two columns 'city'") != std::string::npos);
    CHECK(db.query<address>("SELECT 'x' AS city, 1 AS zip WHERE false").value().empty());
    CHECK(db.query_one<std::int8_t>("SELECT 200").error().message ==
          "row 1, column 1: a number that is out of range for std::int8_t");
}

TEST_CASE("typed rows: parameters are values, whatever they hold") {
    auto const& f = typed_database::instance();
    f.make_table("notes", "id int, body text");
    for (std::string const attempt : {"'); DROP TABLE notes; --", "\\'; DELETE FROM notes; --",
                                      ":id", "$1", "/*", "a''b", "NULL", "' OR '1'='1"}) {
        INFO(attempt);
        f.db.execute("INSERT INTO notes VALUES (:id, :body)", {{"id", 1}, {"body", attempt}})
            .value();
        CHECK(f.db.query_one<std::string>("SELECT body FROM notes WHERE body = :body",
                                          {{"body", attempt}})
                  .value() == attempt);
        f.db.execute("DELETE FROM notes").value();
    }
}

TEST_CASE("typed rows: a query as JSON") {
    auto const& db = typed_database::instance().db;
    constexpr auto sql = "SELECT 'Basel' AS city, 4001 AS zip UNION ALL SELECT 'Bern', 3000";
    auto const rows = db.query_documents<address>(sql).value();
    CHECK(rows == std::vector<address>{{"Basel", 4001}, {"Bern", 3000}});
    CHECK(db.query_json(sql).value().find("Basel") != std::string::npos);
}

TEST_CASE("typed rows: what the database refuses is typed") {
    auto const& f = typed_database::instance();
    f.make_table("strict", "id int PRIMARY KEY, name varchar(3) NOT NULL CHECK (name <> 'x')");
    f.db.execute("INSERT INTO strict VALUES (1, 'a')").value();
    struct {
        char const* sql;
        sql_error what;
        char const* state;
    } const cases[] = {
        {"INSERT INTO strict VALUES (1, 'b')", sql_error::unique_violation, "23505"},
        {"INSERT INTO strict VALUES (2, NULL)", sql_error::not_null_violation, "23502"},
        {"INSERT INTO strict VALUES (2, 'x')", sql_error::check_violation, "23514"},
        {"INSERT INTO strict VALUES (2, 'long')", sql_error::value_too_long, "22001"},
        {"INSERT INTO strict VALUES ('q', 'a')", sql_error::invalid_value, "22P02"},
        {"SELECT * FROM nowhere", sql_error::undefined_table, "42P01"},
        {"SELECT nothing FROM strict", sql_error::undefined_column, "42703"},
        {"SELEC 1", sql_error::syntax, "42601"},
    };
    for (auto const& c : cases) {
        INFO(c.sql);
        auto const e = f.db.execute(c.sql).error();
        INFO(e.message);
        CHECK(sql_error_of(e) == c.what);
        CHECK(sql_state(e) == c.state);
    }
}
