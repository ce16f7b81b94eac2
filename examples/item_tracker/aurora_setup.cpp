// SPDX-License-Identifier: Apache-2.0
#include "aurora_setup.hpp"

#include <skiff/core/secret.hpp>
#include <skiff/rds_data/errors.hpp>
#include <skiff/rds_data/sql_error.hpp>
#include <skiff/secrets_manager/errors.hpp>
#include <skiff/secrets_manager/operation/delete_secret.hpp>
#include <skiff/secrets_manager/operation/describe_secret.hpp>
#include <skiff/secrets_manager/operation/get_random_password.hpp>
#include <skiff/secrets_manager/operation/restore_secret.hpp>
#include <skiff/secrets_manager/secret_cache.hpp>

#include <boost/describe/class.hpp>

#include <algorithm>
#include <utility>

namespace item_tracker {
namespace {

namespace rds = skiff::rds_data;
namespace sm = skiff::secrets_manager;

/// What the secret says, as Secrets Manager's own rotation writes it.
struct login {
    std::string username;
    skiff::secret_string password;
};
BOOST_DESCRIBE_STRUCT(login, (), (username, password))

constexpr char const* mark = "made-by"; // The tag of secrets that --create made.
constexpr char const* maker = "item-tracker-aurora";

bool is_ours(sm::describe_secret_response const& secret) {
    return std::ranges::any_of(
        secret.tags, [](auto const& tag) { return tag.key == mark && tag.value == maker; });
}

/// Said by the service or by the database.
bool is_missing_database(skiff::error const& e) {
    return e.code == rds::errc::database_not_found_exception ||
           rds::sql_error_of(e) == rds::sql_error::undefined_database;
}

/// The Data API could not log in because there is no login, or it is about to be deleted.
bool is_missing_secret(skiff::error const& e) {
    return e.code == rds::errc::secrets_error_exception ||
           e.message.find("find the specified secret") != std::string::npos ||
           e.message.find("marked for deletion") != std::string::npos;
}

/// SQLSTATE class 28; older clusters tell no state.
bool is_refused_login(skiff::error const& e) {
    auto const state = rds::sql_state(e);
    return state ? state->starts_with("28")
                 : e.message.find("password authentication failed") != std::string::npos;
}

/// A login that fails here most often means that cluster and secret were made apart.
skiff::error explained(skiff::error e) {
    if (is_refused_login(e))
        e.message += " The secret's username and password must be the cluster's.";
    return e;
}

} // namespace

aurora_setup::aurora_setup(skiff::client_config const& aws, aurora_settings const& settings)
    : settings_(settings), secrets_(aws), statements_(aws) {}

skiff::result<void> aurora_setup::create() const {
    if (auto made = ensure_secret(); !made)
        return made;
    auto const mysql = ensure_database();
    if (!mysql)
        return explained(mysql.error());
    return make_table(*mysql);
}

skiff::result<void> aurora_setup::remove() const {
    auto const dropped = in(settings_.database)
                             .execute("DROP TABLE IF EXISTS " + settings_.table, {},
                                      {.idempotent = true, .continue_after_timeout = true});
    if (!dropped && !is_missing_database(dropped.error()) && !is_missing_secret(dropped.error()))
        return explained(dropped.error());
    return remove_secret();
}

skiff::result<void> aurora_setup::ensure_secret() const {
    sm::describe_secret_request const which{.secret_id = settings_.secret};
    auto const found = secrets_.describe_secret(which);
    if (found && !found->deleted_date)
        return {};
    if (found && !is_ours(*found))
        return skiff::make_error(skiff::errc::invalid_configuration,
                                 "The secret " + settings_.secret +
                                     " is being deleted, and --create did not make it. Restore it, "
                                     "or give another name.");
    if (found) {
        auto const restored = secrets_.restore_secret({.secret_id = settings_.secret});
        if (!restored)
            return restored.error();
        return {};
    }
    if (found.error().code != skiff::condition::not_found)
        return found.error();
    return make_secret();
}

/// As the tutorial's stack makes it: a fixed user, a random password without punctuation.
skiff::result<void> aurora_setup::make_secret() const {
    if (settings_.secret.starts_with("arn:"))
        return skiff::make_error(skiff::errc::invalid_configuration,
                                 "There is no secret " + settings_.secret +
                                     ". Give a name instead of an ARN to have one made.");
    auto password = secrets_.get_random_password(
        {.password_length = 30, .exclude_punctuation = true});
    if (!password)
        return password.error();
    login const with{.username = "docexampleadmin",
                     .password = std::move(password->random_password).value_or("")};
    // Through the cache, which overwrites the JSON text that it makes of the password.
    auto const made = sm::secret_cache(secrets_).create(
        settings_.secret, with,
        {.description = "The item tracker's database login.",
         .tags = {{.key = mark, .value = maker}}});
    if (!made)
        return made.error();
    return {};
}

skiff::result<void> aurora_setup::remove_secret() const {
    auto const found = secrets_.describe_secret({.secret_id = settings_.secret});
    if (!found && found.error().code == skiff::condition::not_found)
        return {};
    if (!found)
        return found.error();
    if (!is_ours(*found) || found->deleted_date)
        return {};
    auto const removed = secrets_.delete_secret(
        {.secret_id = settings_.secret, .recovery_window_in_days = 7});
    if (!removed)
        return removed.error();
    return {};
}

/// Makes the database when it is missing; true when it is MySQL's.
skiff::result<bool> aurora_setup::ensure_database() const {
    auto const there = speaks_mysql(in(settings_.database));
    if (there || !is_missing_database(there.error()))
        return there;
    auto const elsewhere = in("");
    auto const mysql = speaks_mysql(elsewhere);
    if (!mysql)
        return mysql;
    // In quotes: the Data API takes the name as it is, and PostgreSQL would make it lower case.
    char const quote = *mysql ? '`' : '"';
    if (auto const made = elsewhere.execute("CREATE DATABASE " + (quote + settings_.database) +
                                            quote);
        !made)
        return made.error();
    return mysql;
}

/// Table and index come together or not at all, where the database can: on PostgreSQL.
skiff::result<void> aurora_setup::make_table(bool mysql) const {
    auto const database = in(settings_.database);
    std::string const columns =
        "description TEXT, guide VARCHAR(45), status TEXT, username VARCHAR(45), ";
    if (mysql) {
        auto const made = database.execute(
            "CREATE TABLE IF NOT EXISTS " + settings_.table +
                " (iditem INT AUTO_INCREMENT PRIMARY KEY, " + columns +
                "archived BOOL DEFAULT 0, INDEX by_archived (archived, iditem))",
            {}, {.idempotent = true});
        if (!made)
            return made.error();
        return {};
    }
    auto change = database.begin();
    if (!change)
        return change.error();
    for (auto const& statement :
         {"CREATE TABLE IF NOT EXISTS " + settings_.table + " (iditem SERIAL PRIMARY KEY, " +
              columns + "archived BOOL DEFAULT false)",
          "CREATE INDEX IF NOT EXISTS " + settings_.table + std::string(index_suffix) + " ON " +
              settings_.table + " (archived, iditem)"})
        if (auto const made = change->execute(statement); !made)
            return made.error();
    auto const committed = change->commit();
    if (!committed)
        return committed.error();
    return {};
}

rds::database aurora_setup::in(std::string database) const {
    return {statements_,
            {.resource_arn = settings_.cluster_arn,
             .secret_arn = settings_.secret,
             .database = std::move(database)}};
}

skiff::result<bool> speaks_mysql(rds::database const& which) {
    auto const version = which.query_one<std::string>("SELECT version()");
    if (!version)
        return version.error();
    return !version->starts_with("PostgreSQL");
}

} // namespace item_tracker
