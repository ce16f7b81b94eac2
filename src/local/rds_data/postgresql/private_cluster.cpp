// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/postgresql/private_cluster.hpp"

#include "local/rds_data/postgresql/server_programs.hpp"
#include "local/rds_data/refusal.hpp"

#include <locale.h>
#include <unistd.h>

#include <csignal>
#include <system_error>
#include <thread>
#include <utility>

namespace skiff::local::rds_data::postgresql {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr char const* port = "5432"; // only a part of the socket's name
constexpr server_kind postgresql_servers{.product = "PostgreSQL",
                                         .user = "postgres",
                                         .socket_name = ".s.PGSQL.5432",
                                         .folder_prefix = "skiff-postgresql-",
                                         .pid_file = "postmaster.pid",
                                         .stop_signal = SIGINT};

bool has_locale(char const* name) {
    locale_t const one = ::newlocale(LC_ALL_MASK, name, nullptr);
    if (one)
        ::freelocale(one);
    return one != nullptr;
}

void add_setting(std::vector<std::string>& to, std::string setting) {
    to.emplace_back("-c");
    to.push_back(std::move(setting));
}

/// A name in pg_ident.conf's quotes.
std::string in_quotes(std::string_view name) {
    std::string out = "\"";
    for (char const c : name)
        out.append(c == '"' ? 2 : 1, c);
    return out.append("\"");
}

} // namespace

private_cluster::private_cluster(fs::path folder) : home_(std::move(folder), postgresql_servers) {}

private_cluster::~private_cluster() {
    stop();
}

bool private_cluster::running() const {
    std::lock_guard const lock(mutex_);
    return server_ && server_->running();
}

result<connection_parameters> private_cluster::start() {
    std::lock_guard const lock(mutex_);
    if (server_ && server_->running())
        return parameters();
    server_.reset();
    prepare();
    auto link = launch_until_ready();
    if (!link)
        return link.error();
    if (auto failed = make_roles(*link)) {
        stop();
        return *std::move(failed);
    }
    return parameters();
}

/// Sessions of a server that was killed may live on for moments and keep a new one from starting.
result<connection> private_cluster::launch_until_ready() {
    for (int attempt = 1;; ++attempt) {
        launch();
        auto link = wait_until_ready();
        if (link)
            return link;
        if (server_->running()) {
            stop();
            return link;
        }
        server_.reset();
        if (attempt == 5)
            refuse_server("PostgreSQL does not start: " + home_.last_words());
        std::this_thread::sleep_for(200ms * attempt);
        home_.end_orphan();
    }
}

void private_cluster::reset() {
    std::lock_guard const lock(mutex_);
    stop();
    home_.remove_data();
}

connection_parameters private_cluster::parameters() const {
    return {{"host", home_.sockets().string()}, {"port", port}, {"user", owner}};
}

void private_cluster::prepare() {
    if (!home_.is_prepared())
        programs_ = find_server_programs();
    home_.prepare();
    if (!fs::exists(home_.data() / "PG_VERSION"))
        make_data();
    write_access_rules();
}

void private_cluster::make_data() {
    std::error_code ignored;
    fs::remove_all(home_.data(), ignored); // a half-made one
    char const* const locale = has_locale("C.UTF-8") ? "C.UTF-8" : "C";
    child_process initdb(home_.make_program(programs_ / "initdb",
                                            {"-D", home_.data().string(), "-U", owner, "--no-sync",
                                             "--no-instructions", "--auth=reject",
                                             "--encoding=UTF8", std::string("--locale=") + locale},
                                            SIGKILL));
    if (!initdb.wait_for(120s) || initdb.exit_code() != 0)
        refuse_server("PostgreSQL cannot make its data folder " + home_.data().string() + ": " +
                      home_.last_words());
}

/// Our user and the server's become the owner; everybody else has a password.
void private_cluster::write_access_rules() const {
    std::string const name = owner;
    std::string const hosts = "local all " + name + " peer map=" + name +
                              "\nlocal all all scram-sha-256\n";
    std::string names;
    for (std::string const& one : {current_user().name, home_.user().name})
        names += name + " " + in_quotes(one) + " " + name + "\n";
    if (!write_as(home_.user(), home_.data() / "pg_hba.conf", hosts) ||
        !write_as(home_.user(), home_.data() / "pg_ident.conf", names))
        refuse_server("the data folder " + home_.data().string() + " cannot be written");
}

void private_cluster::launch() {
    std::vector<std::string> arguments{"-D", home_.data().string(), "-k", home_.sockets().string()};
    for (char const* const one :
         {"listen_addresses=", "port=5432", "unix_socket_permissions=0700", "max_connections=100",
          "password_encryption=scram-sha-256", "logging_collector=off", "log_destination=stderr",
          "log_min_error_statement=panic", "log_statement=none", "jit=off", "wal_level=minimal",
          "max_wal_senders=0", "shared_buffers=32MB", "dynamic_shared_memory_type=mmap",
          "timezone=UTC", "restart_after_crash=on"})
        add_setting(arguments, one);
    if (!home_.is_kept())
        for (char const* const one : {"fsync=off", "full_page_writes=off"})
            add_setting(arguments, one); // safe from crashes of the server, not of the machine
    server_ = std::make_unique<child_process>(
        home_.make_program(programs_ / "postgres", std::move(arguments), SIGINT));
}

result<connection> private_cluster::wait_until_ready() {
    connection_parameters to = parameters();
    to.emplace_back("dbname", "postgres");
    to.emplace_back("connect_timeout", "5");
    auto const deadline = std::chrono::steady_clock::now() + 60s;
    for (;;) {
        auto link = connection::open(to);
        if (link || !server_->running() || std::chrono::steady_clock::now() > deadline)
            return link;
        if (!is_unavailable(link.error()))
            refuse_server("the private PostgreSQL refuses its owner: " + link.error().message);
        server_->wait_for(10ms);
    }
}

/// What a fresh Aurora cluster has; done again without harm.
std::optional<error> private_cluster::make_roles(connection& link) {
    auto const there = link.query("SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = $1",
                                  {administrators});
    if (!there)
        return there.error();
    if (PQntuples(there->get()) != 0)
        return std::nullopt;
    for (char const* const one :
         {"CREATE ROLE rds_superuser NOLOGIN", "ALTER DATABASE postgres OWNER TO rds_superuser",
          "ALTER SCHEMA public OWNER TO pg_database_owner",
          "GRANT pg_monitor, pg_signal_backend TO rds_superuser WITH ADMIN OPTION"})
        if (auto const done = link.query(one); !done)
            return done.error();
    return std::nullopt;
}

void private_cluster::stop() {
    if (!server_)
        return;
    server_->send(SIGINT); // ends the sessions, then writes everything
    if (!server_->wait_for(10s)) {
        server_->send(SIGQUIT);
        server_->wait_for(3s);
    }
    server_.reset();
}

} // namespace skiff::local::rds_data::postgresql
