// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/engine.hpp"

#include "local/rds_data/answer.hpp"
#include "local/rds_data/mysql/make_backend.hpp"
#include "local/rds_data/named_sql.hpp"
#include "local/rds_data/parameters.hpp"
#include "local/rds_data/postgresql/postgresql_backend.hpp"
#include "local/rds_data/refusal.hpp"
#include "local/rds_data/secret.hpp"

#include <algorithm>
#include <utility>

namespace skiff::local {

std::unique_ptr<rds_data::rds_data_engine> make_rds_data(
    environment const& where, std::vector<database_cluster> const& clusters,
    secret_source secrets) {
    return std::make_unique<rds_data::rds_data_engine>(where, clusters, std::move(secrets));
}

namespace rds_data {
namespace {

constexpr std::size_t longest_sql = 65'536;
constexpr auto statement_time = std::chrono::seconds(45);

[[noreturn]] void refuse_configuration(std::string why) {
    throw service_error(make_error(errc::invalid_configuration, std::move(why)));
}

bool is_cluster_name(std::string_view name) {
    return !name.empty() && name.size() <= 63 &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") ==
               std::string_view::npos;
}

std::unique_ptr<backend> make_backend(environment const& where, database_cluster const& what) {
    bool const is_mysql = what.engine == database_engine::mysql;
    auto const folder = where.folder.empty()
                            ? std::filesystem::path()
                            : where.folder / ((is_mysql ? "mysql-" : "postgresql-") + what.name);
    if (is_mysql)
        return mysql::make_backend(what, folder);
    if (!what.connection.empty())
        return std::make_unique<postgresql::postgresql_backend>(what.connection);
    return std::make_unique<postgresql::postgresql_backend>(folder);
}

/// "arn:aws:rds:us-east-1:000000000000:cluster:local", whatever the partition.
bool is_cluster_arn(std::string_view text) {
    return text.starts_with("arn:") && text.find(":rds:") != std::string_view::npos &&
           text.find(":cluster:") != std::string_view::npos;
}

/// DROP DATABASE and its like need a database that nobody is connected to.
bool is_about_databases(named_sql const& sql) {
    if (sql.verb != "DROP" && sql.verb != "ALTER" && sql.verb != "CREATE")
        return false;
    std::string text = sql.text.substr(0, 200);
    std::transform(text.begin(), text.end(), text.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return text.find("DATABASE") != std::string::npos;
}

std::optional<error> check_sql(std::string const& sql) {
    if (sql.empty())
        return missing("sql");
    if (sql.size() > longest_sql)
        return validation_error("1 validation error detected: Value at 'sql' failed to satisfy "
                                "constraint: Member must have length less than or equal to 65536");
    if (sql.find('\0') != std::string::npos)
        return bad_request("The SQL statement contains a NUL character.");
    return std::nullopt;
}

result<named_sql> read_sql(std::string const& sql, dialect how) {
    if (auto failed = check_sql(sql))
        return *std::move(failed);
    named_sql out = parse_named_sql(sql, how);
    if (out.statements > 1)
        return validation_error("Multistatements aren't supported.");
    return out;
}

} // namespace

struct rds_data_engine::cluster {
    cluster(database_cluster const& what, environment const& where)
        : name(what.name)
        , engine(what.engine)
        , arn("arn:aws:rds:" + where.region + ":" + where.account_id + ":cluster:" + what.name)
        , server(make_backend(where, what))
        , sessions(*server)
        , sleep(what.name, *where.clock) {}

    std::string name;
    database_engine engine;
    std::string arn;
    std::unique_ptr<backend> server;
    session_pool sessions;
    pausing sleep;
};

/// Where a request goes.
struct rds_data_engine::target {
    cluster* where;
    login who;
    std::string database; ///< Empty: the transaction's, or the default.
};

rds_data_engine::rds_data_engine(environment const& where,
                                 std::vector<database_cluster> const& clusters,
                                 secret_source secrets)
    : time_(*where.clock), secrets_(std::move(secrets)), transactions_(*where.clock) {
    for (database_cluster const& one : clusters) {
        if (!is_cluster_name(one.name))
            refuse_configuration("a database cluster's name has small letters, digits and dashes: "
                                 "not '" +
                                 one.name + "'");
        if (has_cluster(one.name))
            refuse_configuration("two database clusters are named " + one.name);
        clusters_.push_back(std::make_unique<cluster>(one, where));
    }
    using self = rds_data_engine;
    handlers_.add("ExecuteStatement", *this, &self::execute_statement);
    handlers_.add("BatchExecuteStatement", *this, &self::batch_execute_statement);
    handlers_.add("ExecuteSql", *this, &self::execute_sql);
    handlers_.add("BeginTransaction", *this, &self::begin_transaction);
    handlers_.add("CommitTransaction", *this, &self::commit_transaction);
    handlers_.add("RollbackTransaction", *this, &self::rollback_transaction);
}

rds_data_engine::~rds_data_engine() {
    transactions_.clear();
}

void rds_data_engine::reset() {
    transactions_.clear();
    for (auto const& one : clusters_) {
        one->sessions.close_idle();
        one->sleep.clear();
        one->server->reset();
    }
}

std::vector<cluster_description> rds_data_engine::clusters() const {
    std::vector<cluster_description> out;
    for (auto const& one : clusters_) {
        bool const running = one->server->running();
        auto const sleep = one->sleep.now();
        auto const address = running ? one->server->address({}) : result<std::string>("");
        out.push_back({.name = one->name,
                       .engine = one->engine,
                       .state = sleep == pausing::state::paused     ? "paused"
                                : sleep == pausing::state::resuming ? "resuming"
                                : running                           ? "available"
                                                                    : "stopped",
                       .arn = one->arn,
                       .address = address ? *address : ""});
    }
    return out;
}

bool rds_data_engine::has_cluster(std::string_view name) const noexcept {
    return std::any_of(clusters_.begin(), clusters_.end(),
                       [&](auto const& one) { return one->name == name; });
}

rds_data_engine::cluster& rds_data_engine::named(std::string_view name) const {
    for (auto const& one : clusters_)
        if (one->name == name)
            return *one;
    refuse_configuration("there is no local database cluster " + std::string(name));
}

std::string rds_data_engine::arn_of(std::string_view name) const {
    return named(name).arn;
}

std::string rds_data_engine::address_of(std::string_view name, std::string_view database) {
    return named(name).server->address(database).value();
}

void rds_data_engine::pause(std::string_view name, std::chrono::nanoseconds resuming_takes,
                            resuming_wording wording) {
    cluster& one = named(name);
    one.sleep.pause(resuming_takes, wording);
    transactions_.pause(one.name);
}

result<rds_data_engine::cluster*> rds_data_engine::find_cluster(std::string const& arn) const {
    if (arn.empty())
        return missing("resourceArn");
    for (auto const& one : clusters_)
        if (one->arn == arn)
            return one.get();
    if (!is_cluster_arn(arn))
        return bad_request("Invalid resourceArn: " + arn + " is not the ARN of a DB cluster.");
    std::string known;
    for (auto const& one : clusters_)
        known.append(known.empty() ? "" : ", ").append(one->arn);
    return refusal("HttpEndpointNotEnabledException",
                   "HttpEndpoint is not enabled for resource " + arn +
                       (known.empty() ? "" : "; the local clusters are: " + known));
}

result<login> rds_data_engine::find_login(cluster const& in, std::string const& secret) const {
    if (secret.empty())
        return missing("secretArn");
    auto const text = secrets_(secret);
    if (!text)
        return refusal("SecretsErrorException", text.error().message);
    return parse_secret(*text, in.server->speaks());
}

template <class Request>
result<rds_data_engine::target> rds_data_engine::find_target(Request const& in) const {
    auto const where = find_cluster(in.resource_arn);
    if (!where)
        return where.error();
    if (in.schema)
        return validation_error("The schema parameter isn't supported");
    if (auto asleep = (*where)->sleep.refuse())
        return *std::move(asleep);
    auto who = find_login(**where, in.secret_arn);
    if (!who)
        return who.error();
    return target{*where, *std::move(who), in.database.value_or("")};
}

template <class Request>
result<transactions::use> rds_data_engine::find_transaction(Request const& in) {
    auto const where = find_cluster(in.resource_arn);
    if (!where)
        return where.error();
    if (in.transaction_id.empty())
        return missing("transactionId");
    auto const who = find_login(**where, in.secret_arn);
    if (!who)
        return who.error();
    return transactions_.take(
        in.transaction_id,
        {.cluster = (*where)->name, .secret = in.secret_arn, .user = who->user, .database = {}});
}

run_options rds_data_engine::start_timer() {
    run_options out;
    // A statement may wait for a transaction that nobody uses any more.
    out.go_on = [this, deadline = time_.steady_now() + statement_time] {
        transactions_.expire();
        return time_.steady_now() < deadline;
    };
    return out;
}

template <class Request, class Work>
auto rds_data_engine::in_session(Request const& in, target const& where, Work work)
    -> decltype(work(*static_cast<session*>(nullptr))) {
    if (in.transaction_id && !in.transaction_id->empty()) {
        auto use = transactions_.take(*in.transaction_id, {.cluster = where.where->name,
                                                           .secret = in.secret_arn,
                                                           .user = where.who.user,
                                                           .database = where.database});
        if (!use)
            return use.error();
        auto out = work(*use->operator->());
        if (!out && is_unavailable(out.error()))
            use->abort();
        return out;
    }
    transactions_.expire();
    auto with = where.where->sessions.take(where.who, where.database.empty()
                                                          ? where.where->server->default_database()
                                                          : where.database);
    if (!with)
        return with.error();
    return work(*with->operator->());
}

result<api::execute_statement_response> rds_data_engine::execute_statement(
    api::execute_statement_request const& in) {
    auto const where = find_target(in);
    if (!where)
        return where.error();
    auto const sql = read_sql(in.sql, where->where->server->speaks());
    if (!sql)
        return sql.error();
    auto const values = bind(*sql, in.parameters);
    if (!values)
        return values.error();
    if (is_about_databases(*sql))
        where->where->sessions.close_idle();
    run_options how = start_timer();
    how.metadata = in.include_result_metadata.value_or(false);
    how.leave_running = in.continue_after_timeout.value_or(false);
    auto done = in_session(in, *where,
                           [&](session& with) { return with.execute(*sql, *values, how); });
    if (!done)
        return done.error();
    return make_answer(*std::move(done), in);
}

result<api::batch_execute_statement_response> rds_data_engine::batch_execute_statement(
    api::batch_execute_statement_request const& in) {
    auto const where = find_target(in);
    if (!where)
        return where.error();
    auto const sql = read_sql(in.sql, where->where->server->speaks());
    if (!sql)
        return sql.error();
    if (sql->ends_with_semicolon)
        return validation_error("The SQL statement of a batch must not end with a semicolon.");
    std::vector<std::vector<bound_value>> sets;
    for (auto const& one : in.parameter_sets) {
        auto values = bind(*sql, one);
        if (!values)
            return values.error();
        sets.push_back(*std::move(values));
    }
    run_options const how = start_timer();
    bool const own = !in.transaction_id || in.transaction_id->empty();
    using answer = result<api::batch_execute_statement_response>;
    return in_session(in, *where, [&](session& with) -> answer {
        api::batch_execute_statement_response out;
        if (sets.empty())
            return out;
        if (own)
            if (auto failed = with.begin())
                return *std::move(failed);
        for (auto const& values : sets) {
            auto done = with.execute(*sql, values, how);
            if (!done)
                return done.error(); // an own transaction ends with the session's use
            out.update_results.push_back({std::move(done->generated)});
        }
        if (own)
            if (auto failed = with.commit())
                return *std::move(failed);
        return out;
    });
}

result<api::begin_transaction_response> rds_data_engine::begin_transaction(
    api::begin_transaction_request const& in) {
    auto const where = find_target(in);
    if (!where)
        return where.error();
    transactions_.expire();
    std::string const database = where->database.empty() ? where->where->server->default_database()
                                                         : where->database;
    auto with = where->where->sessions.take(where->who, database);
    if (!with)
        return with.error();
    if (auto failed = (*with)->begin())
        return *std::move(failed);
    api::begin_transaction_response out;
    out.transaction_id = transactions_.add({.cluster = where->where->name,
                                            .secret = in.secret_arn,
                                            .user = where->who.user,
                                            .database = database},
                                           *std::move(with));
    return out;
}

result<api::execute_sql_response> rds_data_engine::execute_sql(api::execute_sql_request const&) {
    return bad_request("The ExecuteSql operation isn't supported for this cluster: use "
                       "ExecuteStatement or BatchExecuteStatement.");
}

template <class Request>
result<std::string> rds_data_engine::end_transaction(Request const& in,
                                                     std::optional<error> (session::*how)(),
                                                     char const* status) {
    auto use = find_transaction(in);
    if (!use)
        return use.error();
    auto const failed = (use->operator->()->*how)();
    if (failed && is_unavailable(*failed))
        use->abort();
    else
        use->end();
    if (failed)
        return *failed;
    return status;
}

result<api::commit_transaction_response> rds_data_engine::commit_transaction(
    api::commit_transaction_request const& in) {
    auto status = end_transaction(in, &session::commit, "Transaction Committed");
    if (!status)
        return status.error();
    return api::commit_transaction_response{.transaction_status = *std::move(status)};
}

result<api::rollback_transaction_response> rds_data_engine::rollback_transaction(
    api::rollback_transaction_request const& in) {
    auto status = end_transaction(in, &session::rollback, "Rollback Complete");
    if (!status)
        return status.error();
    return api::rollback_transaction_response{.transaction_status = *std::move(status)};
}

} // namespace rds_data
} // namespace skiff::local
