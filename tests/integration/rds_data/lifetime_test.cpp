// SPDX-License-Identifier: Apache-2.0
// The private server: found, kept, killed, and gone with its owner.
#include "local_database.hpp"

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include "local/child_process.hpp"
#include "local/rds_data/private_folder.hpp"
#include "local/rds_data/server_home.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

using namespace skiff_tests;
using skiff::test::temporary_folder;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

/// The host in "host=/tmp/x port=...".
fs::path socket_folder(std::string const& address) {
    auto const begin = address.find("host=") + 5;
    return address.substr(begin, address.find(' ', begin) - begin);
}

pid_t server_in(fs::path const& data) {
    std::ifstream in(data / "postmaster.pid");
    pid_t out = 0;
    in >> out;
    return out;
}

bool is_gone(pid_t process) {
    for (int i = 0; i < 1000; ++i) {
        std::ifstream status("/proc/" + std::to_string(process) + "/stat");
        std::string number, name, state;
        if (!(status >> number >> name >> state) || state == "Z")
            return true;
        std::this_thread::sleep_for(10ms);
    }
    return false;
}

/// A process that owns a database, says its address, and waits to be killed.
std::string start_owner(fs::path const& folder, pid_t& owner) {
    int pipe[2];
    REQUIRE(::pipe(pipe) == 0);
    owner = ::fork();
    if (owner == 0) {
        std::string said;
        try {
            local_database db(folder);
            (void)db.run("CREATE TABLE kept (a int)").value();
            (void)db.run("INSERT INTO kept VALUES (42)").value();
            said = db.engine().address_of("local", "postgres") + "\n";
            if (::write(pipe[1], said.data(), said.size()) > 0)
                for (;;)
                    ::pause();
        } catch (std::exception const& e) {
            said = std::string("failed: ") + e.what() + "\n";
            (void)!::write(pipe[1], said.data(), said.size());
        }
        ::_exit(1);
    }
    ::close(pipe[1]);
    std::string out;
    for (char c = 0; ::read(pipe[0], &c, 1) == 1 && c != '\n';)
        out.push_back(c);
    ::close(pipe[0]);
    INFO(out);
    REQUIRE(out.starts_with("host="));
    return out;
}

void kill_owner(pid_t owner) {
    ::kill(owner, SIGKILL);
    ::waitpid(owner, nullptr, 0);
}

} // namespace

TEST_CASE("rds data: nothing starts before the first request, nothing stays after the last") {
    fs::path sockets;
    pid_t server = 0;
    {
        local_database db(in_memory);
        CHECK(db.engine().clusters().at(0).state == "stopped");
        CHECK(db.engine().clusters().at(0).address.empty());
        CHECK(db.one("SELECT 1").long_value == 1);
        CHECK(db.engine().clusters().at(0).state == "available");
        sockets = socket_folder(db.engine().address_of("local", "postgres"));
        server = server_in(sockets / "data");
        CHECK(server > 0);
        struct stat about {};
        REQUIRE(::stat(sockets.c_str(), &about) == 0);
        CHECK((about.st_mode & 0777) == 0700);
        struct stat process {};
        REQUIRE(::stat(("/proc/" + std::to_string(server)).c_str(), &process) == 0);
        CHECK(process.st_uid != 0);
    }
    CHECK(is_gone(server));
    CHECK_FALSE(fs::exists(sockets));
}

TEST_CASE("rds data: a folder keeps its databases") {
    temporary_folder const folder{skiff::test::open_to_others()};
    {
        local_database const db(folder.path());
        (void)db.run("CREATE TABLE kept (a int)").value();
        (void)db.run("INSERT INTO kept VALUES (42)").value();
    }
    {
        local_database db(folder.path());
        CHECK(db.one("SELECT a FROM kept").long_value == 42);
        CHECK(fs::exists(folder.path() / "postgresql-local" / "data" / "PG_VERSION"));
        db.engine().reset();
        CHECK(db.run("SELECT a FROM kept").has_error());
    }
}

TEST_CASE("rds data: a folder whose path is too long for a socket") {
    temporary_folder const folder{skiff::test::open_to_others()};
    fs::path const deep = folder.path() / std::string(100, 'x');
    local_database db(deep);
    CHECK(db.one("SELECT 1").long_value == 1);
    CHECK(socket_folder(db.engine().address_of("local", "postgres")).native().size() < 92);
}

TEST_CASE("rds data: a folder that the server's user cannot enter is explained") {
    if (::geteuid() != 0) {
        SUCCEED("only root has a server of another user");
        return;
    }
    temporary_folder const folder{skiff::test::open_to_others()};
    fs::permissions(folder.path(), fs::perms(0700));
    local_database const db(folder.path());
    auto const got = db.run("SELECT 1");
    REQUIRE(got.has_error());
    CHECK(got.error().http_status == 500);
    CHECK(got.error().message.find("cannot enter the data folder") != std::string::npos);
    CHECK(got.error().message.find("chmod o+x") != std::string::npos);
}

TEST_CASE("rds data: no server outlives an owner that is killed") {
    temporary_folder const folder{skiff::test::open_to_others()};
    pid_t owner = 0;
    std::string const kept = start_owner(folder.path(), owner);
    fs::path const data = folder.path() / "postgresql-local" / "data";
    pid_t const first = server_in(data);
    REQUIRE(first > 0);
    kill_owner(owner);
    CHECK(is_gone(first));
    {
        local_database const db(folder.path());
        CHECK(db.one("SELECT a FROM kept").long_value == 42);
    }
    std::string const address = start_owner({}, owner);
    fs::path const leftover = socket_folder(address);
    pid_t const second = server_in(leftover / "data");
    kill_owner(owner);
    CHECK(is_gone(second));
    CHECK(fs::exists(leftover));
    local_database const db(in_memory);
    CHECK(db.one("SELECT 1").long_value == 1);
    CHECK_FALSE(fs::exists(leftover));
}

TEST_CASE("rds data: a pid file of nobody does not keep a server from starting") {
    temporary_folder const folder{skiff::test::open_to_others()};
    {
        local_database const db(folder.path());
        CHECK(db.one("SELECT 1").long_value == 1);
    }
    fs::path const data = folder.path() / "postgresql-local" / "data";
    std::ofstream(data / "postmaster.pid") << ::getpid() << "\n" << data.string() << "\n";
    local_database const db(folder.path());
    CHECK(db.one("SELECT 1").long_value == 1);
}

TEST_CASE("rds data: the database is killed under load and comes back") {
    local_database db(in_memory);
    (void)db.run("CREATE TABLE t (a int)").value();
    fs::path const data = socket_folder(db.engine().address_of("local", "postgres")) / "data";
    std::atomic<bool> over = false;
    std::atomic<int> written = 0, unavailable = 0, other = 0;
    std::vector<std::thread> all;
    for (int thread = 0; thread < 4; ++thread)
        all.emplace_back([&] {
            while (!over) {
                auto const got = db.run("INSERT INTO t VALUES (1)");
                if (got)
                    ++written;
                else if (got.error().code == api::errc::database_unavailable_exception &&
                         got.error().http_status == 504)
                    ++unavailable;
                else
                    ++other;
            }
        });
    for (int i = 0; i < 2 || (i < 8 && unavailable == 0); ++i) {
        int const before = written;
        for (int wait = 0; wait < 1000 && written < before + 20; ++wait)
            std::this_thread::sleep_for(10ms);
        CHECK(written >= before + 20);
        pid_t const server = server_in(data);
        REQUIRE(server > 0);
        ::kill(server, SIGKILL);
        CHECK(is_gone(server));
    }
    int const before = written;
    for (int wait = 0; wait < 1000 && written < before + 20; ++wait)
        std::this_thread::sleep_for(10ms);
    over = true;
    for (auto& one : all)
        one.join();
    CHECK(written >= before + 20);
    CHECK(unavailable > 0);
    CHECK(other == 0);
    // Every insert that was answered is there; one in flight may be as well.
    auto const rows = *db.one("SELECT count(*) FROM t").long_value;
    CHECK(rows >= written);
    CHECK(rows <= written + unavailable);
}

TEST_CASE("rds data: a killed session and a lost transaction") {
    local_database const db(in_memory);
    std::string const id = db.begin();
    auto const process = db.run("SELECT pg_backend_pid()", {}, id).value();
    (void)db
        .run("SELECT pg_terminate_backend(:p::int)",
             {number("p", *process.records.at(0).at(0).long_value)})
        .value();
    CHECK(db.run("SELECT 1", {}, id).error().code == api::errc::database_unavailable_exception);
    CHECK(db.run("SELECT 1", {}, id).error().message ==
          "Transaction " + id +
              " is not found. Transaction has been aborted due to an error from a previous call.");
    CHECK(db.one("SELECT 1").long_value == 1);
}

TEST_CASE("rds data: a server that somebody else runs") {
    local_database db(in_memory);
    CHECK(db.one("SELECT 1").long_value == 1);
    std::string const address = db.engine().address_of("local", "postgres");
    local::manual_clock clock;
    auto const other = local::make_rds_data(
        {.clock = &clock, .region = "us-east-1", .account_id = "000000000000"},
        {{.name = "given", .connection = address + " password=hidden"}},
        [](std::string_view) -> skiff::result<std::string> {
            return std::string(R"({"username": "docexampleadmin", "password": "pw-admin"})");
        });
    CHECK(other->address_of("given", "x").find("hidden") == std::string::npos);
    auto const* const entry = other->handlers().find("ExecuteStatement");
    REQUIRE(entry);
    api::execute_statement_request in;
    in.resource_arn = other->arn_of("given");
    in.secret_arn = "any";
    in.sql = "SELECT current_user::text";
    api::execute_statement_response out;
    CHECK_FALSE(entry->run(&in, &out));
    CHECK(out.records.at(0).at(0).string_value == "docexampleadmin");
    other->reset();
    CHECK(db.one("SELECT 1").long_value == 1);
}

TEST_CASE("rds data: clusters that cannot be") {
    local::manual_clock clock;
    auto const make = [&](std::vector<local::database_cluster> const& clusters) {
        return local::make_rds_data({.clock = &clock}, clusters,
                                    [](std::string_view) { return std::string(); });
    };
    CHECK_THROWS_AS(make({{.name = "../x"}}), skiff::service_error);
    CHECK_THROWS_AS(make({{.name = ""}}), skiff::service_error);
    CHECK_THROWS_AS(make({{}, {}}), skiff::service_error);
    CHECK_THROWS_AS(make({{.connection = "nonsense"}}), skiff::service_error);
    CHECK_THROWS_AS(make({{}})->arn_of("other"), skiff::service_error);
}

TEST_CASE("rds data: a child's failure is reported") {
    temporary_folder const folder{skiff::test::open_to_others()};
    using namespace local;
    using namespace local::rds_data;
    system_user const user = server_user("postgres");
    give_folder(folder.path(), user);
    auto const run = [&](char const* path, std::vector<std::string> arguments) {
        child_process child({.path = path,
                             .arguments = std::move(arguments),
                             .user = user,
                             .folder = "/",
                             .output = folder.path() / "log",
                             .on_orphaned = SIGKILL});
        REQUIRE(child.wait_for(10s));
        return child.exit_code();
    };
    CHECK(run("/bin/sh", {"-c", "exit 3"}) == 3);
    CHECK(run("/bin/sh", {"-c", "kill -9 $$"}) == -SIGKILL);
    CHECK(run("/no/such/program", {}) == 127);
}

TEST_CASE("rds data: links in a server's folder lead nowhere") {
    temporary_folder const others;
    others.write("precious", "kept");
    fs::path const precious = others.path() / "precious";
    auto const content = [&] {
        std::ifstream in(precious);
        return std::string{std::istreambuf_iterator<char>(in), {}};
    };
    temporary_folder const folder{skiff::test::open_to_others()};
    using namespace local;
    using namespace local::rds_data;
    system_user const user = server_user("postgres");
    give_folder(folder.path(), user);
    fs::path const log = folder.path() / "log";
    fs::create_symlink(precious, log);
    child_process child({.path = "/bin/sh",
                         .arguments = {"-c", "echo said"},
                         .user = user,
                         .folder = "/",
                         .output = log,
                         .on_orphaned = SIGKILL});
    REQUIRE(child.wait_for(10s));
    CHECK(child.exit_code() == 0);
    CHECK(content() == "kept");
    CHECK_FALSE(fs::is_symlink(log));
    CHECK(fs::file_size(log) == 5);

    fs::path const settings = folder.path() / "settings";
    CHECK(write_as(user, settings, "one"));
    CHECK(write_as(user, settings, "2"));
    CHECK(fs::file_size(settings) == 1);
    fs::remove(settings);
    fs::create_symlink(precious, settings);
    CHECK_FALSE(write_as(user, settings, "two"));
    CHECK(content() == "kept");

    constexpr server_kind kind{.product = "a server",
                               .user = "postgres",
                               .socket_name = "socket",
                               .folder_prefix = "skiff-no-server-",
                               .pid_file = "pid",
                               .stop_signal = SIGTERM};
    server_home home(folder.path(), kind);
    home.prepare();
    fs::remove(log);
    fs::create_symlink(precious, log);
    CHECK(home.last_words() == "it says nothing");
}
