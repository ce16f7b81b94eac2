// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/named_sql.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

namespace {

using skiff::local::rds_data::dialect;
using skiff::local::rds_data::named_sql;
using skiff::local::rds_data::parse_named_sql;

TEST_CASE("mysql sql: names outside strings and comments become question marks") {
    struct {
        char const* sql;
        char const* text;
        std::vector<std::string> names;
    } const cases[] = {
        {"SELECT :a, :b, :a", "SELECT ?, ?, ?", {"a", "b"}},
        {"SELECT ':a', \":a\", `:a`, :b", "SELECT ':a', \":a\", `:a`, ?", {"b"}},
        {"SELECT 'it\\'s :a', :b", "SELECT 'it\\'s :a', ?", {"b"}},
        {"SELECT 'it''s :a', :b", "SELECT 'it''s :a', ?", {"b"}},
        {"SELECT \"\\\" :a\", :b", "SELECT \"\\\" :a\", ?", {"b"}},
        {"SELECT `\\`, :b", "SELECT `\\`, ?", {"b"}},
        {"SELECT 1 # :a\n, :b", "SELECT 1 # :a\n, ?", {"b"}},
        {"SELECT 1 -- :a\n, :b", "SELECT 1 -- :a\n, ?", {"b"}},
        {"SELECT 5--:b", "SELECT 5--?", {"b"}},
        {"SELECT 1 --", "SELECT 1 --", {}},
        {"SELECT /* :a /* :c */ :b", "SELECT /* :a /* :c */ ?", {"b"}},
        {"SET @x:=:a", "SET @x:=?", {"a"}},
        {"SELECT $$:a$$", "SELECT $$?$$", {"a"}},
        {"SELECT '12:30', a:b FROM t", "SELECT '12:30', a? FROM t", {"b"}},
        {"SELECT :", "SELECT :", {}},
    };
    for (auto const& one : cases) {
        named_sql const given = parse_named_sql(one.sql, dialect::mysql);
        CHECK(given.text == one.text);
        CHECK(given.names == one.names);
    }
    CHECK(parse_named_sql("SELECT :a, :b, :a", dialect::mysql).placeholders ==
          std::vector<std::size_t>{0, 1, 0});
}

TEST_CASE("mysql sql: semicolons inside a routine's body separate no statements") {
    struct {
        char const* sql;
        std::size_t statements;
    } const cases[] = {
        {"SELECT 1", 1},
        {"SELECT 1;", 1},
        {"SELECT 1; # done", 1},
        {"SELECT ';'", 1},
        {"SELECT 1; SELECT 2", 2},
        {"SELECT 'a\\'; SELECT 2", 1},
        {"CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END", 1},
        {"CREATE PROCEDURE p() BEGIN SELECT 1; END; DROP TABLE t", 2},
        {"CREATE DEFINER=`a`@`b` PROCEDURE p() BEGIN IF x THEN SELECT 1; END IF; SELECT 2; END", 1},
        {"CREATE FUNCTION f() RETURNS INT BEGIN CASE x WHEN 1 THEN RETURN 1; END CASE; RETURN CASE "
         "WHEN x THEN 1 ELSE 2 END; END; SELECT 1",
         2},
        {"CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = 1; SET NEW.b = 2; END",
         1},
        {"CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN WHILE x DO SET x = 0; END WHILE; END; "
         "SELECT 1",
         2},
        {"CREATE PROCEDURE p() BEGIN l: LOOP LEAVE l; END LOOP l; REPEAT SET x=1; UNTIL x END "
         "REPEAT; END;",
         1},
        {"", 0},
        {"-- nothing", 0},
    };
    for (auto const& one : cases) {
        INFO(one.sql);
        CHECK(parse_named_sql(one.sql, dialect::mysql).statements == one.statements);
    }
}

TEST_CASE("mysql sql: the verb is the first word") {
    CHECK(parse_named_sql("/* why */ insert into t values (1)", dialect::mysql).verb == "INSERT");
    CHECK(parse_named_sql("# why\nReplace t values (1)", dialect::mysql).verb == "REPLACE");
}

} // namespace
