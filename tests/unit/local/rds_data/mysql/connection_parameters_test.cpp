// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/result.hpp>

#include "local/rds_data/mysql/connection_parameters.hpp"
#include "support/catch.hpp"

#include <string>

namespace {

using namespace skiff::local::rds_data::mysql;

TEST_CASE("mysql connection: a URL names a host or a socket") {
    auto const host = parse_connection("mysql://me:s%40cret@db.example:3307/app");
    CHECK(host.host == "db.example");
    CHECK(host.port == 3307);
    CHECK(host.user == "me");
    CHECK(host.password == "s@cret");
    CHECK(host.database == "app");
    CHECK(to_options(host) == "--host=db.example --port=3307 --user=me --database=app");

    auto const socket = parse_connection("mysql:///?socket=/run/mysqld/mysqld.sock");
    CHECK(socket.host.empty());
    CHECK(socket.database.empty());
    CHECK(to_options(socket) == "--socket=/run/mysqld/mysqld.sock");

    CHECK(parse_connection("mysql://[::1]").host == "::1");
    CHECK(parse_connection("mysql://127.0.0.1").port == 3306);
}

TEST_CASE("mysql connection: what is no connection is refused without its password") {
    for (char const* const bad : {"", "host=x", "postgresql://x", "mysql://", "mysql:///app",
                                  "mysql://h/a/b", "mysql://h:0/", "mysql://u:hidden@h/a?ssl=1",
                                  "mysql://u:hidden@h/?socket=/s", "mysql://u:hidden@h h/"}) {
        INFO(bad);
        try {
            static_cast<void>(parse_connection(bad));
            FAIL("taken");
        } catch (skiff::service_error const& e) {
            std::string const said = e.what();
            CHECK(said.find("not a MySQL connection") != std::string::npos);
            CHECK(said.find("hidden") == std::string::npos);
        }
    }
}

} // namespace
