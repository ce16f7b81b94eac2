// SPDX-License-Identifier: Apache-2.0
#include <skiff/rds_data/errors.hpp>
#include <skiff/rds_data/parameters.hpp>
#include <skiff/rds_data/sql_error.hpp>

#include "support/catch.hpp"

using namespace skiff::rds_data;

namespace {

skiff::error failure(errc code, std::string message) {
    skiff::error out;
    out.code = code;
    out.message = std::move(message);
    return out;
}

} // namespace

TEST_CASE("sql_error: is read from the service's message") {
    struct {
        char const* message;
        std::optional<std::string> state;
        sql_error what;
    } const cases[] = {
        {"ERROR: duplicate key value violates unique constraint \"t_pkey\"\n"
         "  Detail: Key (id)=(1) already exists.; SQLState: 23505",
         "23505", sql_error::unique_violation},
        {"ERROR: x; SQLState: 23503", "23503", sql_error::foreign_key_violation},
        {"ERROR: x; SQLState: 23502", "23502", sql_error::not_null_violation},
        {"ERROR: x; SQLState: 23514", "23514", sql_error::check_violation},
        {"ERROR: x; SQLState: 23P01", "23P01", sql_error::exclusion_violation},
        {"ERROR: x; SQLState: 22P02", "22P02", sql_error::invalid_value},
        {"ERROR: x; SQLState: 22001", "22001", sql_error::value_too_long},
        {"ERROR: syntax error at or near \"x\"\n  Position: 1; SQLState: 42601", "42601",
         sql_error::syntax},
        {"ERROR: x; SQLState: 42P01", "42P01", sql_error::undefined_table},
        {"FATAL: database \"x\" does not exist; SQLState: 3D000", "3D000",
         sql_error::undefined_database},
        {"Unknown database 'x'; Error code: 1049; SQLState: 42000", "42000",
         sql_error::undefined_database},
        {"SELECT command denied; Error code: 1142; SQLState: 42000", "42000",
         sql_error::permission_denied},
        {"You have an error in '; Error code: 1062'; Error code: 1064; SQLState: 42000", "42000",
         sql_error::syntax},
        {"x; Error code: 9999; SQLState: 42S02", "42S02", sql_error::undefined_table},
        {"ERROR: x; SQLState: 40001", "40001", sql_error::serialization_failure},
        {"ERROR: x; SQLState: 40P01", "40P01", sql_error::deadlock},
        {"ERROR: x; SQLState: 25P02", "25P02", sql_error::transaction_aborted},
        {"ERROR: x; SQLState: 0A000", "0A000", sql_error::unknown},
        {"ERROR: value 'SQLState: 23505'; SQLState: 22P02", "22P02", sql_error::invalid_value},
        {"ERROR: x; SQLState: 2350", std::nullopt, sql_error::unknown},
        {"ERROR: x", std::nullopt, sql_error::unknown},
        {"Duplicate entry '1' for key 'PRIMARY'; SQLState: 23000", "23000",
         sql_error::unique_violation},
        {"Column 'a' cannot be null; SQLState: 23000", "23000", sql_error::not_null_violation},
        {"x; SQLState: 23000", "23000", sql_error::integrity_violation},
        {"Database error code: 1062. Message: Duplicate entry '1' for key 'PRIMARY'", "23000",
         sql_error::unique_violation},
        {"Database error code: 1213. Message: Deadlock found", "40001", sql_error::deadlock},
        {"Database error code: 9999. Message: x", std::nullopt, sql_error::unknown},
    };
    for (auto const& c : cases)
        for (auto const code : {errc::database_error_exception, errc::bad_request_exception}) {
            INFO(c.message);
            auto const e = failure(code, c.message);
            CHECK(sql_state(e) == c.state);
            CHECK(sql_error_of(e) == c.what);
        }
    auto const other = failure(errc::forbidden_exception, "x; SQLState: 23505");
    CHECK_FALSE(sql_state(other).has_value());
    CHECK(sql_error_of(other) == sql_error::unknown);
}

TEST_CASE("parameters: names are checked against the statement") {
    auto const check = [](parameters const& values, std::string_view sql) {
        std::string out;
        return values.append_to(out, sql);
    };
    CHECK(check({{"a", 1}}, ":a").empty());
    CHECK(check({{"a", 1}, {"b_2", 2}}, "x=:a,y=:b_2::int").empty());
    CHECK(check({{":a", 1}}, ":a") == "parameter ':a': give the name without its colon");
    CHECK(check({{"", 1}}, ":a").find("a name is letters") != std::string::npos);
    CHECK(check({{"a b", 1}}, ":a b").find("a name is letters") != std::string::npos);
    CHECK(check({{"1a", 1}}, ":1a").find("a name is letters") != std::string::npos);
    CHECK(check({{"a", 1}, {"a", 2}}, ":a") == "parameter 'a' is given twice");
    for (auto const* sql : {":ab", "a", "x::a", "", ":b"})
        CHECK(check({{"a", 1}}, sql) == "the statement has no parameter :a");
}
