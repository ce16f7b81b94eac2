// SPDX-License-Identifier: Apache-2.0
#include "mysql_database.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace skiff_tests;
using skiff::test::temporary_folder;
namespace fs = std::filesystem;

// Stands first: a process that forks should have one thread.
TEST_CASE("mysql: a server does not survive its owner") {
    std::array<int, 2> line{};
    REQUIRE(::pipe(line.data()) == 0);
    pid_t const owner = ::fork();
    if (owner == 0) {
        mysql_database db;
        if (!db.run("SELECT 1"))
            ::_exit(1);
        std::string const said = std::to_string(db.server()) + " " + db.folder().string() + "\n";
        if (::write(line[1], said.data(), said.size()) < 0)
            ::_exit(1);
        ::pause();
        ::_exit(0);
    }
    ::close(line[1]);
    FILE* const in = ::fdopen(line[0], "r");
    pid_t server = 0;
    std::array<char, 200> folder{};
    REQUIRE(std::fscanf(in, "%d %199s", &server, folder.data()) == 2);
    std::fclose(in);
    REQUIRE(server > 1);
    CHECK(::kill(server, 0) == 0);
    ::kill(owner, SIGKILL);
    ::waitpid(owner, nullptr, 0);
    CHECK(ends(server));
    CHECK(fs::exists(folder.data()));
    mysql_database next;
    next.run("SELECT 1").value();
    CHECK_FALSE(fs::exists(folder.data())); // it clears up
}

TEST_CASE("mysql: nothing starts before the first request, nothing is left at the end") {
    pid_t server = 0;
    fs::path folder;
    {
        mysql_database db;
        CHECK(db.engine().clusters().at(0).state == "stopped");
        CHECK(db.engine().clusters().at(0).address == "");
        db.run("SELECT 1").value();
        CHECK(db.engine().clusters().at(0).state == "available");
        server = db.server();
        folder = db.folder();
        CHECK(::kill(server, 0) == 0);
        // The client program's options hold the owner's password: for this user alone.
        CHECK((fs::status(folder / "client.cnf").permissions() & fs::perms::mask) ==
              (fs::perms::owner_read | fs::perms::owner_write));
        CHECK_FALSE(fs::exists(folder / "owner.sql"));
    }
    CHECK(ends(server));
    CHECK_FALSE(fs::exists(folder));
}

TEST_CASE("mysql: logins are taken up at their first use, and their passwords checked from then") {
    auto& db = fresh_app();
    db.set_secret("jo", R"({"username": "jo'\\\"`", "password": "it's \\ \"secret\""})");
    db.set_secret("wrong", R"({"username": "jo'\\\"`", "password": "another"})");
    db.set_secret("root", R"({"username": "root", "password": "x"})");
    db.set_secret("owner", R"({"username": "skiff", "password": "x"})");
    db.set_secret("postgres", R"({"username": "jo", "password": "x", "engine": "postgres"})");
    auto const as = [&db](char const* secret) {
        auto request = db.statement("SELECT CURRENT_USER()");
        request.secret_arn = db.secret_arn(secret);
        return db.run(request);
    };
    CHECK(as("jo").value().records[0][0].string_value == "jo'\\\"`@%");
    auto const wrong = as("wrong");
    REQUIRE_FALSE(wrong.has_value());
    CHECK(wrong.error().aws_code == "DatabaseErrorException");
    CHECK(wrong.error().message.find("Access denied for user 'jo") == 0);
    CHECK(wrong.error().message.find("Error code: 1045; SQLState: 28000") != std::string::npos);
    CHECK(wrong.error().message.find("another") == std::string::npos);
    for (char const* const reserved : {"root", "owner"}) {
        auto const answer = as(reserved);
        REQUIRE_FALSE(answer.has_value());
        CHECK(answer.error().message.find("is reserved in a local cluster") != std::string::npos);
    }
    auto const other = as("postgres");
    REQUIRE_FALSE(other.has_value());
    CHECK(other.error().aws_code == "InvalidSecretException");
    CHECK(as("jo").has_value());
}

TEST_CASE("mysql: a server killed under load comes back with what was committed") {
    temporary_folder const kept{skiff::test::open_to_others()};
    mysql_database db(kept.path());
    db.run("CREATE DATABASE app").value();
    db.in_app("CREATE TABLE t (a BIGINT PRIMARY KEY)").value();
    std::atomic<bool> stop = false;
    std::atomic<std::int64_t> next = 0;
    std::atomic<int> lost = 0;
    std::atomic<int> strange = 0;
    std::array<std::vector<std::int64_t>, 3> written;
    {
        std::vector<std::jthread> all;
        for (auto& mine : written)
            all.emplace_back([&] {
                while (!stop) {
                    std::int64_t const a = ++next;
                    auto const done = db.in_app("INSERT INTO t VALUES (:a)", {number("a", a)});
                    if (done)
                        mine.push_back(a);
                    else
                        ++(done.error().aws_code == "DatabaseUnavailableException" ? lost
                                                                                   : strange);
                }
            });
        for (int i = 0; i < 2; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(400));
            pid_t const server = db.server();
            ::kill(server, SIGKILL);
            CHECK(ends(server));
            db.run("SELECT 1").value();
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        stop = true;
    }
    CHECK(strange == 0);
    CHECK(lost > 0);
    std::size_t count = 0;
    for (auto const& mine : written)
        for (std::int64_t const a : mine) {
            ++count;
            if (db.one_in_app("SELECT COUNT(*) FROM t WHERE a = :a", {number("a", a)}).long_value !=
                1)
                FAIL("the row " << a << " was committed and is gone");
        }
    CHECK(count > 0);
}

TEST_CASE("mysql: a transaction ends with its server") {
    mysql_database db;
    auto const id = db.begin();
    ::kill(db.server(), SIGKILL);
    auto const answer = db.run("SELECT 1", {}, id);
    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error().aws_code == "DatabaseUnavailableException");
    auto const again = db.run("SELECT 1", {}, id);
    REQUIRE_FALSE(again.has_value());
    CHECK(again.error().aws_code == "TransactionNotFoundException");
    CHECK(db.run("SELECT 1").has_value());
}

TEST_CASE("mysql: a folder keeps databases and passwords over a restart, until a reset") {
    temporary_folder const kept{skiff::test::open_to_others()};
    {
        mysql_database db(kept.path());
        db.run("CREATE DATABASE app").value();
        db.in_app("CREATE TABLE t (a TEXT)").value();
        db.in_app("INSERT INTO t VALUES ('kept')").value();
    }
    CHECK(fs::exists(kept.path() / "mysql-local-mysql" / "data"));
    {
        mysql_database db(kept.path());
        CHECK(db.one_in_app("SELECT a FROM t").string_value == "kept");
        db.set_secret("admin", R"({"username": "docexampleadmin", "password": "other"})");
        db.engine().reset(); // and nothing of it is left
        CHECK_FALSE(db.in_app("SELECT a FROM t").has_value());
        CHECK(db.run("SELECT 1").has_value());
    }
    mysql_database db(kept.path());
    CHECK_FALSE(db.run("SELECT 1").has_value()); // the other password is kept now
}

TEST_CASE("mysql: a given server is used as it is") {
    auto& own = fresh_app();
    own.in_app("CREATE TABLE t (a INT)").value();
    mysql_database db(local::database_cluster{.name = "given",
                                              .engine = local::database_engine::mysql,
                                              .connection = "mysql:///app?socket=" + own.socket()});
    CHECK(db.engine().clusters().at(0).address == "--socket=" + own.socket() + " --database=app");
    CHECK(db.run("INSERT INTO t VALUES (1)").value().number_of_records_updated == 1);
    CHECK(own.one_in_app("SELECT COUNT(*) FROM t").long_value == 1);
    db.set_secret("stranger", R"({"username": "stranger", "password": "x"})");
    auto request = db.statement("SELECT 1");
    request.secret_arn = db.secret_arn("stranger");
    auto const refused = db.run(request);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().message.find("Access denied for user 'stranger'") == 0);

    mysql_database nowhere(local::database_cluster{.name = "given",
                                                   .engine = local::database_engine::mysql,
                                                   .connection = "mysql:///?socket=/nowhere"});
    auto const absent = nowhere.run("SELECT 1");
    REQUIRE_FALSE(absent.has_value());
    CHECK(absent.error().aws_code == "DatabaseUnavailableException");
    CHECK_THROWS_AS(mysql_database(local::database_cluster{.name = "given",
                                                           .engine = local::database_engine::mysql,
                                                           .connection = "host=x"}),
                    skiff::service_error);
}

TEST_CASE("mysql: the client program sees the rows by the cluster's address") {
    auto& db = fresh_app();
    db.in_app("CREATE TABLE t (a TEXT)").value();
    db.in_app("INSERT INTO t VALUES ('seen')").value();
    std::string const command = "mariadb " + db.engine().address_of("local-mysql", "app") +
                                " --batch -N -e 'SELECT a FROM t'";
    FILE* const out = ::popen(command.c_str(), "r");
    REQUIRE(out);
    std::array<char, 100> line{};
    CHECK(std::fgets(line.data(), static_cast<int>(line.size()), out));
    CHECK(std::string(line.data()) == "seen\n");
    CHECK(::pclose(out) == 0);
}

} // namespace
