// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/mysql/mysql_backend.hpp"

#include "local/rds_data/mysql/make_backend.hpp"
#include "local/rds_data/mysql/session.hpp"
#include "local/rds_data/refusal.hpp"

#include <utility>

namespace skiff::local::rds_data::mysql {
namespace {

/// What the first user of an Aurora MySQL cluster may do: everything but what belongs to the
/// machine and the server (FILE, SUPER, SHUTDOWN and their like).
constexpr char const* rights =
    "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, PROCESS, REFERENCES, INDEX, ALTER, SHOW "
    "DATABASES, CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, CREATE VIEW, SHOW VIEW, CREATE "
    "ROUTINE, ALTER ROUTINE, CREATE USER, EVENT, TRIGGER";

} // namespace

bool may_log_in(std::string_view user) noexcept {
    return user != private_server::owner && user != "root" && user != "mysql" &&
           !user.starts_with("rds") && !user.starts_with("mariadb.");
}

std::unique_ptr<backend> make_backend(database_cluster const& what,
                                      std::filesystem::path const& folder) {
    if (!what.connection.empty())
        return std::make_unique<mysql_backend>(what.connection);
    return std::make_unique<mysql_backend>(folder);
}

mysql_backend::mysql_backend(std::filesystem::path folder)
    : own_(std::make_unique<private_server>(std::move(folder))) {}

mysql_backend::mysql_backend(std::string const& url) : given_(parse_connection(url)) {}

result<std::unique_ptr<session>> mysql_backend::connect(login const& who,
                                                        std::string_view database) {
    if (own_ && !may_log_in(who.user))
        return database_error("The user name '" + who.user +
                              "' is reserved in a local cluster; Error code: 1045; SQLState: "
                              "28000");
    auto link = open(who, database);
    if (!link)
        return link.error();
    return std::unique_ptr<session>(std::make_unique<mysql_session>(*std::move(link)));
}

result<connection> mysql_backend::open(login const& who, std::string_view database) {
    connection_parameters to = given_;
    if (own_) {
        auto server = own_->start();
        if (!server)
            return server.error();
        if (auto failed = make_user(who, *server))
            return *std::move(failed);
        to = *std::move(server);
    }
    to.user = who.user;
    to.password = who.password;
    to.database = database;
    return connection::open(std::move(to));
}

std::optional<error> mysql_backend::make_user(login const& who,
                                              connection_parameters const& server) {
    std::lock_guard const lock(mutex_);
    if (users_.contains(who.user))
        return std::nullopt;
    auto link = connection::open(server);
    if (!link)
        return link.error();
    std::string const name = link->quote(who.user);
    auto const there = link->query("SELECT 1 FROM mysql.global_priv WHERE User = " + name);
    if (!there)
        return there.error();
    if (there->empty()) {
        // The server keeps what it makes of the password; no statement that can fail has it.
        auto const kept = link->query("SELECT PASSWORD(" + link->quote(who.password) + ")");
        if (!kept)
            return kept.error();
        std::string const whom = name + "@'%'";
        for (std::string const& sql :
             {"CREATE USER " + whom + " IDENTIFIED BY PASSWORD " +
                  link->quote(kept->front().front()),
              std::string("GRANT ") + rights + " ON *.* TO " + whom + " WITH GRANT OPTION"})
            if (auto const done = link->query(sql); !done)
                return done.error();
    }
    users_.insert(who.user);
    return std::nullopt;
}

std::string mysql_backend::default_database() const {
    return given_.database;
}

result<std::string> mysql_backend::address(std::string_view database) {
    if (!own_) {
        connection_parameters to = given_;
        if (!database.empty())
            to.database = database;
        return to_options(to);
    }
    if (auto const server = own_->start(); !server)
        return server.error();
    std::string out = "--defaults-file=" + own_->client_options().string();
    if (!database.empty())
        out.append(" --database=").append(database);
    return out;
}

bool mysql_backend::running() const {
    return !own_ || own_->running();
}

void mysql_backend::reset() {
    std::lock_guard const lock(mutex_);
    users_.clear();
    if (own_)
        own_->reset();
}

} // namespace skiff::local::rds_data::mysql
