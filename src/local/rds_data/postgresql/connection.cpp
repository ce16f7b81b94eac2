// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/postgresql/connection.hpp"

#include "local/rds_data/refusal.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace skiff::local::rds_data::postgresql {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr auto connect_time = std::chrono::seconds(10);
constexpr milliseconds asking_interval(100);

/// Waits for the socket; true when it is ready.
bool wait_for(int socket, short events, milliseconds longest) noexcept {
    pollfd one{socket, events, 0};
    int ready;
    do
        ready = ::poll(&one, 1, static_cast<int>(longest.count()));
    while (ready < 0 && errno == EINTR);
    return ready > 0;
}

std::string_view field(PGresult const* from, int code) noexcept {
    char const* const text = PQresultErrorField(from, code);
    return text ? text : "";
}

/// True for states of the server, not of the request: it is stopping, starting or full of crashes.
bool is_outage(std::string_view sqlstate) noexcept {
    return sqlstate.starts_with("57P0") || sqlstate.starts_with("080");
}

/// Libpq tells of a failed connection in text alone: "... FATAL:  28P01: password authentication
/// failed for user "x"", then lines of detail.
error connection_error(std::string_view text) {
    std::size_t const begin = text.rfind("FATAL:  ");
    std::string_view line = begin == std::string_view::npos ? text : text.substr(begin + 8);
    line = line.substr(0, line.find('\n'));
    if (begin == std::string_view::npos || line.size() < 7 || line.substr(5, 2) != ": ")
        return database_unavailable("no connection to the database: " + std::string(line));
    std::string_view const sqlstate = line.substr(0, 5);
    std::string_view const message = line.substr(7);
    if (is_outage(sqlstate))
        return database_unavailable(std::string(message));
    return database_error("FATAL: " + std::string(message) +
                          "; SQLState: " + std::string(sqlstate));
}

} // namespace

std::string to_connection_string(connection_parameters const& parameters) {
    std::string out;
    for (auto const& [key, value] : parameters) {
        if (!out.empty())
            out.push_back(' ');
        out.append(key).push_back('=');
        bool const plain = !value.empty() && value.find_first_of(" '\\") == std::string::npos;
        if (!plain)
            out.push_back('\'');
        for (char const c : value) {
            if (c == '\'' || c == '\\')
                out.push_back('\\');
            out.push_back(c);
        }
        if (!plain)
            out.push_back('\'');
    }
    return out;
}

connection_parameters parse_connection_string(std::string const& text) {
    char* wrong = nullptr;
    PQconninfoOption* const all = PQconninfoParse(text.c_str(), &wrong);
    if (!all) {
        std::string const why = wrong ? wrong : "out of memory";
        PQfreemem(wrong);
        throw service_error(
            make_error(errc::invalid_configuration, "not a PostgreSQL connection string: " + why));
    }
    connection_parameters out;
    for (PQconninfoOption const* one = all; one->keyword; ++one)
        if (one->val)
            out.emplace_back(one->keyword, one->val);
    PQconninfoFree(all);
    return out;
}

std::string describe(PGresult const* failed) {
    std::string out(field(failed, PG_DIAG_SEVERITY_NONLOCALIZED));
    out.append(": ").append(field(failed, PG_DIAG_MESSAGE_PRIMARY));
    if (auto const hint = field(failed, PG_DIAG_MESSAGE_HINT); !hint.empty())
        out.append("; Hint: ").append(hint);
    if (auto const at = field(failed, PG_DIAG_STATEMENT_POSITION); !at.empty())
        out.append("; Position: ").append(at);
    out.append("; SQLState: ").append(field(failed, PG_DIAG_SQLSTATE));
    return out;
}

result<connection> connection::open(connection_parameters const& parameters) {
    std::vector<char const*> keys;
    std::vector<char const*> values;
    for (auto const& [key, value] : parameters) {
        keys.push_back(key.c_str());
        values.push_back(value.c_str());
    }
    keys.push_back(nullptr);
    values.push_back(nullptr);
    connection out(PQconnectStartParams(keys.data(), values.data(), 0));
    PGconn* const handle = out.handle();
    if (!handle)
        return database_unavailable("no memory for a connection");
    PQsetErrorVerbosity(handle, PQERRORS_VERBOSE); // the SQLSTATE of a refusal
    // Notices are for people at a terminal: nobody reads them here.
    PQsetNoticeProcessor(
        handle, [](void*, char const*) {}, nullptr);
    auto const deadline = steady_clock::now() + connect_time;
    for (auto wanted = PGRES_POLLING_WRITING; wanted != PGRES_POLLING_OK;) {
        if (wanted == PGRES_POLLING_FAILED || PQstatus(handle) == CONNECTION_BAD)
            return connection_error(PQerrorMessage(handle));
        auto const left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
        short const events = wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        if (left.count() <= 0 || !wait_for(PQsocket(handle), events, left))
            return database_unavailable("no answer from the database");
        wanted = PQconnectPoll(handle);
    }
    return out;
}

bool connection::next(pg_result& out, std::function<bool()> const& go_on) {
    PGconn* const handle = handle_.get();
    auto asked = steady_clock::now();
    while (PQisBusy(handle)) {
        if (wait_for(PQsocket(handle), POLLIN, asking_interval) && !PQconsumeInput(handle))
            break;
        if (go_on && steady_clock::now() - asked >= asking_interval) {
            if (!go_on())
                return false;
            asked = steady_clock::now();
        }
    }
    out.reset(PQgetResult(handle));
    return true;
}

void connection::drain() {
    PGconn* const handle = handle_.get();
    pg_result one;
    while (next(one) && one) {
        auto const status = PQresultStatus(one.get());
        if (status == PGRES_COPY_IN || status == PGRES_COPY_BOTH)
            PQputCopyEnd(handle, "COPY is not supported");
        if (status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH) {
            char* piece = nullptr;
            while (PQgetCopyData(handle, &piece, 0) > 0)
                PQfreemem(piece);
        }
        if (PQstatus(handle) == CONNECTION_BAD)
            break;
    }
}

void connection::cancel() noexcept {
    std::array<char, 256> why{};
    if (PGcancel* const one = PQgetCancel(handle_.get())) {
        PQcancel(one, why.data(), static_cast<int>(why.size()));
        PQfreeCancel(one);
    }
}

result<pg_result> connection::query(char const* sql, std::vector<std::string> const& values) {
    std::vector<char const*> texts;
    texts.reserve(values.size());
    for (std::string const& one : values)
        texts.push_back(one.c_str());
    if (!PQsendQueryParams(handle(), sql, static_cast<int>(values.size()), nullptr, texts.data(),
                           nullptr, nullptr, 0))
        return failure(nullptr);
    pg_result out;
    next(out);
    drain();
    auto const status = PQresultStatus(out.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        return failure(out.get());
    return out;
}

error connection::failure(PGresult const* failed) const {
    std::string_view const sqlstate = failed ? field(failed, PG_DIAG_SQLSTATE) : "";
    if (!sqlstate.empty() && !is_outage(sqlstate))
        return database_error(describe(failed));
    if (!sqlstate.empty())
        return database_unavailable(std::string(field(failed, PG_DIAG_MESSAGE_PRIMARY)));
    return database_unavailable("the connection to the database was lost");
}

bool connection::alive() noexcept {
    PGconn* const handle = handle_.get();
    if (PQstatus(handle) != CONNECTION_OK)
        return false;
    if (wait_for(PQsocket(handle), POLLIN, milliseconds(0)))
        PQconsumeInput(handle); // a notice, or the end
    return PQstatus(handle) == CONNECTION_OK;
}

} // namespace skiff::local::rds_data::postgresql
