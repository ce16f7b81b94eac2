// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/mysql/connection.hpp"

#include "local/rds_data/mysql/wording.hpp"
#include "local/rds_data/refusal.hpp"

#include <errmsg.h>
#include <mysqld_error.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <utility>

namespace skiff::local::rds_data::mysql {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr unsigned connect_seconds = 10;
constexpr milliseconds asking_interval(100);

/// Of a session: the forms in which text and TIMESTAMPs travel.
constexpr char const* session_settings = "SET time_zone = '+00:00'";

/// True for states of the server or of the way to it, not of the request.
bool is_outage(unsigned code) noexcept {
    constexpr std::array outages{static_cast<unsigned>(CR_CONNECTION_ERROR),
                                 static_cast<unsigned>(CR_CONN_HOST_ERROR),
                                 static_cast<unsigned>(CR_SERVER_GONE_ERROR),
                                 static_cast<unsigned>(CR_SERVER_LOST),
                                 static_cast<unsigned>(CR_SERVER_LOST_EXTENDED),
                                 static_cast<unsigned>(ER_SERVER_SHUTDOWN),
                                 static_cast<unsigned>(ER_NORMAL_SHUTDOWN),
                                 static_cast<unsigned>(ER_CONNECTION_KILLED)};
    return std::find(outages.begin(), outages.end(), code) != outages.end();
}

/// Waits for what the call waits for; what has come of that.
int wait_for(MYSQL* handle, int what, milliseconds longest) noexcept {
    pollfd one{mysql_get_socket(handle), 0, 0};
    if (one.fd < 0)
        return what; // closed: the call learns it
    if (what & MYSQL_WAIT_READ)
        one.events |= POLLIN;
    if (what & MYSQL_WAIT_WRITE)
        one.events |= POLLOUT;
    if (what & MYSQL_WAIT_EXCEPT)
        one.events |= POLLPRI;
    if (::poll(&one, 1, static_cast<int>(longest.count())) <= 0)
        return 0;
    int ready = 0;
    if (one.revents & (POLLIN | POLLHUP | POLLERR))
        ready |= MYSQL_WAIT_READ;
    if (one.revents & (POLLOUT | POLLHUP | POLLERR))
        ready |= MYSQL_WAIT_WRITE;
    if (one.revents & POLLPRI)
        ready |= MYSQL_WAIT_EXCEPT;
    return ready & what;
}

char const* or_null(std::string const& text) noexcept {
    return text.empty() ? nullptr : text.c_str();
}

} // namespace

error make_failure(unsigned code, std::string_view message, std::string_view sqlstate) {
    if (is_outage(code))
        return database_unavailable("the connection to the database was lost");
    return database_error(as_mysql(code, message) + "; Error code: " + std::to_string(code) +
                          "; SQLState: " + std::string(sqlstate));
}

result<connection> connection::open(connection_parameters to) {
    static bool const ready = mysql_library_init(0, nullptr, nullptr) == 0;
    MYSQL* const handle = ready ? mysql_init(nullptr) : nullptr;
    if (!handle)
        return database_unavailable("no memory for a connection");
    connection out(handle, std::move(to));
    unsigned const no = 0;
    my_bool const yes = 1;
    mysql_optionsv(handle, MYSQL_OPT_NONBLOCK, nullptr);
    mysql_optionsv(handle, MYSQL_OPT_CONNECT_TIMEOUT, &connect_seconds);
    mysql_optionsv(handle, MYSQL_OPT_LOCAL_INFILE, &no);
    mysql_optionsv(handle, MYSQL_REPORT_DATA_TRUNCATION, &yes);
    mysql_optionsv(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    connection_parameters const& at = out.to_;
    if (!mysql_real_connect(handle, or_null(at.host), at.user.c_str(), at.password.c_str(),
                            or_null(at.database), at.host.empty() ? 0 : at.port, or_null(at.socket),
                            CLIENT_FOUND_ROWS)) {
        if (is_outage(mysql_errno(handle)))
            return database_unavailable(std::string("no connection to the database: ") +
                                        mysql_error(handle));
        return out.failure();
    }
    if (auto const set = out.query(session_settings); !set)
        return set.error();
    return out;
}

bool connection::finish(unfinished_call& call, std::function<bool()> const& go_on) {
    auto asked = steady_clock::now();
    while (call.waits_for != 0) {
        int const ready = wait_for(handle(), call.waits_for, asking_interval);
        if (ready != 0)
            call.waits_for = call.go_on(ready);
        if (call.waits_for != 0 && go_on && steady_clock::now() - asked >= asking_interval) {
            if (!go_on())
                return false;
            asked = steady_clock::now();
        }
    }
    return true;
}

bool connection::advance(unfinished_call& call) {
    while (call.waits_for != 0) {
        int const ready = wait_for(handle(), call.waits_for, milliseconds(0));
        if (ready == 0)
            return false;
        call.waits_for = call.go_on(ready);
    }
    return true;
}

void connection::cancel() noexcept {
    try {
        connection_parameters to = to_;
        to.database.clear();
        if (auto other = open(std::move(to)))
            static_cast<void>(
                other->query("KILL QUERY " + std::to_string(mysql_thread_id(handle()))));
    } catch (std::exception const&) { // no memory: the statement goes on
    }
}

result<connection::rows> connection::query(std::string_view sql) {
    if (mysql_real_query(handle(), sql.data(), sql.size()) != 0)
        return failure();
    struct result_deleter {
        void operator()(MYSQL_RES* one) const noexcept { mysql_free_result(one); }
    };
    std::unique_ptr<MYSQL_RES, result_deleter> const given(mysql_store_result(handle()));
    if (!given && mysql_errno(handle()) != 0)
        return failure();
    rows out;
    while (given) {
        MYSQL_ROW const row = mysql_fetch_row(given.get());
        if (!row)
            break;
        unsigned long const* const lengths = mysql_fetch_lengths(given.get());
        auto& texts = out.emplace_back();
        for (unsigned i = 0; i < mysql_num_fields(given.get()); ++i)
            texts.emplace_back(row[i] ? row[i] : "", row[i] ? lengths[i] : 0);
    }
    return out;
}

std::string connection::quote(std::string_view text) const {
    std::string out(text.size() * 2 + 1, '\0');
    out.resize(mysql_real_escape_string(handle(), out.data(), text.data(), text.size()));
    return "'" + out + "'";
}

bool connection::reset(bool selected_another) {
    if (selected_another && to_.database.empty())
        return false; // a database cannot be left for none
    return mysql_reset_connection(handle()) == 0 &&
           mysql_set_character_set(handle(), "utf8mb4") == 0 &&
           (to_.database.empty() || mysql_select_db(handle(), to_.database.c_str()) == 0) &&
           query(session_settings).has_value();
}

error connection::failure() const {
    return make_failure(mysql_errno(handle()), mysql_error(handle()), mysql_sqlstate(handle()));
}

bool connection::alive() const noexcept {
    pollfd one{mysql_get_socket(handle()), POLLIN, 0};
    return one.fd >= 0 && ::poll(&one, 1, 0) == 0;
}

} // namespace skiff::local::rds_data::mysql
