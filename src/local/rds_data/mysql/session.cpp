// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/mysql/session.hpp"

#include "local/rds_data/mysql/bound_parameters.hpp"
#include "local/rds_data/mysql/row_reader.hpp"
#include "local/rds_data/refusal.hpp"
#include "local/rds_data/result_limits.hpp"

#include <mysqld_error.h>

#include <utility>

namespace skiff::local::rds_data::mysql {
namespace {

struct result_deleter {
    void operator()(MYSQL_RES* one) const noexcept { mysql_free_result(one); }
};
using description = std::unique_ptr<MYSQL_RES, result_deleter>;

bool makes_keys(named_sql const& sql) noexcept {
    return sql.verb == "INSERT" || sql.verb == "REPLACE";
}

} // namespace

/// A statement and the call of libmariadb that it is in. What the call writes to stays where it is.
struct mysql_session::work {
    explicit work(connection const& link) : made(mysql_stmt_init(link.handle())) {}

    /// Begins a call on the statement: `start` and `go_on` are libmariadb's pair.
    template <class... Arguments>
    void begin(int (*start)(int*, MYSQL_STMT*, Arguments...), int (*go_on)(int*, MYSQL_STMT*, int),
               Arguments... arguments) {
        returned = 0;
        call.waits_for = start(&returned, made.get(), arguments...);
        call.go_on = [this, go_on](int ready) { return go_on(&returned, made.get(), ready); };
    }

    [[nodiscard]] error failure() const {
        return make_failure(mysql_stmt_errno(made.get()), mysql_stmt_error(made.get()),
                            mysql_stmt_sqlstate(made.get()));
    }

    statement made;
    unfinished_call call{};
    int returned = 0;
    std::vector<bound_value> values; ///< Owned: the statement may go on without its request.
    std::optional<bound_parameters> parameters;
};

mysql_session::mysql_session(connection link) : link_(std::move(link)) {}

mysql_session::~mysql_session() {
    if (!left_running_)
        return;
    link_.cancel();
    link_.abort();
    link_.finish(left_running_->call);
}

result<outcome> mysql_session::execute(named_sql const& sql, std::vector<bound_value> const& values,
                                       run_options const& how) {
    forget_ended();
    changed_database_ = changed_database_ || sql.verb == "USE";
    auto on = std::make_unique<work>(link_);
    if (!on->made)
        return database_unavailable("no memory for a statement");
    if (auto failed = prepare(*on, sql, how)) {
        bool const unprepared = mysql_stmt_errno(on->made.get()) == ER_UNSUPPORTED_PS;
        return unprepared && values.empty() ? run_text(sql.text, how)
                                            : result<outcome>(*std::move(failed));
    }
    auto parameters = bound_parameters::make(on->values = values, sql.placeholders);
    if (!parameters)
        return parameters.error();
    on->parameters = *std::move(parameters);
    mysql_stmt_bind_param(on->made.get(), on->parameters->data());
    on->begin(&mysql_stmt_execute_start, &mysql_stmt_execute_cont);
    if (!link_.finish(on->call, how.go_on)) {
        if (!how.leave_running)
            return stop(*on, time_is_over());
        left_running_ = std::move(on);
        return time_is_over();
    }
    if (on->returned != 0)
        return on->failure();
    return collect(*on, sql, how);
}

std::optional<error> mysql_session::prepare(work& on, named_sql const& sql,
                                            run_options const& how) {
    on.begin<char const*, unsigned long>(&mysql_stmt_prepare_start, &mysql_stmt_prepare_cont,
                                         sql.text.data(),
                                         static_cast<unsigned long>(sql.text.size()));
    if (auto over = wait(on, how))
        return over;
    if (on.returned != 0)
        return on.failure();
    if (mysql_stmt_param_count(on.made.get()) != sql.placeholders.size())
        return bad_request("The SQL statement has a ? that stands for no named parameter; "
                           "parameters are written :name.");
    return std::nullopt;
}

/// A statement that this server does not prepare; none of them returns rows.
result<outcome> mysql_session::run_text(std::string_view sql, run_options const& how) {
    int failed = 0;
    unfinished_call call{
        mysql_real_query_start(&failed, link_.handle(), sql.data(),
                               static_cast<unsigned long>(sql.size())),
        [&](int ready) { return mysql_real_query_cont(&failed, link_.handle(), ready); }};
    if (!link_.finish(call, how.go_on)) {
        link_.cancel();
        link_.finish(call);
        return time_is_over();
    }
    if (failed != 0)
        return link_.failure();
    description const rows(mysql_store_result(link_.handle()));
    if (rows)
        return unsupported_result("The result of this statement is not supported.");
    outcome out;
    out.updated = static_cast<std::int64_t>(mysql_affected_rows(link_.handle()));
    return out;
}

result<outcome> mysql_session::collect(work& on, named_sql const& sql, run_options const& how) {
    outcome out;
    if (mysql_stmt_field_count(on.made.get()) > 0) {
        if (auto failed = read_rows(on, out, how))
            return *std::move(failed);
    } else {
        out.updated = static_cast<std::int64_t>(mysql_stmt_affected_rows(on.made.get()));
    }
    // Read before the rest: a procedure's end says nothing of keys.
    std::uint64_t const key = mysql_stmt_insert_id(on.made.get());
    if (auto failed = read_rest(on, how))
        return *std::move(failed);
    if (!out.has_rows && makes_keys(sql) && key != 0)
        out.generated.push_back({.long_value = static_cast<std::int64_t>(key)});
    return out;
}

std::optional<error> mysql_session::read_rows(work& on, outcome& into, run_options const& how) {
    description const about(mysql_stmt_result_metadata(on.made.get()));
    if (!about)
        return on.failure();
    std::vector<column_type> types;
    MYSQL_FIELD const* const columns = mysql_fetch_fields(about.get());
    for (unsigned i = 0; i < mysql_num_fields(about.get()); ++i) {
        types.push_back(type_of(columns[i]));
        into.columns.push_back(describe_column(columns[i]));
    }
    into.has_rows = true;
    row_reader reader(on.made.get(), std::move(types));
    std::size_t size = 0;
    for (;;) {
        on.begin(&mysql_stmt_fetch_start, &mysql_stmt_fetch_cont);
        if (auto over = wait(on, how))
            return over;
        if (on.returned == MYSQL_NO_DATA)
            return std::nullopt;
        if (on.returned != 0 && on.returned != MYSQL_DATA_TRUNCATED)
            return on.failure();
        std::size_t const row = reader.size();
        size += row;
        if (auto too_large = check_size(row, size))
            return stop(on, *std::move(too_large));
        auto values = reader.read();
        if (!values)
            return stop(on, values.error());
        into.rows.push_back(*std::move(values));
    }
}

/// A procedure's further results are left unread, as JDBC leaves them.
std::optional<error> mysql_session::read_rest(work& on, run_options const& how) {
    while (mysql_stmt_more_results(on.made.get())) {
        mysql_stmt_free_result(on.made.get());
        on.begin(&mysql_stmt_next_result_start, &mysql_stmt_next_result_cont);
        if (auto over = wait(on, how))
            return over;
        if (on.returned > 0)
            return on.failure();
    }
    return std::nullopt;
}

std::optional<error> mysql_session::wait(work& on, run_options const& how) {
    if (link_.finish(on.call, how.go_on))
        return std::nullopt;
    return stop(on, time_is_over());
}

/// Ends the running statement; what it says to that is not told.
error mysql_session::stop(work& on, error why) {
    link_.cancel();
    link_.finish(on.call);
    on.made.reset(); // takes what is still on its way
    return why;
}

error mysql_session::time_is_over() const {
    return statement_timeout("Statement cancelled due to timeout or client request",
                             static_cast<std::int64_t>(mysql_thread_id(link_.handle())));
}

std::optional<error> mysql_session::simple(char const* sql) {
    forget_ended();
    auto const done = link_.query(sql);
    return done ? std::nullopt : std::optional(done.error());
}

/// As JDBC begins one: what follows an implicit commit is in a transaction again.
std::optional<error> mysql_session::begin() {
    return simple("SET autocommit = 0");
}

std::optional<error> mysql_session::commit() {
    return simple("COMMIT");
}

std::optional<error> mysql_session::rollback() {
    return simple("ROLLBACK");
}

/// Is asked under locks, so it only looks.
bool mysql_session::busy() {
    return left_running_ && !link_.advance(left_running_->call);
}

void mysql_session::forget_ended() {
    if (!left_running_)
        return;
    if (mysql_stmt_field_count(left_running_->made.get()) > 0)
        link_.cancel(); // its rows have no reader
    left_running_.reset();
}

bool mysql_session::alive() {
    return left_running_ || link_.alive();
}

bool mysql_session::clear() {
    if (busy())
        return false;
    forget_ended();
    return link_.alive() && link_.reset(changed_database_);
}

} // namespace skiff::local::rds_data::mysql
