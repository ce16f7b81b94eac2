// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/mysql/wording.hpp"
#include "support/catch.hpp"

namespace {

using skiff::local::rds_data::mysql::as_mysql;

TEST_CASE("mysql wording: clauses have MySQL's names") {
    struct {
        unsigned code;
        char const* mariadb;
        char const* mysql;
    } const cases[] = {
        {1054, "Unknown column 'x' in 'SELECT'", "Unknown column 'x' in 'field list'"},
        {1054, "Unknown column 'x' in 'INSERT INTO'", "Unknown column 'x' in 'field list'"},
        {1054, "Unknown column 'x' in 'WHERE'", "Unknown column 'x' in 'where clause'"},
        {1054, "Unknown column 'x' in 'GROUP BY'", "Unknown column 'x' in 'group statement'"},
        {1054, "Unknown column 't.x' in 'ON'", "Unknown column 't.x' in 'on clause'"},
        {1054, "Unknown column 'x' in 'field list'", "Unknown column 'x' in 'field list'"},
        {1054, "Unknown column '' in 'SET' in 'WHERE'",
         "Unknown column '' in 'SET' in 'where clause'"},
        {1054, "' in '", "' in '"},
        {1052, "Column 'a' in SELECT is ambiguous", "Column 'a' in field list is ambiguous"},
        {1052, "Column 'a' in where clause is ambiguous",
         "Column 'a' in where clause is ambiguous"},
        {1062, "Duplicate entry 'SELECT' for key 'PRIMARY'",
         "Duplicate entry 'SELECT' for key 'PRIMARY'"},
        {1064, "check the manual that corresponds to your MariaDB server version for",
         "check the manual that corresponds to your MySQL server version for"},
    };
    for (auto const& one : cases)
        CHECK(as_mysql(one.code, one.mariadb) == one.mysql);
}

} // namespace
