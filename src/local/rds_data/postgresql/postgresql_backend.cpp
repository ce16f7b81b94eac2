// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/postgresql/postgresql_backend.hpp"

#include "local/rds_data/postgresql/session.hpp"
#include "local/rds_data/refusal.hpp"

#include <algorithm>
#include <utility>

namespace skiff::local::rds_data::postgresql {
namespace {

struct memory_deleter {
    void operator()(char* one) const noexcept { PQfreemem(one); }
};
using pg_text = std::unique_ptr<char, memory_deleter>;

void set(connection_parameters& in, std::string_view key, std::string value) {
    auto const at = std::find_if(in.begin(), in.end(),
                                 [&](auto const& one) { return one.first == key; });
    if (at != in.end())
        at->second = std::move(value);
    else
        in.emplace_back(key, std::move(value));
}

/// Before PostgreSQL 16 CREATEROLE may grant every role but a superuser's, so also the one that
/// runs programs; from then on those alone that it could administer anyway.
std::string rights_on(PGconn* server) {
    constexpr int first_harmless = 160'000;
    return PQserverVersion(server) < first_harmless ? "LOGIN CREATEDB"
                                                    : "LOGIN CREATEDB CREATEROLE";
}

/// The forms in which values are read; a statement can change them for its transaction alone.
constexpr char const* session_settings =
    "-c TimeZone=UTC -c DateStyle=ISO,MDY -c IntervalStyle=postgres -c extra_float_digits=1 "
    "-c bytea_output=hex -c standard_conforming_strings=on";

} // namespace

bool may_log_in(std::string_view user) noexcept {
    return user != private_cluster::owner && user != "postgres" && !user.starts_with("rds") &&
           !user.starts_with("pg_");
}

postgresql_backend::postgresql_backend(std::filesystem::path folder)
    : own_(std::make_unique<private_cluster>(std::move(folder))) {}

postgresql_backend::postgresql_backend(std::string const& connection_string)
    : given_(parse_connection_string(connection_string)) {}

result<std::unique_ptr<session>> postgresql_backend::connect(login const& who,
                                                             std::string_view database) {
    if (own_ && !may_log_in(who.user))
        return database_error("FATAL: the user name \"" + who.user +
                              "\" is reserved in a local cluster; SQLState: 28000");
    auto link = open(who, database);
    if (!link)
        return link.error();
    return std::unique_ptr<session>(
        std::make_unique<postgresql_session>(*std::move(link), types_of(database)));
}

result<connection> postgresql_backend::open(login const& who, std::string_view database) {
    auto to = server();
    if (!to)
        return to.error();
    if (own_)
        if (auto failed = make_role(who))
            return *std::move(failed);
    set(*to, "user", who.user);
    set(*to, "password", who.password);
    set(*to, "dbname", std::string(database));
    set(*to, "client_encoding", "UTF8");
    set(*to, "application_name", "skiff-local");
    set(*to, "options", session_settings);
    return connection::open(*to);
}

result<connection_parameters> postgresql_backend::server() {
    if (!own_)
        return given_;
    return own_->start();
}

std::optional<error> postgresql_backend::make_role(login const& who) {
    std::lock_guard const lock(mutex_);
    if (roles_.contains(who.user))
        return std::nullopt;
    auto to = server();
    if (!to)
        return to.error();
    set(*to, "dbname", "postgres");
    auto link = connection::open(*to);
    if (!link)
        return link.error();
    auto const there = link->query("SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = $1",
                                   {who.user});
    if (!there)
        return there.error();
    if (PQntuples(there->get()) == 0) {
        // The server is given what it would keep of the password, not the password.
        pg_text const verifier(PQencryptPasswordConn(link->handle(), who.password.c_str(),
                                                     who.user.c_str(), "scram-sha-256"));
        pg_text const name(PQescapeIdentifier(link->handle(), who.user.data(), who.user.size()));
        if (!verifier || !name)
            return database_error("FATAL: the user name or password cannot be used; SQLState: "
                                  "28000");
        std::string const sql = std::string("CREATE ROLE ") + name.get() + " " +
                                rights_on(link->handle()) + " IN ROLE " +
                                private_cluster::administrators + " PASSWORD '" + verifier.get() +
                                "'";
        if (auto const made = link->query(sql.c_str()); !made)
            return made.error();
    }
    roles_.insert(who.user);
    return std::nullopt;
}

std::shared_ptr<type_catalog> postgresql_backend::types_of(std::string_view database) {
    std::lock_guard const lock(mutex_);
    auto& types = types_[std::string(database)];
    if (!types)
        types = std::make_shared<type_catalog>();
    return types;
}

std::string postgresql_backend::default_database() const {
    auto const named = std::find_if(given_.begin(), given_.end(),
                                    [](auto const& one) { return one.first == "dbname"; });
    return named != given_.end() && !named->second.empty() ? named->second : "postgres";
}

result<std::string> postgresql_backend::address(std::string_view database) {
    auto to = server();
    if (!to)
        return to.error();
    std::erase_if(*to, [](auto const& one) {
        return one.first == "password" || one.first == "passfile" || one.first == "sslpassword";
    });
    set(*to, "dbname", database.empty() ? default_database() : std::string(database));
    return to_connection_string(*to);
}

bool postgresql_backend::running() const {
    return !own_ || own_->running();
}

void postgresql_backend::reset() {
    std::lock_guard const lock(mutex_);
    roles_.clear();
    types_.clear();
    if (own_)
        own_->reset();
}

} // namespace skiff::local::rds_data::postgresql
