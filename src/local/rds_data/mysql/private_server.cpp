// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/mysql/private_server.hpp"

#include "local/rds_data/refusal.hpp"

#include <skiff/core/random.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <system_error>
#include <utility>
#include <vector>

namespace skiff::local::rds_data::mysql {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr char const* made_name = "skiff.made"; // in data that were made whole
constexpr server_kind mysql_servers{.product = "MariaDB",
                                    .user = "mysql",
                                    .socket_name = "mysql.sock",
                                    .folder_prefix = "skiff-mysql-",
                                    .pid_file = "server.pid",
                                    .stop_signal = SIGTERM};

/// Only `who` can read it.
void write_secret(fs::path const& file, std::string const& text, system_user const& who) {
    std::error_code ignored;
    fs::remove(file, ignored);
    int const out = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool const written = out >= 0 && ::write(out, text.data(), text.size()) ==
                                         static_cast<ssize_t>(text.size());
    bool const given = out >= 0 && (::geteuid() == who.id || ::fchown(out, who.id, who.group) == 0);
    if (out >= 0)
        ::close(out);
    if (!written || !given)
        refuse_server("the file " + file.string() + " cannot be written");
}

/// How InnoDB and Aria are made, which must not change afterwards, and small.
std::vector<std::string> storage_settings(fs::path const& data) {
    return {"--no-defaults", "--datadir=" + data.string(), "--innodb-log-file-size=16M",
            "--innodb-buffer-pool-size=32M", "--innodb-use-native-aio=0"};
}

/// What Aurora MySQL has by default, as far as MariaDB has it. ONLY_FULL_GROUP_BY is left out:
/// MariaDB's refuses what MySQL's accepts.
constexpr std::array server_settings{
    "--skip-networking",
    "--skip-log-bin",
    "--skip-name-resolve",
    "--skip-symbolic-links",
    "--silent-startup",
    "--local-infile=0",
    "--performance-schema=OFF",
    "--max-connections=110",
    "--max-allowed-packet=64M",
    "--key-buffer-size=1M",
    "--aria-pagecache-buffer-size=8M",
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_unicode_520_ci",
    "--default-time-zone=+00:00",
    "--explicit-defaults-for-timestamp=ON",
    "--sql-mode=STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
    "NO_ENGINE_SUBSTITUTION"};

/// For data that nobody will read again.
constexpr std::array careless_settings{"--debug-no-sync", "--innodb-flush-method=nosync",
                                       "--innodb-flush-log-at-trx-commit=0",
                                       "--innodb-doublewrite=0"};

} // namespace

private_server::private_server(fs::path folder) : home_(std::move(folder), mysql_servers) {}

private_server::~private_server() {
    stop();
}

bool private_server::running() const {
    std::lock_guard const lock(mutex_);
    return server_ && server_->running();
}

result<connection_parameters> private_server::start() {
    std::lock_guard const lock(mutex_);
    if (server_ && server_->running())
        return parameters();
    server_.reset();
    prepare();
    launch();
    if (auto failed = wait_until_ready()) {
        stop();
        return *std::move(failed);
    }
    return parameters();
}

void private_server::reset() {
    std::lock_guard const lock(mutex_);
    stop();
    home_.remove_data();
}

fs::path private_server::client_options() const {
    std::lock_guard const lock(mutex_);
    return home_.base() / "client.cnf";
}

connection_parameters private_server::parameters() const {
    return {.host = {},
            .port = 0,
            .socket = socket().string(),
            .user = owner,
            .password = password_,
            .database = {}};
}

fs::path private_server::socket() const {
    return home_.sockets() / mysql_servers.socket_name;
}

void private_server::prepare() {
    if (!home_.is_prepared())
        programs_ = find_server_programs();
    home_.prepare();
    if (!fs::exists(home_.data() / made_name))
        make_data();
    write_owner();
}

/// The installer takes its time for help texts and syncs; the syncs can be left out.
void private_server::make_data() {
    std::error_code failed;
    fs::remove_all(home_.data(), failed); // a half-made one
    fs::create_directory(home_.data(), failed);
    if (failed)
        refuse_server("the folder " + home_.data().string() +
                      " cannot be made: " + failed.message());
    give_folder(home_.data(), home_.user());
    std::vector<std::string> arguments = storage_settings(home_.data());
    for (char const* const one :
         {"--auth-root-authentication-method=socket", "--auth-root-socket-user=root",
          "--skip-test-db", "--skip-name-resolve", "--skip-log-bin"})
        arguments.emplace_back(one);
    arguments.insert(arguments.end(), careless_settings.begin(), careless_settings.end());
    child_process installer(home_.make_program(programs_.installer, std::move(arguments), SIGKILL));
    if (!installer.wait_for(120s) || installer.exit_code() != 0)
        refuse_server("MariaDB cannot make its data folder " + home_.data().string() + ": " +
                      home_.last_words());
    if (!write_as(home_.user(), home_.data() / made_name, {}))
        refuse_server("the folder " + home_.data().string() + " cannot be written");
}

/// The owner's password, for the server's start and for the client program.
void private_server::write_owner() {
    password_ = system_random().uuid();
    std::string const name = std::string(owner) + "@localhost";
    write_secret(home_.base() / "owner.sql",
                 "CREATE USER IF NOT EXISTS " + name +
                     ";\n" //
                     "ALTER USER " +
                     name + " IDENTIFIED BY '" + password_ + "';\n" +
                     "GRANT ALL PRIVILEGES ON *.* TO " + name + " WITH GRANT OPTION;\n",
                 home_.user());
    write_secret(home_.base() / "client.cnf",
                 "[client]\nsocket=" + socket().string() + "\nuser=" + owner +
                     "\npassword=" + password_ + "\ndefault-character-set=utf8mb4\n",
                 current_user());
}

void private_server::launch() {
    std::vector<std::string> arguments = storage_settings(home_.data());
    arguments.insert(arguments.end(), server_settings.begin(), server_settings.end());
    if (!home_.is_kept())
        arguments.insert(arguments.end(), careless_settings.begin(), careless_settings.end());
    arguments.push_back("--socket=" + socket().string());
    arguments.push_back("--pid-file=" + (home_.data() / mysql_servers.pid_file).string());
    arguments.push_back("--tmpdir=" + home_.base().string());
    arguments.push_back("--init-file=" + (home_.base() / "owner.sql").string());
    server_ = std::make_unique<child_process>(home_.make_program(
        programs_.server, std::move(arguments), home_.is_kept() ? SIGTERM : SIGKILL));
}

std::optional<error> private_server::wait_until_ready() {
    auto const deadline = std::chrono::steady_clock::now() + 60s;
    for (;;) {
        auto link = connection::open(parameters());
        if (link)
            break;
        if (!server_->running())
            refuse_server("MariaDB does not start: " + home_.last_words());
        if (std::chrono::steady_clock::now() > deadline)
            return link.error();
        if (!is_unavailable(link.error()))
            refuse_server("the private MariaDB refuses its owner: " + link.error().message);
        server_->wait_for(10ms);
    }
    std::error_code ignored;
    fs::remove(home_.base() / "owner.sql", ignored);
    return std::nullopt;
}

void private_server::stop() {
    if (!server_)
        return;
    if (home_.is_kept()) {
        server_->send(SIGTERM); // ends the sessions, then writes everything
        server_->wait_for(15s);
    }
    server_.reset(); // what is in a temporary folder goes with it
}

} // namespace skiff::local::rds_data::mysql
