// SPDX-License-Identifier: Apache-2.0
// Parameters, secrets, fields and answers: what needs no database.
#include "local/rds_data/answer.hpp"
#include "local/rds_data/parameters.hpp"
#include "local/rds_data/postgresql/array.hpp"
#include "local/rds_data/postgresql/connection.hpp"
#include "local/rds_data/postgresql/postgresql_backend.hpp"
#include "local/rds_data/postgresql/types.hpp"
#include "local/rds_data/secret.hpp"

#include "support/catch.hpp"

#include <limits>
#include <map>

using namespace skiff::local::rds_data;
using skiff::local::rds_data::postgresql::type_info;
namespace pg = skiff::local::rds_data::postgresql;

namespace {

api::sql_parameter parameter(std::string name, api::field value, std::string_view hint = {}) {
    api::sql_parameter out{.name = std::move(name), .value = std::move(value)};
    if (!hint.empty())
        out.type_hint.emplace(hint);
    return out;
}

std::string text_of(type_info const& type, std::string_view text) {
    auto const made = pg::to_field(type, text);
    return made ? made->string_value.value_or("another kind") : made.error().aws_code;
}

type_info const& builtin(pg::type_id id) {
    return *pg::find_builtin(id);
}

} // namespace

TEST_CASE("local rds data: parameters that are refused") {
    named_sql const sql = parse_named_sql("SELECT :a", dialect::postgresql);
    struct {
        std::vector<api::sql_parameter> given;
        char const* code;
        char const* message;
    } const cases[] = {
        {{}, "BadRequestException", "Cannot find parameter: a"},
        {{parameter("b", {.long_value = 1})}, "BadRequestException", "Cannot find parameter: a"},
        {{parameter("", {.long_value = 1})}, "BadRequestException", "A parameter has no name."},
        {{parameter("a", {.long_value = 1}), parameter("a", {.long_value = 1})},
         "BadRequestException",
         "Parameter a is given twice."},
        {{parameter("a", {})},
         "BadRequestException",
         "Parameter a must have a value of exactly one type."},
        {{parameter("a", {.long_value = 1, .string_value = "x"})},
         "BadRequestException",
         "Parameter a must have a value of exactly one type."},
        {{parameter("a", {.is_null = false})},
         "BadRequestException",
         "Parameter a has isNull with the value false."},
        {{parameter("a", {.array_value = api::array_value{}})},
         "BadRequestException",
         "Array parameters are not supported."},
        {{parameter("a", {.long_value = 1}, "DATE")},
         "BadRequestException",
         "Parameter a: typeHint DATE needs a stringValue."},
        {{parameter("a", {.string_value = "x"}, "TEXT")},
         "ValidationException",
         "1 validation error detected: Value 'TEXT' at 'typeHint' failed to satisfy constraint: "
         "Member must satisfy enum value set: [JSON, UUID, TIMESTAMP, DATE, TIME, DECIMAL]"},
    };
    for (auto const& one : cases) {
        auto const got = bind(sql, one.given);
        REQUIRE(got.has_error());
        CHECK(got.error().aws_code == one.code);
        CHECK(got.error().message == one.message);
    }
}

TEST_CASE("local rds data: parameters go by name, and unused ones are passed over") {
    named_sql const sql = parse_named_sql("SELECT :b, :a, :b", dialect::postgresql);
    auto const got = bind(sql, {parameter("a", {.string_value = "x"}, "UUID"),
                                parameter("c", {.boolean_value = true}),
                                parameter("b", {.is_null = true}, "DATE")})
                         .value();
    REQUIRE(got.size() == 2);
    CHECK(std::holds_alternative<std::monostate>(got[0].what));
    CHECK(got[0].hint == api::type_hint::date);
    CHECK(std::get<std::string>(got[1].what) == "x");
    CHECK(got[1].hint == api::type_hint::uuid);
}

TEST_CASE("local rds data: logins in secrets") {
    struct {
        char const* text;
        char const* message; ///< Null: accepted.
    } const cases[] = {
        {R"({"username":"u","password":"p"})", nullptr},
        {R"({"username":"u","password":"p","engine":"postgres","host":"h","port":5432,"dbname":"d",
             "dbClusterIdentifier":"c"})",
         nullptr},
        {R"({"username":"u","password":"p","engine":"mysql"})",
         "The secret is for another database engine than the cluster's."},
        {R"({"username":"u"})", "The secret has no password."},
        {R"({"username":"u","password":""})", "The secret has no password."},
        {R"({"username":7,"password":"p"})", "The secret has no username."},
        {R"({"password":"p"})", "The secret has no username."},
        {R"({"username":"a\u0000b","password":"p"})",
         "The secret's username or password cannot be used."},
        {"hunter2", "The secret is not a JSON object with username and password."},
        {R"(["u","p"])", "The secret is not a JSON object with username and password."},
        {R"({"username":"u","password":"p"} x)",
         "The secret is not a JSON object with username and password."},
        {"", "The secret is not a JSON object with username and password."},
    };
    for (auto const& one : cases) {
        INFO(one.text);
        auto const got = parse_secret(one.text, dialect::postgresql);
        REQUIRE(got.has_value() == (one.message == nullptr));
        if (got) {
            CHECK(got->user == "u");
            CHECK(got->password == "p");
        } else {
            CHECK(got.error().aws_code == "InvalidSecretException");
            CHECK(got.error().message == one.message);
        }
    }
}

TEST_CASE("local rds data: reserved names cannot log in") {
    for (char const* const one : {"skiff", "postgres", "rdsadmin", "rds_superuser", "pg_monitor"})
        CHECK_FALSE(pg::may_log_in(one));
    CHECK(pg::may_log_in("docexampleadmin"));
}

TEST_CASE("local rds data: dates and times are written as the service does") {
    struct {
        pg::type_id type;
        char const* text;
        char const* field;
    } const cases[] = {
        {1082, "2026-01-31", "2026-01-31"},
        {1082, "infinity", "InternalFailure"},
        {1083, "12:00:00", "12:00:00"},
        {1083, "12:00:00.5", "12:00:00.500"},
        {1083, "12:00:00.123456", "12:00:00.123456"},
        {1114, "2026-01-31 12:00:00.123", "2026-01-31 12:00:00.123"},
        {1114, "2026-01-31 12:00:00.1234", "2026-01-31 12:00:00.123400"},
        {1114, "0044-03-15 12:00:00.25 BC", "0044-03-15 12:00:00.250 BC"},
        {1114, "-infinity", "InternalFailure"},
        {1184, "2026-01-31 12:00:00+00", "2026-01-31 12:00:00"},
        {1184, "2026-01-01 00:30:00.5+02", "2025-12-31 22:30:00.500"},
        {1184, "2026-02-28 23:59:59.999999-00:30", "2026-03-01 00:29:59.999999"},
        {1184, "1880-01-01 00:00:00+00:53:28", "1879-12-31 23:06:32"},
        {1184, "infinity", "InternalFailure"},
        {1186, "1 day", "UnsupportedResultException"},
        {1266, "12:00:00+02", "UnsupportedResultException"},
    };
    for (auto const& one : cases) {
        INFO(one.text);
        CHECK(text_of(builtin(one.type), one.text) == one.field);
    }
}

TEST_CASE("local rds data: fields of PostgreSQL's types") {
    CHECK(pg::to_field(builtin(16), "t")->boolean_value == true);
    CHECK(pg::to_field(builtin(20), "-9223372036854775808")->long_value ==
          std::numeric_limits<std::int64_t>::min());
    CHECK(pg::to_field(builtin(701), "0.1")->double_value == 0.1);
    CHECK(pg::to_field(builtin(701), "NaN").error().message ==
          "NaN and Infinity values are not supported");
    CHECK(text_of(builtin(1700), "12345678901234567890.0100") == "12345678901234567890.0100");
    CHECK(pg::to_field(builtin(17), "\\x00ff10")->blob_value->bytes ==
          std::string("\0\xFF\x10", 3));
    CHECK(pg::to_field(builtin(17), "a\\\\b\\000\\377")->blob_value->bytes ==
          std::string("a\\b\0\xFF", 5));
    CHECK(pg::to_field(builtin(1007), "{1,NULL,-3}")->array_value->long_values ==
          std::vector<std::optional<std::int64_t>>{1, std::nullopt, -3});
    CHECK(pg::to_field(builtin(1000), "{}")->array_value->boolean_values->empty());
    CHECK(pg::to_field(builtin(1185), "{\"2026-01-01 00:30:00+02\"}")->array_value->string_values ==
          std::vector<std::optional<std::string>>{"2025-12-31 22:30:00"});
    CHECK(pg::to_field(builtin(1007), "{{1,2},{3,4}}").error().message ==
          "The result contains a multidimensional array.");
    CHECK(pg::to_field(builtin(18), "r").error().message ==
          "The result contains the unsupported data type \"CHAR\".");
    auto const mood = pg::make_catalog_type(90000, "mood", 'e', 'E');
    CHECK(text_of(mood, "happy") == "happy");
    CHECK(pg::make_catalog_array(90001, "_mood", mood).becomes == pg::shape::array);
    auto const box = pg::make_catalog_type(90002, "geometry", 'b', 'U');
    CHECK(pg::to_field(box, "x").error().message ==
          "The result contains the unsupported data type geometry.");
}

TEST_CASE("local rds data: arrays in text") {
    using elements = std::vector<std::optional<std::string>>;
    CHECK(pg::parse_array("{}") == elements{});
    CHECK(pg::parse_array("{a,NULL,\"NULL\",\"a \\\"b\\\\c\",\"\"}") ==
          elements{"a", std::nullopt, "NULL", "a \"b\\c", ""});
    CHECK(pg::parse_array("[0:1]={1,2}") == elements{"1", "2"});
    for (char const* const one : {"", "{", "x", "{\"a", "{{1}}", "[0:1]", "{\"a\\"})
        CHECK_FALSE(pg::parse_array(one));
}

TEST_CASE("local rds data: sizes are those of the JDBC driver") {
    struct {
        pg::type_id type;
        int modifier;
        int precision;
        int scale;
    } const cases[] = {{23, -1, 10, 0},
                       {1043, 45 + 4, 45, 0},
                       {25, -1, std::numeric_limits<std::int32_t>::max(), 0},
                       {1700, (10 << 16) + 2 + 4, 10, 2},
                       {1700, -1, 0, 0},
                       {1082, -1, 13, 0},
                       {1083, -1, 15, 6},
                       {1114, -1, 29, 6},
                       {1184, -1, 35, 6},
                       {1114, 3, 26, 3},
                       {16, -1, 1, 0}};
    for (auto const& one : cases) {
        INFO(one.type);
        auto const got = pg::size_of(one.type, one.modifier);
        CHECK(got.precision == one.precision);
        CHECK(got.scale == one.scale);
    }
}

TEST_CASE("local rds data: connection strings quote what needs it") {
    CHECK(pg::to_connection_string({{"host", "/tmp/x"}, {"user", "o'n\\e il"}, {"dbname", ""}}) ==
          "host=/tmp/x user='o\\'n\\\\e il' dbname=''");
    auto const back = pg::parse_connection_string("host=/tmp/x user='o\\'n\\\\e il'");
    CHECK(std::map<std::string, std::string>(back.begin(), back.end()) ==
          std::map<std::string, std::string>{{"host", "/tmp/x"}, {"user", "o'n\\e il"}});
    CHECK_THROWS_AS(pg::parse_connection_string("host"), skiff::service_error);
}

TEST_CASE("local rds data: answers in the form that was asked for") {
    auto const make = [] {
        outcome out;
        out.has_rows = true;
        out.columns = {{.type = -5, .label = "n"},
                       {.type = 2, .label = "d"},
                       {.type = 12, .label = "t"},
                       {.type = 2003, .label = "a"},
                       {.type = -2, .label = "b"}};
        api::array_value list;
        list.string_values = {{"x", std::nullopt}};
        out.rows = {{{.long_value = 7},
                     {.string_value = "1.50"},
                     {.string_value = "q\""},
                     {.array_value = list},
                     {.blob_value = skiff::binary{"hi"}}},
                    {{.is_null = true},
                     {.string_value = "42"},
                     {.is_null = true},
                     {.is_null = true},
                     {.is_null = true}}};
        return out;
    };
    api::execute_statement_request in;
    auto const plain = make_answer(make(), in).value();
    CHECK(plain.records.size() == 2);
    CHECK(plain.column_metadata.empty());
    CHECK(plain.records[0][1].string_value == "1.50");
    CHECK(plain.number_of_records_updated == 0);

    in.include_result_metadata = true;
    in.result_set_options.emplace();
    in.result_set_options->decimal_return_type.emplace(api::decimal_return_type::double_or_long);
    in.result_set_options->long_return_type.emplace(api::long_return_type::string);
    auto const numbers = make_answer(make(), in).value();
    CHECK(numbers.column_metadata.size() == 5);
    CHECK(numbers.records[0][0].string_value == "7");
    CHECK(numbers.records[0][1].double_value == 1.5);
    CHECK(numbers.records[1][0].is_null == true);
    CHECK(numbers.records[1][1].long_value == 42);

    in.format_records_as.emplace(api::records_format_type::json);
    auto const json = make_answer(make(), in).value();
    CHECK(json.records.empty());
    CHECK(json.column_metadata.empty());
    CHECK(json.formatted_records == R"([{"n":7,"d":1.50,"t":"q\"","a":["x",null],"b":"aGk="},)"
                                    R"({"n":null,"d":42,"t":null,"a":null,"b":null}])");
}
