// SPDX-License-Identifier: Apache-2.0
// The typed layer of RDS Data on MySQL.
#include <skiff/rds_data/database.hpp>
#include <skiff/rds_data/decimal.hpp>

#include <boost/describe/class.hpp>

#include "mysql_database.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace {

using namespace skiff_tests;
using namespace std::chrono_literals;

struct work_item {
    std::int64_t iditem = 0;
    std::optional<std::string> description;
    bool archived = false;
    api::decimal price;
    std::chrono::sys_seconds created;
    std::uint64_t large = 0;
    skiff::binary data;

    bool operator==(work_item const&) const = default;
};
BOOST_DESCRIBE_STRUCT(work_item, (), (iditem, description, archived, price, created, large, data))

api::database typed(mysql_database& db) {
    return {db.client,
            {.resource_arn = db.cluster_arn(), .secret_arn = db.secret_arn(), .database = "app"}};
}

TEST_CASE("mysql: typed rows come back as they went") {
    auto& server = fresh_app();
    auto const db = typed(server);
    db.execute("CREATE TABLE work_items (iditem INT AUTO_INCREMENT PRIMARY KEY, "
               "description VARCHAR(400), archived BOOLEAN, price DECIMAL(20,4), "
               "created TIMESTAMP, large BIGINT UNSIGNED, data BLOB)")
        .value();
    work_item item{.iditem = 0,
                   .description = "h\u00fc \U0001F30D",
                   .archived = true,
                   .price = api::decimal::parse("1234567890123456.7890").value(),
                   .created = std::chrono::sys_days(2026y / 1 / 31) + 12h,
                   .large = 18'446'744'073'709'551'615u,
                   .data = skiff::binary{std::string("\0\xff", 2)}};
    auto const done = db.execute(
        "INSERT INTO work_items (description, archived, price, created, large, data) "
        "VALUES (:description, :archived, :price, :created, 18446744073709551615, :data)",
        {{"description", item.description},
         {"archived", item.archived},
         {"price", item.price},
         {"created", item.created},
         {"data", item.data}});
    REQUIRE(done.has_value());
    CHECK(done->records_updated() == 1);
    item.iditem = done->generated<std::int64_t>().value();
    CHECK(item.iditem == 1);
    auto const rows = db.query<work_item>("SELECT * FROM work_items WHERE archived = :archived",
                                          {{"archived", true}});
    REQUIRE(rows.has_value());
    CHECK(*rows == std::vector{item});
    CHECK(db.query_one<std::int64_t>("SELECT COUNT(*) FROM work_items").value() == 1);
}

TEST_CASE("mysql: typed batches give their keys, typed errors their kind") {
    auto& server = fresh_app();
    auto const db = typed(server);
    db.execute("CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a INT NOT NULL UNIQUE)").value();
    auto const done = db.batch_execute("INSERT INTO t (a) VALUES (:a)",
                                       {{{"a", 10}}, {{"a", 20}}, {{"a", 30}}});
    REQUIRE(done.has_value());
    CHECK(done->generated<std::int64_t>().value() == std::vector<std::int64_t>{1, 2, 3});
    auto const kind = [&](char const* sql) {
        auto const answer = db.execute(sql);
        REQUIRE_FALSE(answer.has_value());
        return api::sql_error_of(answer.error());
    };
    CHECK(kind("INSERT INTO t (a) VALUES (10)") == api::sql_error::unique_violation);
    CHECK(kind("INSERT INTO t (a) VALUES (NULL)") == api::sql_error::not_null_violation);
    CHECK(kind("SELECT x FROM t") == api::sql_error::undefined_column);
    CHECK(kind("SELECT * FROM nothing") == api::sql_error::undefined_table);
    CHECK(kind("SELEC") == api::sql_error::syntax);
}

TEST_CASE("mysql: a typed transaction rolls back unless it is committed") {
    auto& server = fresh_app();
    auto const db = typed(server);
    db.execute("CREATE TABLE t (a INT)").value();
    {
        auto lost = db.begin().value();
        lost.execute("INSERT INTO t VALUES (1)").value();
    }
    auto kept = db.begin().value();
    kept.execute("INSERT INTO t VALUES (:a)", {{"a", 2}}).value();
    kept.commit().value();
    CHECK(db.query<std::int64_t>("SELECT a FROM t").value() == std::vector<std::int64_t>{2});
}

} // namespace
