// SPDX-License-Identifier: Apache-2.0
// What is refused, limits, and text that would like to be SQL.
#include "local_database.hpp"

#include "support/catch.hpp"

#include <chrono>
#include <thread>

using namespace skiff_tests;
using namespace std::chrono_literals;

TEST_CASE("rds data: errors are worded as the service words them") {
    local_database db;
    db.set_secret("broken", "hunter2");
    db.set_secret("wrong", R"({"username": "docexampleadmin", "password": "other"})");
    db.set_secret("owner", R"({"username": "skiff", "password": "x"})");
    REQUIRE(db.one("SELECT 1").long_value == 1); // makes the login
    using request = api::execute_statement_request;
    struct {
        void (*change)(request&);
        char const* code;
        char const* message; ///< How it begins.
        int status;
    } const cases[] = {
        {[](request& in) { in.sql = "SELECT * FROM nothing"; }, "DatabaseErrorException",
         "ERROR: relation \"nothing\" does not exist; Position: 15; SQLState: 42P01", 400},
        {[](request& in) { in.sql = "SELEKT"; }, "DatabaseErrorException",
         "ERROR: syntax error at or near \"SELEKT\"; Position: 1; SQLState: 42601", 400},
        {[](request& in) { in.sql = "SELECT 1; SELECT 2"; }, "ValidationException",
         "Multistatements aren't supported.", 400},
        {[](request& in) { in.sql = "SELECT " + std::string(65'536, ' ') + "1"; },
         "ValidationException", "1 validation error detected: Value at 'sql'", 400},
        {[](request& in) { in.sql = ""; }, "ValidationException",
         "1 validation error detected: Value null at 'sql'", 400},
        {[](request& in) { in.sql = "SELECT :a"; }, "BadRequestException",
         "Cannot find parameter: a", 400},
        {[](request& in) { in.sql = "SELECT $1"; }, "DatabaseErrorException",
         "ERROR: bind message supplies 0 parameters, but prepared statement \"\" requires 1; "
         "SQLState: 08P01",
         400},
        {[](request& in) { in.schema = "public"; }, "ValidationException",
         "The schema parameter isn't supported", 400},
        {[](request& in) { in.database = "nothing"; }, "DatabaseErrorException",
         "FATAL: database \"nothing\" does not exist; SQLState: 3D000", 400},
        {[](request& in) { in.resource_arn = "arn:aws:rds:us-east-1:000000000000:cluster:Local"; },
         "HttpEndpointNotEnabledException",
         "HttpEndpoint is not enabled for resource "
         "arn:aws:rds:us-east-1:000000000000:cluster:Local",
         400},
        {[](request& in) { in.resource_arn = "local"; }, "BadRequestException",
         "Invalid resourceArn: local is not the ARN of a DB cluster.", 400},
        {[](request& in) { in.secret_arn = "nothing"; }, "SecretsErrorException",
         "Secrets Manager can't find the specified secret.", 400},
        {[](request& in) { in.secret_arn = local_database::secret_arn("broken"); },
         "InvalidSecretException", "The secret is not a JSON object", 400},
        {[](request& in) { in.secret_arn = local_database::secret_arn("wrong"); },
         "DatabaseErrorException",
         "FATAL: password authentication failed for user \"docexampleadmin\"; SQLState: 28P01",
         400},
        {[](request& in) { in.secret_arn = local_database::secret_arn("owner"); },
         "DatabaseErrorException", "FATAL: the user name \"skiff\" is reserved", 400},
        {[](request& in) { in.transaction_id = "nothing"; }, "TransactionNotFoundException",
         "Transaction nothing is not found. Transaction may be expired.", 404},
    };
    for (auto const& one : cases) {
        INFO(one.message);
        auto in = db.statement("SELECT 1");
        one.change(in);
        auto const got = db.run(in);
        REQUIRE(got.has_error());
        CHECK(got.error().aws_code == one.code);
        CHECK(got.error().message.substr(0, std::string_view(one.message).size()) == one.message);
        CHECK(got.error().http_status == one.status);
        CHECK(got.error().message.find("hunter2") == std::string::npos);
    }
    api::execute_sql_request sql;
    sql.db_cluster_or_instance_arn = db.cluster_arn();
    sql.aws_secret_store_arn = db.secret_arn();
    sql.sql_statements = "SELECT 1";
    CHECK(db.client.execute_sql(sql).error().code == api::errc::bad_request_exception);
}

TEST_CASE("rds data: a changed secret fails until the role is altered") {
    local_database db(in_memory);
    REQUIRE(db.one("SELECT current_user::text").string_value == "docexampleadmin");
    db.set_secret("admin", R"({"username": "docexampleadmin", "password": "rotated"})");
    CHECK(db.run("SELECT 1").error().code == api::errc::database_error_exception);
    db.set_secret("admin", R"({"username": "docexampleadmin", "password": "pw-admin"})");
    (void)db.run("ALTER ROLE docexampleadmin PASSWORD 'rotated'").value();
    db.set_secret("admin", R"({"username": "docexampleadmin", "password": "rotated"})");
    CHECK(db.one("SELECT 1").long_value == 1);
}

TEST_CASE("rds data: hostile text stays text") {
    local_database const db;
    (void)db.run("CREATE TABLE t (a text)").value();
    for (std::string const hostile :
         {"'; DROP TABLE t; --", "\\'; DROP TABLE t; --", "$$; DROP TABLE t; $$", "' OR '1'='1",
          "\xC2\xA5'", ":a", "$1", "\";DROP TABLE t;--", "'/*", "%s%n"}) {
        (void)db.run("INSERT INTO t VALUES (:a)", {text("a", hostile)}).value();
        CHECK(db.one("SELECT a FROM t WHERE a = :a", {text("a", hostile)}).string_value == hostile);
    }
    CHECK(db.one("SELECT count(*) FROM t").long_value == 10);
    // A name is none inside strings, dollar quotes and comments.
    CHECK(db.one("SELECT $$ :a $$ || ':a' || :a /* :b */ -- :c", {text("a", "x")}).string_value ==
          " :a :ax");
    // A login is no superuser.
    CHECK(db.run("COPY (SELECT 1) TO PROGRAM 'id'").error().message.find("SQLState: 42501") !=
          std::string::npos);
    CHECK(db.run("SELECT pg_read_file('/etc/passwd')").error().message.find("SQLState: 42501") !=
          std::string::npos);
    CHECK(db.run("SET SESSION AUTHORIZATION skiff").error().message.find("SQLState: 42501") !=
          std::string::npos);
    // Nor can it become what reaches the machine, by itself or by a role of its own.
    for (std::string const role :
         {"pg_execute_server_program", "pg_read_server_files", "pg_write_server_files", "skiff"}) {
        INFO(role);
        for (std::string const& sql :
             {"GRANT " + role + " TO docexampleadmin", "GRANT " + role + " TO CURRENT_USER",
              "CREATE ROLE mine LOGIN IN ROLE " + role, "SET ROLE " + role}) {
            INFO(sql);
            auto const got = db.run(sql);
            CHECK(got.has_error());
            if (!got)
                CHECK(got.error().message.find("SQLState: 42501") != std::string::npos);
        }
    }
}

TEST_CASE("rds data: a user name in a secret cannot become SQL") {
    local_database db;
    db.set_secret("odd", R"({"username": "a\"; DROP ROLE x; --", "password": "p'q"})");
    auto in = db.statement("SELECT current_user::text");
    in.secret_arn = db.secret_arn("odd");
    CHECK(db.run(in).value().records.at(0).at(0).string_value == "a\"; DROP ROLE x; --");
}

TEST_CASE("rds data: results are limited") {
    local_database const db;
    // Each row is 2 bytes, 4 for the column and 32 768 of text.
    CHECK(db.run("SELECT repeat('x', 32768) FROM generate_series(1, 31)").value().records.size() ==
          31);
    auto const large = db.run("SELECT repeat('x', 32768) FROM generate_series(1, 32)");
    REQUIRE(large.has_error());
    CHECK(large.error().code == api::errc::unsupported_result_exception);
    CHECK(large.error().message == "The result exceeds the size limit 1 MB.");
    // Stops reading long before the end.
    CHECK(db.run("SELECT repeat('x', 1000) FROM pg_proc a, pg_proc b, pg_proc c").error().code ==
          api::errc::unsupported_result_exception);
    CHECK(db.run("SELECT repeat('x', 65531)").error().message.substr(0, 29) ==
          "Packet for query is too large");
    CHECK(db.run("SELECT repeat('x', 65530)").value().records.size() == 1);
    CHECK(db.one("SELECT 1").long_value == 1);
}

TEST_CASE("rds data: statements that refuse a transaction run outside one") {
    local_database const db;
    (void)db.run("CREATE TABLE t (a int)").value();
    for (char const* const sql :
         {"CREATE DATABASE auroraappdb", "VACUUM t", "CREATE INDEX CONCURRENTLY i ON t (a)",
          "CREATE TYPE mood AS ENUM ('sad')", "ALTER TYPE mood ADD VALUE 'happy'"})
        CHECK(db.run(sql).has_value());
    std::string const id = db.begin();
    CHECK(db.run("VACUUM t", {}, id).error().message ==
          "ERROR: VACUUM cannot run inside a transaction block; SQLState: 25001");
    CHECK(db.rollback(id).has_value());
    auto in = db.statement("CREATE TABLE there (a int)");
    in.database = "auroraappdb";
    CHECK(db.run(in).has_value());
    CHECK(db.run("SELECT * FROM there").has_error());
    CHECK(db.run("DROP DATABASE auroraappdb").has_value());
}

TEST_CASE("rds data: sessions leave nothing behind") {
    local_database const db;
    (void)db.run("SET TimeZone = 'Asia/Tokyo'").value();
    (void)db.run("CREATE TEMPORARY TABLE mine (a int)").value();
    (void)db.run("BEGIN").value();
    CHECK(db.one("SHOW TimeZone").string_value == "UTC");
    CHECK(db.run("SELECT * FROM mine").has_error());
    CHECK(db.one("SELECT pg_current_xact_id_if_assigned() IS NULL").boolean_value == true);
}

TEST_CASE("rds data: a batch runs once for each set, or not at all") {
    local_database const db;
    (void)db.run("CREATE TABLE t (a int PRIMARY KEY, b text)").value();
    api::batch_execute_statement_request in;
    in.resource_arn = db.cluster_arn();
    in.secret_arn = db.secret_arn();
    in.database = db.database();
    in.sql = "INSERT INTO t VALUES (:a, :b)";
    for (int i = 0; i < 100; ++i)
        in.parameter_sets.push_back({number("a", i), text("b", std::to_string(i))});
    CHECK(db.client.batch_execute_statement(in).value().update_results.size() == 100);
    CHECK(db.one("SELECT count(*) FROM t").long_value == 100);
    for (auto& set : in.parameter_sets)
        set[0].value->long_value = *set[0].value->long_value + 101;
    in.parameter_sets[50][0].value->long_value = 7;
    CHECK(db.client.batch_execute_statement(in).error().message ==
          "ERROR: duplicate key value violates unique constraint \"t_pkey\"; SQLState: 23505");
    CHECK(db.one("SELECT count(*) FROM t").long_value == 100);
    in.parameter_sets.clear();
    CHECK(db.client.batch_execute_statement(in).value().update_results.empty());
    in.sql += ";";
    CHECK(db.client.batch_execute_statement(in).error().code == api::errc::validation_exception);
}

TEST_CASE("rds data: a statement that runs too long is stopped") {
    local_database db;
    (void)db.run("CREATE TABLE t (a int)").value();
    auto in = db.statement("INSERT INTO t SELECT 1 FROM pg_sleep(30)");
    std::thread time([&] {
        if (db.wait_until_running("pg_sleep"))
            db.clock().advance(46s);
    });
    auto const stopped = db.run(in);
    time.join();
    REQUIRE(stopped.has_error());
    CHECK(stopped.error().code == api::errc::statement_timeout_exception);
    auto const error = stopped.error();
    auto const* const more = error.as<api::statement_timeout_exception>();
    REQUIRE(more);
    CHECK(more->db_connection_id > 0);
    CHECK(db.one("SELECT count(*) FROM t").long_value == 0);
}

TEST_CASE("rds data: a statement goes on after its time when that is asked for") {
    local_database db;
    (void)db.run("CREATE TABLE t (a int)").value();
    auto in = db.statement("INSERT INTO t SELECT 1 FROM pg_sleep(2)");
    in.continue_after_timeout = true;
    std::thread time([&] {
        if (db.wait_until_running("pg_sleep"))
            db.clock().advance(46s);
    });
    auto const left = db.run(in);
    time.join();
    REQUIRE(left.has_error());
    CHECK(left.error().code == api::errc::statement_timeout_exception);
    for (int i = 0; i < 100 && db.one("SELECT count(*) FROM t").long_value == 0; ++i)
        std::this_thread::sleep_for(50ms);
    CHECK(db.one("SELECT count(*) FROM t").long_value == 1);
}

TEST_CASE("rds data: a copy that comes after its statement's time ends its session") {
    local_database db;
    (void)db.run("CREATE TABLE t (a int)").value();
    for (bool const in_transaction : {false, true}) {
        INFO(in_transaction);
        std::string const holder = db.begin();
        (void)db.run("LOCK TABLE t", {}, holder).value();
        auto in = db.statement("COPY t TO STDOUT");
        in.continue_after_timeout = true;
        if (in_transaction)
            in.transaction_id = db.begin();
        std::thread time([&] {
            if (db.wait_until_running("COPY t"))
                db.clock().advance(46s);
        });
        auto const left = db.run(in);
        time.join();
        REQUIRE(left.has_error());
        CHECK(left.error().code == api::errc::statement_timeout_exception);
        CHECK(db.rollback(holder).has_value());
        auto const copies = [&] { // each request looks after what was left running
            if (in_transaction)
                CHECK(db.run("SELECT 1", {}, in.transaction_id).has_error());
            return db.one("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'COPY t%'")
                .long_value;
        };
        for (int i = 0; i < 1000 && copies() != 0; ++i)
            std::this_thread::sleep_for(10ms);
        CHECK(copies() == 0);
    }
}

TEST_CASE("rds data: a paused cluster wakes in its own time") {
    local_database db;
    db.engine().pause("local", 10s, local::resuming_wording::database_resuming);
    db.clock().advance(1h - 59min); // asleep, however long
    CHECK(db.engine().clusters().at(0).state == "paused");
    auto const first = db.run("SELECT 1");
    REQUIRE(first.has_error());
    CHECK(first.error().code == api::errc::database_resuming_exception);
    CHECK(first.error().http_status == 400);
    CHECK(first.error().message.find("is resuming after being auto-paused") != std::string::npos);
    CHECK(db.engine().clusters().at(0).state == "resuming");
    db.clock().advance(9s);
    CHECK(db.run("SELECT 1").has_error());
    db.clock().advance(1s);
    CHECK(db.one("SELECT 1").long_value == 1);
    CHECK(db.engine().clusters().at(0).state == "available");
    db.engine().pause("local", 0s, local::resuming_wording::communications_link_failure);
    auto const old = db.run("SELECT 1");
    REQUIRE(old.has_error());
    CHECK(old.error().code == api::errc::bad_request_exception);
    CHECK(old.error().message.starts_with("Communications link failure"));
    CHECK(db.run("SELECT 1").has_value());
}
