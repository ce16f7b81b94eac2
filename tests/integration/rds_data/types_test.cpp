// SPDX-License-Identifier: Apache-2.0
// Values to PostgreSQL and back, and what is told of columns.
#include "local_database.hpp"

#include "support/catch.hpp"

#include <cstdint>
#include <limits>

using namespace skiff_tests;

namespace {

/// One field of any kind as text, for tables of cases.
std::string show(api::field const& value) {
    if (value.is_null)
        return "NULL";
    if (value.boolean_value)
        return *value.boolean_value ? "b true" : "b false";
    if (value.long_value)
        return "l " + std::to_string(*value.long_value);
    if (value.double_value)
        return "d " + std::to_string(*value.double_value);
    if (value.string_value)
        return "s " + *value.string_value;
    if (value.blob_value)
        return "x " + skiff::base64_encode(value.blob_value->bytes);
    if (value.array_value && value.array_value->long_values)
        return "longs " + std::to_string(value.array_value->long_values->size());
    if (value.array_value && value.array_value->string_values)
        return "strings " + std::to_string(value.array_value->string_values->size());
    if (value.array_value && value.array_value->double_values)
        return "doubles " + std::to_string(value.array_value->double_values->size());
    if (value.array_value && value.array_value->boolean_values)
        return "booleans " + std::to_string(value.array_value->boolean_values->size());
    return "nothing";
}

} // namespace

TEST_CASE("rds data: the hard types come as the service gives them") {
    local_database const db;
    (void)db.run("CREATE TYPE mood AS ENUM ('sad', 'happy')").value();
    (void)db.run("CREATE DOMAIN positive AS int CHECK (VALUE > 0)").value();
    struct {
        char const* sql;
        char const* field;
    } const cases[] = {
        {"SELECT 32767::int2", "l 32767"},
        {"SELECT 9223372036854775807::int8", "l 9223372036854775807"},
        {"SELECT true", "b true"},
        {"SELECT 1.5::float4", "d 1.500000"},
        {"SELECT 12345678901234567890.0100::numeric", "s 12345678901234567890.0100"},
        {"SELECT 'NaN'::numeric", "s NaN"},
        {"SELECT 'x'::char(3)", "s x  "},
        {"SELECT 'x'::name", "s x"},
        {"SELECT '2026-01-31'::date", "s 2026-01-31"},
        {"SELECT '12:34:56.7'::time", "s 12:34:56.700"},
        {"SELECT '2026-01-31 12:00:00.123'::timestamp", "s 2026-01-31 12:00:00.123"},
        {"SELECT '2026-01-31 12:00:00+02'::timestamptz", "s 2026-01-31 10:00:00"},
        {"SELECT '00000000-0000-0000-0000-00000000000A'::uuid",
         "s 00000000-0000-0000-0000-00000000000a"},
        {"SELECT '{\"b\": 1,  \"a\": [null]}'::json", "s {\"b\": 1,  \"a\": [null]}"},
        {"SELECT '{\"b\": 1,  \"a\": [null]}'::jsonb", "s {\"a\": [null], \"b\": 1}"},
        {"SELECT '\\x00ff'::bytea", "x AP8="},
        {"SELECT '192.168.0.1/24'::inet", "s 192.168.0.1/24"},
        {"SELECT 'happy'::mood", "s happy"},
        {"SELECT 7::positive", "l 7"},
        {"SELECT NULL::int", "NULL"},
        {"SELECT NULL", "NULL"},
        {"SELECT 'unknown'", "s unknown"},
        {"SELECT ARRAY[1, 2, NULL]", "longs 3"},
        {"SELECT '{}'::text[]", "strings 0"},
        {"SELECT ARRAY['happy', 'sad']::mood[]", "strings 2"},
        {"SELECT ARRAY[1.5, 2]::float8[]", "doubles 2"},
        {"SELECT ARRAY[1.5, 2]::numeric[]", "strings 2"},
        {"SELECT ARRAY[true]", "booleans 1"},
        {"SELECT '[5:6]={1,2}'::int[]", "longs 2"},
        {"SELECT pg_sleep(0)", "s "},
    };
    for (auto const& one : cases) {
        INFO(one.sql);
        CHECK(show(db.one(one.sql)) == one.field);
    }
}

TEST_CASE("rds data: results that the service does not return") {
    local_database const db;
    struct {
        char const* sql;
        char const* code;
        char const* message;
    } const cases[] = {
        {"SELECT interval '1 day'", "UnsupportedResultException",
         "The result contains the unsupported data type INTERVAL."},
        {"SELECT relkind FROM pg_class LIMIT 0", "UnsupportedResultException",
         "The result contains the unsupported data type \"CHAR\"."},
        {"SELECT 'pg_class'::regclass", "UnsupportedResultException",
         "The result contains the unsupported data type regclass."},
        {"SELECT point(1, 2)", "UnsupportedResultException",
         "The result contains the unsupported data type POINT."},
        {"SELECT ARRAY[ARRAY[1]]", "UnsupportedResultException",
         "The result contains a multidimensional array."},
        {"SELECT 'NaN'::float8", "UnsupportedResultException",
         "NaN and Infinity values are not supported"},
        {"SELECT ROW(1, 2)", "UnsupportedResultException",
         "The result contains the unsupported data type RECORD."},
        {"COPY (SELECT 1) TO STDOUT", "DatabaseErrorException",
         "execute: unexpected message: CopyOutResponse"},
        {"COPY pg_class FROM STDIN", "DatabaseErrorException", nullptr},
    };
    for (auto const& one : cases) {
        INFO(one.sql);
        auto const got = db.run(one.sql);
        REQUIRE(got.has_error());
        CHECK(got.error().aws_code == one.code);
        if (one.message)
            CHECK(got.error().message == one.message);
        CHECK(db.one("SELECT 1").long_value == 1);
    }
}

TEST_CASE("rds data: parameters of every kind arrive unchanged") {
    local_database const db;
    (void)db
        .run("CREATE TABLE t (l int8, i int4, d float8, b bool, s text, v varchar(10), x bytea, "
             "n numeric, da date, ti time, ts timestamp, tz timestamptz, u uuid, j json, jb "
             "jsonb, nothing int)")
        .value();
    std::string const all("\0\x01\xFF'\\", 5);
    auto const hint = [](api::type_hint what) { return what; };
    (void)db
        .run("INSERT INTO t VALUES (:l, :i, :d, :b, :s, :v, :x, :n, :da, :ti, :ts, :ts, :u, :j, "
             ":j, :nothing)",
             {number("l", std::numeric_limits<std::int64_t>::min()), number("i", 7), real("d", 0.1),
              flag("b", true), text("s", "o'neil \xE2\x82\xAC"), text("v", "short"),
              bytes("x", all), text("n", "12345678901234567890.123", hint(api::type_hint::decimal)),
              text("da", "2026-01-31", hint(api::type_hint::date)),
              text("ti", "12:00:00.5", hint(api::type_hint::time)),
              text("ts", "2026-01-31 12:00:00.123", hint(api::type_hint::timestamp)),
              text("u", "00000000-0000-0000-0000-00000000000a", hint(api::type_hint::uuid)),
              text("j", "{\"a\": 1}", hint(api::type_hint::json)), null("nothing")})
        .value();
    auto const row = db.run("SELECT * FROM t").value().records.at(0);
    std::vector<std::string> shown;
    for (auto const& one : row)
        shown.push_back(show(one));
    CHECK(shown == std::vector<std::string>{
                       "l -9223372036854775808", "l 7", "d 0.100000", "b true",
                       "s o'neil \xE2\x82\xAC", "s short", "x " + skiff::base64_encode(all),
                       "s 12345678901234567890.123", "s 2026-01-31", "s 12:00:00.500",
                       "s 2026-01-31 12:00:00.123", "s 2026-01-31 12:00:00.123",
                       "s 00000000-0000-0000-0000-00000000000a", "s {\"a\": 1}", "s {\"a\": 1}",
                       "NULL"});
    CHECK(row.at(2).double_value == 0.1);
    // Text is text: PostgreSQL does not turn it into something else by itself.
    CHECK(
        db.run("SELECT * FROM t WHERE u = :u", {text("u", "x")}).error().message ==
        "ERROR: operator does not exist: uuid = text; Hint: No operator matches the given name and "
        "argument types. You might need to add explicit type casts.; Position: 25; SQLState: "
        "42883");
    CHECK(db.run("SELECT :d::date", {text("d", "tomorrow-ish", api::type_hint::date)})
              .error()
              .message == "ERROR: invalid input syntax for type date: \"tomorrow-ish\"; SQLState: "
                          "22007");
    CHECK(db.run("SELECT :d", {text("d", std::string("a\0b", 3))}).error().aws_code ==
          "DatabaseErrorException");
    CHECK(db.run("SELECT :d", {text("d", std::string("1\0", 2), api::type_hint::decimal)})
              .error()
              .aws_code == "DatabaseErrorException");
}

TEST_CASE("rds data: column metadata") {
    local_database const db;
    (void)db.run("CREATE SCHEMA shop").value();
    (void)db
        .run("CREATE TABLE shop.items (id serial PRIMARY KEY, big bigint GENERATED ALWAYS AS "
             "IDENTITY, name varchar(45), price numeric(10,2) NOT NULL, tags text[])")
        .value();
    auto request = db.statement(
        "SELECT id, big, name AS label, price, tags, price * 2 AS twice FROM "
        "shop.items");
    request.include_result_metadata = true;
    auto const got = db.run(request).value();
    CHECK(got.records.empty());
    REQUIRE(got.column_metadata.size() == 6);
    struct {
        char const* label;
        int type;
        char const* type_name;
        char const* table;
        int nullable;
        int precision;
        int scale;
        bool auto_increment;
        bool is_signed;
        bool case_sensitive;
        int base;
    } const expected[] = {
        {"id", 4, "serial", "items", 0, 10, 0, true, true, false, 0},
        {"big", -5, "bigserial", "items", 0, 19, 0, true, true, false, 0},
        {"label", 12, "varchar", "items", 1, 45, 0, false, false, true, 0},
        {"price", 2, "numeric", "items", 0, 10, 2, false, true, false, 0},
        {"tags", 2003, "_text", "items", 1, std::numeric_limits<std::int32_t>::max(), 0, false,
         false, true, 12},
        {"twice", 2, "numeric", "", 2, 0, 0, false, true, false, 0},
    };
    for (std::size_t i = 0; i < std::size(expected); ++i) {
        auto const& column = got.column_metadata[i];
        auto const& wanted = expected[i];
        INFO(wanted.label);
        CHECK(column.label == wanted.label);
        CHECK(column.name == wanted.label);
        CHECK(column.type == wanted.type);
        CHECK(column.type_name == wanted.type_name);
        CHECK(column.table_name == wanted.table);
        CHECK(column.schema_name == (*wanted.table ? "shop" : ""));
        CHECK(column.nullable == wanted.nullable);
        CHECK(column.precision == wanted.precision);
        CHECK(column.scale == wanted.scale);
        CHECK(column.is_auto_increment == wanted.auto_increment);
        CHECK(column.is_signed == wanted.is_signed);
        CHECK(column.is_case_sensitive == wanted.case_sensitive);
        CHECK(column.is_currency == false);
        CHECK(column.array_base_column_type == wanted.base);
    }
}

TEST_CASE("rds data: what statements report") {
    local_database const db;
    auto const updated = [&](char const* sql) {
        return db.run(sql).value().number_of_records_updated;
    };
    CHECK(updated("CREATE TABLE t (a int)") == 0);
    CHECK(updated("INSERT INTO t SELECT generate_series(1, 5)") == 5);
    CHECK(updated("UPDATE t SET a = a + 1 WHERE a > 3") == 2);
    CHECK(updated("SELECT * FROM t") == 0);
    auto const returned = db.run("INSERT INTO t VALUES (9) RETURNING a").value();
    CHECK(returned.records.at(0).at(0).long_value == 9);
    CHECK(returned.generated_fields.empty());
    CHECK(updated("DELETE FROM t") == 6);
    auto request = db.statement("SELECT 1 AS n, 1.50 AS d, 'x' AS t, NULL AS nothing, '[1]'::jsonb "
                                "AS j, ARRAY[1,2] AS a");
    request.format_records_as.emplace(api::records_format_type::json);
    request.include_result_metadata = true;
    auto const json = db.run(request).value();
    CHECK(json.formatted_records ==
          R"([{"n":1,"d":1.50,"t":"x","nothing":null,"j":"[1]","a":[1,2]}])");
    CHECK(json.records.empty());
    CHECK(json.column_metadata.empty());
}

TEST_CASE("rds data: a JSON result has the limit of any other, and its text may be longer") {
    local_database const db;
    auto const ask = [&](char const* sql) {
        auto request = db.statement(sql);
        request.format_records_as.emplace(api::records_format_type::json);
        return db.run(request);
    };
    // Each row is 2 bytes, 4 for the column and its text; as JSON a newline is "\n".
    auto const small = ask("SELECT repeat(E'\\n', 32000) AS t FROM generate_series(1, 32)");
    REQUIRE(small.has_value());
    CHECK(small->formatted_records.value().size() > (1u << 20));
    for (char const* const sql :
         {"SELECT repeat('x', 32768) AS t FROM generate_series(1, 32)",
          "SELECT repeat(E'\\n', 32768) AS t FROM generate_series(1, 32)"}) {
        auto const large = ask(sql);
        REQUIRE(large.has_error());
        CHECK(large.error().code == api::errc::unsupported_result_exception);
        CHECK(large.error().message == "The result exceeds the size limit 1 MB.");
    }
}
