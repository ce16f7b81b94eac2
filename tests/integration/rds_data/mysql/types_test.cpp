// SPDX-License-Identifier: Apache-2.0
#include "mysql_database.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

namespace {

using namespace skiff_tests;

/// "l:7", "s:text", "null": a field in one word.
std::string show(api::field const& value) {
    if (value.is_null)
        return "null";
    if (value.boolean_value)
        return *value.boolean_value ? "b:true" : "b:false";
    if (value.long_value)
        return "l:" + std::to_string(*value.long_value);
    if (value.double_value)
        return "d:" + std::to_string(*value.double_value);
    if (value.string_value)
        return "s:" + *value.string_value;
    return "x:" + value.blob_value.value().bytes;
}

struct column_case {
    char const* declared;
    char const* literal;
    char const* shown;
    char const* type_name;
    int type;
};

std::string bytes_shown(std::string bytes) {
    return "x:" + bytes;
}

TEST_CASE("mysql: each column type has its field, type name and java.sql.Types number") {
    column_case const cases[] = {
        {"TINYINT", "-128", "l:-128", "TINYINT", -6},
        {"TINYINT UNSIGNED", "255", "l:255", "TINYINT UNSIGNED", -6},
        {"BOOLEAN", "TRUE", "b:true", "BIT", -7},
        {"TINYINT(1)", "0", "b:false", "BIT", -7},
        {"BIT(1)", "b'1'", "b:true", "BIT", -7},
        {"SMALLINT", "-32768", "l:-32768", "SMALLINT", 5},
        {"SMALLINT UNSIGNED", "65535", "l:65535", "SMALLINT UNSIGNED", 5},
        {"MEDIUMINT", "-8388608", "l:-8388608", "MEDIUMINT", 4},
        {"MEDIUMINT UNSIGNED", "16777215", "l:16777215", "MEDIUMINT UNSIGNED", 4},
        {"INT", "-2147483648", "l:-2147483648", "INT", 4},
        {"INT UNSIGNED", "4294967295", "l:4294967295", "INT UNSIGNED", 4},
        {"BIGINT", "-9223372036854775808", "l:-9223372036854775808", "BIGINT", -5},
        {"BIGINT UNSIGNED", "9223372036854775807", "l:9223372036854775807", "BIGINT UNSIGNED", -5},
        {"BIGINT UNSIGNED", "18446744073709551615", "s:18446744073709551615", "BIGINT UNSIGNED",
         -5},
        {"FLOAT", "3.25", "d:3.250000", "FLOAT", 7},
        {"DOUBLE", "-2.5", "d:-2.500000", "DOUBLE", 8},
        {"DECIMAL(38,10)", "1234567890123456789012345678.0123456789",
         "s:1234567890123456789012345678.0123456789", "DECIMAL", 3},
        {"DECIMAL(10,4) UNSIGNED", "1.5", "s:1.5000", "DECIMAL UNSIGNED", 3},
        {"VARCHAR(255)", "'h\u00fc \U0001F30D'", "s:h\u00fc \U0001F30D", "VARCHAR", 12},
        {"VARCHAR(255)", "''", "s:", "VARCHAR", 12},
        {"CHAR(10)", "'CHAR'", "s:CHAR", "CHAR", 1},
        {"TINYTEXT", "'t'", "s:t", "TINYTEXT", 12},
        {"TEXT", "'t'", "s:t", "TEXT", -1},
        {"MEDIUMTEXT", "'t'", "s:t", "MEDIUMTEXT", -1},
        {"LONGTEXT", "'t'", "s:t", "LONGTEXT", -1},
        {"ENUM('a','b')", "'b'", "s:b", "CHAR", 1},
        {"SET('a','b')", "'a,b'", "s:a,b", "CHAR", 1},
        {"JSON", "'{\"a\": [1, null]}'", "s:{\"a\": [1, null]}", "JSON", -1},
        {"VARBINARY(20)", "'ab'", "x:ab", "VARBINARY", -3},
        {"BINARY(2)", "'ab'", "x:ab", "BINARY", -2},
        {"TINYBLOB", "'ab'", "x:ab", "TINYBLOB", -3},
        {"BLOB", "''", "x:", "BLOB", -4},
        {"MEDIUMBLOB", "'ab'", "x:ab", "MEDIUMBLOB", -4},
        {"LONGBLOB", "'ab'", "x:ab", "LONGBLOB", -4},
        {"BIT(8)", "b'01000001'", "x:A", "BIT", -7},
        {"DATE", "'2024-02-29'", "s:2024-02-29", "DATE", 91},
        {"TIME", "'-838:59:59'", "s:-838:59:59", "TIME", 92},
        {"TIME(3)", "'10:11:12.5'", "s:10:11:12.500", "TIME", 92},
        {"DATETIME", "'2024-12-25 14:30:45'", "s:2024-12-25 14:30:45", "DATETIME", 93},
        {"DATETIME(6)", "'2024-12-25 14:30:45.000001'", "s:2024-12-25 14:30:45.000001", "DATETIME",
         93},
        {"TIMESTAMP NULL", "'2024-12-25 14:30:45'", "s:2024-12-25 14:30:45", "TIMESTAMP", 93},
        {"YEAR", "2024", "s:2024", "YEAR", 91},
        {"POINT", "NULL", "null", "GEOMETRY", -2},
    };
    auto& db = fresh_app();
    std::string columns;
    std::string values;
    int number = 0;
    for (column_case const& one : cases) {
        std::string const comma = number == 0 ? "" : ", ";
        columns += comma + "c" + std::to_string(number++) + " " + one.declared;
        values += comma + one.literal;
    }
    db.in_app("CREATE TABLE t (" + columns + ")").value();
    db.in_app("INSERT INTO t VALUES (" + values + ")").value();
    auto request = db.statement("SELECT * FROM t");
    request.database = "app";
    request.include_result_metadata = true;
    auto const answer = db.run(request).value();
    REQUIRE(answer.records.size() == 1);
    for (std::size_t i = 0; i < std::size(cases); ++i) {
        INFO(cases[i].declared << " " << cases[i].literal);
        CHECK(show(answer.records[0][i]) == cases[i].shown);
        auto const& about = answer.column_metadata[i];
        CHECK(about.type_name == cases[i].type_name);
        CHECK(about.type == cases[i].type);
        CHECK(about.table_name == "t");
        CHECK(about.schema_name == "");
        CHECK(about.nullable == 1);
    }
}

TEST_CASE("mysql: metadata tell names from labels, keys and what may be NULL") {
    auto& db = fresh_app();
    db.in_app("CREATE TABLE t (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, "
              "name VARCHAR(100) NOT NULL, price DECIMAL(10,4))")
        .value();
    auto request = db.statement("SELECT id AS key_of, name, price, price * 2 AS twice FROM t AS x");
    request.database = "app";
    request.include_result_metadata = true;
    auto const about = db.run(request).value().column_metadata;
    REQUIRE(about.size() == 4);
    CHECK(about[0].label == "key_of");
    CHECK(about[0].name == "id");
    CHECK(about[0].table_name == "t");
    CHECK(about[0].is_auto_increment == true);
    CHECK(about[0].is_signed == false);
    CHECK(about[0].nullable == 0);
    CHECK(about[0].precision == 10);
    CHECK(about[0].is_case_sensitive == false);
    CHECK(about[0].is_currency == false);
    CHECK(about[0].array_base_column_type == 0);
    CHECK(about[1].precision == 100);
    CHECK(about[1].is_auto_increment == false);
    CHECK(about[2].precision == 10);
    CHECK(about[2].scale == 4);
    CHECK(about[2].is_signed == true);
    CHECK(about[3].label == "twice");
    CHECK(about[3].table_name == "");
}

TEST_CASE("mysql: parameters arrive as what they are") {
    auto& db = fresh_app();
    using hint = api::type_hint;
    std::string const zeroes("\0'\\\"`", 5);
    CHECK(show(db.one("SELECT :p", {text("p", "h\u00fc' OR 1=1 -- \U0001F30D")})) ==
          "s:h\u00fc' OR 1=1 -- \U0001F30D");
    CHECK(show(db.one("SELECT :p", {text("p", zeroes)})) == "s:" + zeroes);
    CHECK(show(db.one("SELECT :p", {bytes("p", zeroes)})) == bytes_shown(zeroes));
    CHECK(show(db.one("SELECT :p", {bytes("p", "")})) == "x:");
    CHECK(show(db.one("SELECT :p", {number("p", -9223372036854775807)})) ==
          "l:-9223372036854775807");
    CHECK(show(db.one("SELECT :p", {real("p", 1.5e300)})) == "d:" + std::to_string(1.5e300));
    CHECK(show(db.one("SELECT :p + 1", {flag("p", true)})) == "l:2");
    CHECK(show(db.one("SELECT :p", {null("p")})) == "null");
    CHECK(show(db.one("SELECT CONCAT(:a, :b, :a)", {text("a", "x"), text("b", "y")})) == "s:xyx");
    CHECK(show(db.one("SELECT :p", {text("p", "2024-02-29", hint::date)})) == "s:2024-02-29");
    CHECK(show(db.one("SELECT :p", {text("p", "10:11:12.5", hint::time)})) == "s:10:11:12.500");
    CHECK(show(db.one("SELECT :p", {text("p", "2024-02-29 10:11:12", hint::timestamp)})) ==
          "s:2024-02-29 10:11:12");
    CHECK(show(db.one("SELECT :p + 1", {text("p", "99999999999999999999.5", hint::decimal)})) ==
          "s:100000000000000000000.5");
    CHECK(show(db.one("SELECT JSON_EXTRACT(:p, '$.a')", {text("p", "{\"a\": 7}", hint::json)})) ==
          "s:7");
    CHECK(show(db.one("SELECT :p",
                      {text("p", "9b2c3a4e-0000-4000-8000-000000000000", hint::uuid)})) ==
          "s:9b2c3a4e-0000-4000-8000-000000000000");
    CHECK(show(db.one("SELECT :p", {null("p", hint::timestamp)})) == "null");
}

TEST_CASE("mysql: a text that has not the form of its hint is refused") {
    auto& db = fresh_app();
    using hint = api::type_hint;
    struct {
        hint what;
        char const* given;
        char const* message;
    } const cases[] = {
        {hint::date, "29.2.2024",
         "Incorrect DATE value: '29.2.2024'; Error code: 1292; SQLState: 22007"},
        {hint::time, "noon", "Incorrect TIME value: 'noon'; Error code: 1292; SQLState: 22007"},
        {hint::timestamp, "now",
         "Incorrect DATETIME value: 'now'; Error code: 1292; SQLState: 22007"},
        {hint::decimal, "1,5", "Incorrect DECIMAL value: '1,5'; Error code: 1292; SQLState: 22007"},
    };
    for (auto const& one : cases) {
        auto const answer = db.run("SELECT :p", {text("p", one.given, one.what)});
        REQUIRE_FALSE(answer.has_value());
        CHECK(answer.error().aws_code == "DatabaseErrorException");
        CHECK(answer.error().message == one.message);
    }
}

} // namespace
