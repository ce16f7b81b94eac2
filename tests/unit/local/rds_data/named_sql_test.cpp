// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/named_sql.hpp"

#include "support/catch.hpp"

using namespace skiff::local::rds_data;

TEST_CASE("local rds data: names become placeholders where SQL has values") {
    struct {
        char const* sql;
        char const* text;
        std::vector<std::string> names;
    } const cases[] = {
        {"SELECT :a", "SELECT $1", {"a"}},
        {"SELECT :a, :b, :a", "SELECT $1, $2, $1", {"a", "b"}},
        {"SELECT :a_1,:2", "SELECT $1,$2", {"a_1", "2"}},
        {"SELECT :a::int", "SELECT $1::int", {"a"}},
        {"SELECT 'x'::text", "SELECT 'x'::text", {}},
        {"SELECT ':a'", "SELECT ':a'", {}},
        {"SELECT 'it''s :a' || :b", "SELECT 'it''s :a' || $1", {"b"}},
        {"SELECT 'a\\' || :b || ''", "SELECT 'a\\' || $1 || ''", {"b"}},
        {"SELECT E'a\\' :b' || :c", "SELECT E'a\\' :b' || $1", {"c"}},
        {"SELECT e'\\\\' || :c", "SELECT e'\\\\' || $1", {"c"}},
        {"SELECT U&'\\0041:a'", "SELECT U&'\\0041:a'", {}},
        {"SELECT \":a\" FROM \"t\"\":b\"", "SELECT \":a\" FROM \"t\"\":b\"", {}},
        {"SELECT $$ :a $$ || :b", "SELECT $$ :a $$ || $1", {"b"}},
        {"SELECT $x$ $$ :a $y$ $x$ || :b", "SELECT $x$ $$ :a $y$ $x$ || $1", {"b"}},
        {"SELECT a$b$ || :a || $b$ :c $b$", "SELECT a$b$ || $1 || $b$ :c $b$", {"a"}},
        {"SELECT 1 -- :a\n + :b", "SELECT 1 -- :a\n + $1", {"b"}},
        {"SELECT 1 /* :a /* :b */ :c */ + :d", "SELECT 1 /* :a /* :b */ :c */ + $1", {"d"}},
        {"SELECT f(x := :a)", "SELECT f(x := $1)", {"a"}},
        {"SELECT a[:i]", "SELECT a[$1]", {"i"}},
        {"SELECT : a", "SELECT : a", {}},
        {"SELECT ::a", "SELECT ::a", {}},
        {"SELECT $1, :a", "SELECT $1, $1", {"a"}},
        {"SELECT 'open :a", "SELECT 'open :a", {}},
        {"SELECT /* open :a", "SELECT /* open :a", {}},
        {"SELECT $t$ open :a", "SELECT $t$ open :a", {}},
        {"SELECT :na\xC3\xAFve", "SELECT $1 \xC3\xAFve", {"na"}},
        {"SELECT 1 LIMIT:n", "SELECT 1 LIMIT $1", {"n"}},
        {"SELECT :a:b", "SELECT $1 $2", {"a", "b"}},
        {"", "", {}},
    };
    for (auto const& one : cases) {
        INFO(one.sql);
        named_sql const got = parse_named_sql(one.sql, dialect::postgresql);
        CHECK(got.text == one.text);
        CHECK(got.names == one.names);
    }
}

TEST_CASE("local rds data: statements are counted between semicolons") {
    struct {
        char const* sql;
        std::size_t statements;
        bool ends_with_semicolon;
    } const cases[] = {
        {"", 0, false},
        {" ;; -- nothing", 0, true},
        {"SELECT 1", 1, false},
        {"SELECT 1;", 1, true},
        {"SELECT 1; -- the end", 1, true},
        {"SELECT 1; SELECT 2", 2, false},
        {"SELECT ';'; /* ; */", 1, true},
        {"SELECT $$;$$", 1, false},
        {"CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2)", 1, false},
        {"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 1 END; "
         "END",
         1, false},
        {"CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC SELECT 1; END; SELECT 2", 2, false},
        {"BEGIN; SELECT 1", 2, false},
        {"DO $$ BEGIN NULL; END $$", 1, false},
    };
    for (auto const& one : cases) {
        INFO(one.sql);
        named_sql const got = parse_named_sql(one.sql, dialect::postgresql);
        CHECK(got.statements == one.statements);
        CHECK(got.ends_with_semicolon == one.ends_with_semicolon);
    }
}

TEST_CASE("local rds data: the verb is the first word") {
    CHECK(parse_named_sql("/* a */ (select 1)", dialect::postgresql).verb == "SELECT");
    CHECK(parse_named_sql("drop database x", dialect::postgresql).verb == "DROP");
    CHECK(parse_named_sql("1", dialect::postgresql).verb.empty());
}

TEST_CASE("local rds data: MySQL has one placeholder for each use") {
    auto const got = parse_named_sql("SELECT :a, ':x', \"\\\":y\", `:z`, :b, :a # :c\n -- :d",
                                     dialect::mysql);
    CHECK(got.text == "SELECT ?, ':x', \"\\\":y\", `:z`, ?, ? # :c\n -- :d");
    CHECK(got.names == std::vector<std::string>{"a", "b"});
    CHECK(got.placeholders == std::vector<std::size_t>{0, 1, 0});
    CHECK(parse_named_sql("SELECT 5--:a", dialect::mysql).names.size() == 1);
    CHECK(parse_named_sql("SELECT $$:a$$", dialect::mysql).names.size() == 1);
}
