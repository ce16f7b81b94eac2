// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/mysql/types.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

namespace {

using namespace skiff::local::rds_data::mysql;

TEST_CASE("mysql types: columns are described as JDBC's driver does") {
    struct {
        column_type type;
        char const* name;
        int jdbc;
        int precision;
        int scale;
        bool is_signed;
        bool is_case_sensitive;
    } const cases[] = {
        {{wire_type::tiny, 1}, "BIT", -7, 1, 0, false, false},
        {{wire_type::tiny, 1, 0, true}, "TINYINT UNSIGNED", -6, 1, 0, false, false},
        {{wire_type::tiny, 4}, "TINYINT", -6, 4, 0, true, false},
        {{wire_type::small, 5, 0, true}, "SMALLINT UNSIGNED", 5, 5, 0, false, false},
        {{wire_type::medium, 9}, "MEDIUMINT", 4, 9, 0, true, false},
        {{wire_type::integer, 11}, "INT", 4, 11, 0, true, false},
        {{wire_type::integer, 10, 0, true}, "INT UNSIGNED", 4, 10, 0, false, false},
        {{wire_type::big, 20}, "BIGINT", -5, 20, 0, true, false},
        {{wire_type::big, 20, 0, true}, "BIGINT UNSIGNED", -5, 20, 0, false, false},
        {{wire_type::single_real, 12, 31}, "FLOAT", 7, 12, 31, true, false},
        {{wire_type::double_real, 22, 31}, "DOUBLE", 8, 22, 31, true, false},
        {{wire_type::decimal, 12, 4}, "DECIMAL", 3, 10, 4, true, false},
        {{wire_type::decimal, 6, 0}, "DECIMAL", 3, 5, 0, true, false},
        {{wire_type::decimal, 13, 2, true}, "DECIMAL UNSIGNED", 3, 12, 2, false, false},
        {{wire_type::var_string, 400}, "VARCHAR", 12, 100, 0, false, false},
        {{wire_type::var_string, 20, 0, false, true}, "VARBINARY", -3, 20, 0, false, true},
        {{wire_type::string, 40}, "CHAR", 1, 10, 0, false, false},
        {{wire_type::string, 16, 0, false, true}, "BINARY", -2, 16, 0, false, true},
        {{wire_type::blob, 1020}, "TINYTEXT", 12, 255, 0, false, false},
        {{wire_type::blob, 262140}, "TEXT", -1, 65535, 0, false, false},
        {{wire_type::blob, 67108860}, "MEDIUMTEXT", -1, 16777215, 0, false, false},
        {{wire_type::blob, 4294967295}, "LONGTEXT", -1, 1073741823, 0, false, false},
        {{wire_type::blob, 255, 0, false, true}, "TINYBLOB", -3, 255, 0, false, true},
        {{wire_type::blob, 65535, 0, false, true}, "BLOB", -4, 65535, 0, false, true},
        {{wire_type::blob, 16777215, 0, false, true}, "MEDIUMBLOB", -4, 16777215, 0, false, true},
        {{wire_type::blob, 4294967295, 0, false, true}, "LONGBLOB", -4, 2147483647, 0, false, true},
        {{wire_type::blob, 4294967295, 0, false, false, true},
         "JSON",
         -1,
         1073741823,
         0,
         false,
         false},
        {{wire_type::date, 10, 0, false, true}, "DATE", 91, 10, 0, false, false},
        {{wire_type::time, 10, 0, false, true}, "TIME", 92, 10, 0, false, false},
        {{wire_type::datetime, 26, 6, false, true}, "DATETIME", 93, 26, 0, false, false},
        {{wire_type::timestamp, 19, 0, false, true}, "TIMESTAMP", 93, 19, 0, false, false},
        {{wire_type::year, 4, 0, true, true}, "YEAR", 91, 4, 0, false, false},
        {{wire_type::bit, 1, 0, true, true}, "BIT", -7, 1, 0, false, false},
        {{wire_type::bit, 8, 0, true, true}, "BIT", -7, 8, 0, false, true},
        {{wire_type::geometry, 4294967295, 0, false, true},
         "GEOMETRY",
         -2,
         2147483647,
         0,
         false,
         true},
        {{wire_type::null, 0, 0, false, true}, "NULL", 0, 0, 0, false, false},
    };
    for (auto const& one : cases) {
        INFO(one.name << " of " << one.type.length);
        type_description const given = describe(one.type);
        CHECK(given.name == one.name);
        CHECK(given.jdbc == one.jdbc);
        CHECK(given.precision == one.precision);
        CHECK(given.scale == one.scale);
        CHECK(given.is_signed == one.is_signed);
        CHECK(given.is_case_sensitive == one.is_case_sensitive);
    }
}

TEST_CASE("mysql types: booleans are TINYINT(1) and BIT(1), bytes are what has no characters") {
    CHECK(shape_of({wire_type::tiny, 1}) == shape::boolean);
    CHECK(shape_of({wire_type::bit, 1, 0, true, true}) == shape::boolean);
    CHECK(shape_of({wire_type::tiny, 1, 0, true}) == shape::integer);
    CHECK(shape_of({wire_type::tiny, 4}) == shape::integer);
    CHECK(shape_of({wire_type::bit, 8, 0, true, true}) == shape::bytes);
    CHECK(shape_of({wire_type::decimal, 12, 4}) == shape::text);
    CHECK(shape_of({wire_type::year, 4}) == shape::year);
    CHECK(shape_of({wire_type::string, 40}) == shape::text);
    CHECK(shape_of({wire_type::string, 40, 0, false, true}) == shape::bytes);
    CHECK(shape_of({wire_type::blob, 255, 0, false, true}) == shape::bytes);
}

TEST_CASE("mysql types: fractions of seconds have no, three or six digits") {
    moment when{.year = 2026, .month = 1, .day = 31, .hour = 12, .minute = 5, .second = 9};
    CHECK(to_text(shape::datetime, when) == "2026-01-31 12:05:09");
    CHECK(to_text(shape::date, when) == "2026-01-31");
    when.microsecond = 500000;
    CHECK(to_text(shape::datetime, when) == "2026-01-31 12:05:09.500");
    when.microsecond = 42;
    CHECK(to_text(shape::time, when) == "12:05:09.000042");
    moment const longest{.hour = 838, .minute = 59, .second = 59, .negative = true};
    CHECK(to_text(shape::time, longest) == "-838:59:59");
    CHECK(to_text(shape::datetime, {}) == "0000-00-00 00:00:00");
}

TEST_CASE("mysql types: the texts of hints are read whole or not at all") {
    using hint = skiff::rds_data::type_hint;
    struct {
        hint what;
        char const* text;
        char const* read; ///< Null: refused.
    } const cases[] = {
        {hint::date, "2024-02-29", "2024-02-29"},
        {hint::date, "2024-2-29", nullptr},
        {hint::date, "2024-02-29 ", nullptr},
        {hint::date, "2024-02-29' OR '1", nullptr},
        {hint::date, "", nullptr},
        {hint::time, "10:11:12", "10:11:12"},
        {hint::time, "-10:11:12.5", "-10:11:12.500"},
        {hint::time, "838:59:59.000001", "838:59:59.000001"},
        {hint::time, "10:11", nullptr},
        {hint::time, "10:11:12.", nullptr},
        {hint::timestamp, "2024-01-02 10:11:12", "2024-01-02 10:11:12"},
        {hint::timestamp, "2024-01-02T10:11:12.25", "2024-01-02 10:11:12.250"},
        {hint::timestamp, "2024-01-02 10:11:12.123456789", "2024-01-02 10:11:12.123456"},
        {hint::timestamp, "2024-01-02", nullptr},
        {hint::timestamp, "2024-01-02 10:11:12Z", nullptr},
    };
    for (auto const& one : cases) {
        INFO(one.text);
        auto const when = parse_moment(one.what, one.text);
        CHECK(when.has_value() == (one.read != nullptr));
        shape const what = one.what == hint::date   ? shape::date
                           : one.what == hint::time ? shape::time
                                                    : shape::datetime;
        if (when && one.read)
            CHECK(to_text(what, *when) == one.read);
    }
}

TEST_CASE("mysql types: decimals are whole numbers, fractions and powers, nothing else") {
    for (char const* const good : {"0", "-12.50", "+1", ".5", "5.", "1e3", "1.5E-7"})
        CHECK(is_decimal(good));
    for (char const* const bad : {"", "-", ".", "1e", "abc", "1 ", " 1", "1,5", "0x10", "NaN"})
        CHECK_FALSE(is_decimal(bad));
}

TEST_CASE("mysql types: single-precision numbers keep their digits") {
    CHECK(widen(3.14f) == 3.14);
    CHECK(widen(0.1f) == 0.1);
    CHECK(widen(-1.5e30f) == -1.5e30);
    CHECK(widen(0) == 0);
}

} // namespace
