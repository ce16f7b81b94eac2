// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/mysql/private_server.hpp"

#include "local/rds_data/refusal.hpp"

#include <skiff/core/random.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>
#include <vector>

namespace skiff::local::rds_data::mysql {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::string_view socket_name = "mysql.sock";
constexpr char const* made_name = "skiff.made"; // in data that were made whole
constexpr std::size_t longest_socket = 107;
constexpr server_kind mysql_servers{
    .folder_prefix = "skiff-mysql-", .pid_file = "server.pid", .stop_signal = SIGTERM};

[[noreturn]] void fail(std::string why) {
    throw service_error(make_error(errc::invalid_configuration, std::move(why)));
}

bool fits_a_socket(fs::path const& folder) {
    return folder.native().size() + 1 + socket_name.size() <= longest_socket;
}

std::string random_hex() {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<std::byte, 16> bytes{};
    system_random().fill(bytes);
    std::string out;
    for (std::byte const one : bytes) {
        out.push_back(digits[std::to_integer<unsigned>(one) >> 4]);
        out.push_back(digits[std::to_integer<unsigned>(one) & 15]);
    }
    return out;
}

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
        fail("the file " + file.string() + " cannot be written");
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

private_server::private_server(fs::path folder) : folder_(std::move(folder)) {}

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
    std::error_code failed;
    if (!base_.empty())
        fs::remove_all(data(), failed);
    else if (!folder_.empty())
        fs::remove_all(folder_ / "data", failed);
    if (failed)
        fail("the data in " + folder_.string() + " cannot be removed: " + failed.message());
}

fs::path private_server::client_options() const {
    std::lock_guard const lock(mutex_);
    return base_ / "client.cnf";
}

connection_parameters private_server::parameters() const {
    return {.host = {},
            .port = 0,
            .socket = socket_.string(),
            .user = owner,
            .password = password_,
            .database = {}};
}

void private_server::prepare() {
    if (base_.empty()) {
        programs_ = find_server_programs();
        user_ = server_user("mysql");
        private_folder::remove_orphans(*user_, mysql_servers);
        if (folder_.empty() || !fits_a_socket(fs::absolute(folder_)))
            temporary_.emplace(*user_, mysql_servers);
        fs::path const base = folder_.empty() ? temporary_->path() : fs::absolute(folder_);
        std::error_code failed;
        fs::create_directories(base, failed);
        if (failed)
            fail("the folder " + base.string() + " cannot be made: " + failed.message());
        if (!folder_.empty())
            give_folder(base, *user_);
        if (!can_enter(*user_, base))
            fail("MariaDB runs as the user " + user_->name + ", who cannot enter the data folder " +
                 base.string() +
                 ": let others enter the folders above it (chmod o+x), or use a folder elsewhere, "
                 "such as one below /var/tmp");
        socket_ = (temporary_ ? temporary_->path() : base) / socket_name;
        base_ = base;
    }
    end_orphaned_server(data(), mysql_servers);
    if (!fs::exists(data() / made_name))
        make_data();
    write_owner();
}

/// The installer takes its time for help texts and syncs; the syncs can be left out.
void private_server::make_data() {
    std::error_code failed;
    fs::remove_all(data(), failed); // a half-made one
    fs::create_directory(data(), failed);
    if (failed)
        fail("the folder " + data().string() + " cannot be made: " + failed.message());
    give_folder(data(), *user_);
    std::vector<std::string> arguments = storage_settings(data());
    for (char const* const one :
         {"--auth-root-authentication-method=socket", "--auth-root-socket-user=root",
          "--skip-test-db", "--skip-name-resolve", "--skip-log-bin"})
        arguments.emplace_back(one);
    arguments.insert(arguments.end(), careless_settings.begin(), careless_settings.end());
    child_process installer({.path = programs_.installer.string(),
                             .arguments = std::move(arguments),
                             .user = *user_,
                             .folder = base_,
                             .output = base_ / "log",
                             .on_orphaned = SIGKILL});
    if (!installer.wait_for(120s) || installer.exit_code() != 0)
        fail("MariaDB cannot make its data folder " + data().string() + ": " + last_words());
    std::ofstream(data() / made_name).close();
}

/// The owner's password, for the server's start and for the client program.
void private_server::write_owner() {
    password_ = random_hex();
    std::string const name = std::string(owner) + "@localhost";
    write_secret(base_ / "owner.sql",
                 "CREATE USER IF NOT EXISTS " + name +
                     ";\n" //
                     "ALTER USER " +
                     name + " IDENTIFIED BY '" + password_ + "';\n" +
                     "GRANT ALL PRIVILEGES ON *.* TO " + name + " WITH GRANT OPTION;\n",
                 *user_);
    write_secret(base_ / "client.cnf",
                 "[client]\nsocket=" + socket_.string() + "\nuser=" + owner +
                     "\npassword=" + password_ + "\ndefault-character-set=utf8mb4\n",
                 current_user());
}

void private_server::launch() {
    std::vector<std::string> arguments = storage_settings(data());
    arguments.insert(arguments.end(), server_settings.begin(), server_settings.end());
    if (folder_.empty())
        arguments.insert(arguments.end(), careless_settings.begin(), careless_settings.end());
    arguments.push_back("--socket=" + socket_.string());
    arguments.push_back("--pid-file=" + (data() / mysql_servers.pid_file).string());
    arguments.push_back("--tmpdir=" + base_.string());
    arguments.push_back("--init-file=" + (base_ / "owner.sql").string());
    server_ = std::make_unique<child_process>(
        program{.path = programs_.server.string(),
                .arguments = std::move(arguments),
                .user = *user_,
                .folder = base_,
                .output = base_ / "log",
                .on_orphaned = folder_.empty() ? SIGKILL : SIGTERM});
}

std::optional<error> private_server::wait_until_ready() {
    auto const deadline = std::chrono::steady_clock::now() + 60s;
    for (;;) {
        auto link = connection::open(parameters());
        if (link)
            break;
        if (!server_->running())
            fail("MariaDB does not start: " + last_words());
        if (std::chrono::steady_clock::now() > deadline)
            return link.error();
        if (link.error().aws_code != "DatabaseUnavailableException")
            fail("the private MariaDB refuses its owner: " + link.error().message);
        server_->wait_for(10ms);
    }
    std::error_code ignored;
    fs::remove(base_ / "owner.sql", ignored);
    return std::nullopt;
}

void private_server::stop() {
    if (!server_)
        return;
    if (!folder_.empty()) {
        server_->send(SIGTERM); // ends the sessions, then writes everything
        server_->wait_for(15s);
    }
    server_.reset(); // what is in a temporary folder goes with it
}

std::string private_server::last_words() const {
    std::ifstream in(base_ / "log");
    std::string text{std::istreambuf_iterator<char>(in), {}};
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    constexpr std::size_t enough = 600;
    if (text.size() > enough)
        text = "... " + text.substr(text.size() - enough);
    return text.empty() ? "it says nothing" : text;
}

} // namespace skiff::local::rds_data::mysql
