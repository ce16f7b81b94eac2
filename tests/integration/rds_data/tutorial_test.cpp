// SPDX-License-Identifier: Apache-2.0
// The statements of the tutorial, on a private PostgreSQL.
#include "local_database.hpp"

#include "support/catch.hpp"

using namespace skiff_tests;

TEST_CASE("rds data: the tutorial's table and statements") {
    local_database const db;
    (void)db
        .run("create table work_items (iditem SERIAL PRIMARY KEY, description TEXT, "
             "guide VARCHAR(45), status TEXT, username VARCHAR(45), archived BOOL DEFAULT "
             "false);")
        .value();
    auto const added =
        db.run("WITH t1 AS ( INSERT INTO work_items (description, guide, status, username)  VALUES "
               "(:description, :guide, :status, :username) RETURNING iditem ) SELECT iditem FROM "
               "t1",
               {text("description", "a 'quoted' :name; --"), text("guide", "C++"),
                text("status", "open"), text("username", "Ann")})
            .value();
    CHECK(added.records.at(0).at(0).long_value == 1);
    auto const archived = db.run("UPDATE work_items SET archived=:archived WHERE iditem=:iditem",
                                 {flag("archived", true), number("iditem", 1)})
                              .value();
    CHECK(archived.number_of_records_updated == 1);
    auto const listed = db.run("SELECT iditem, description, guide, status, username, archived FROM "
                               "work_items WHERE archived=:archived",
                               {flag("archived", true)})
                            .value();
    REQUIRE(listed.records.size() == 1);
    auto const& row = listed.records[0];
    CHECK(row.at(0).long_value == 1);
    CHECK(row.at(1).string_value == "a 'quoted' :name; --");
    CHECK(row.at(5).boolean_value == true);
    CHECK(listed.column_metadata.empty());
}
