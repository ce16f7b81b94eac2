// SPDX-License-Identifier: Apache-2.0
// libmariadb, with owners and with errors as the Data API words them.
#pragma once

#include <skiff/core/result.hpp>

#include "local/rds_data/mysql/connection_parameters.hpp"

#include <mysql.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::local::rds_data::mysql {

/// What MySQL says of a failure: "Unknown column 'x' in 'field list'; Error code: 1054; SQLState:
/// 42S22". A lost connection is DatabaseUnavailableException.
[[nodiscard]] error make_failure(unsigned code, std::string_view message,
                                 std::string_view sqlstate);

struct statement_deleter {
    void operator()(MYSQL_STMT* one) const noexcept { mysql_stmt_close(one); }
};
using statement = std::unique_ptr<MYSQL_STMT, statement_deleter>;

/// A call of libmariadb that was begun: what it waits for, MYSQL_WAIT_..., 0 when it has ended,
/// and how it goes on when that has come.
struct unfinished_call {
    int waits_for;
    std::function<int(int ready)> go_on;
};

/// A connection that counts matched rows, sends one statement at a time, and never reads files for
/// the server. Used by one thread at a time.
class connection {
  public:
    using rows = std::vector<std::vector<std::string>>;

    /// Waits for the server for ten seconds at most.
    [[nodiscard]] static result<connection> open(connection_parameters to);

    [[nodiscard]] MYSQL* handle() const noexcept { return handle_.get(); }
    [[nodiscard]] connection_parameters const& parameters() const noexcept { return to_; }

    /// Waits until the call has ended. Asks `go_on` about ten times a second: false when that said
    /// no; the call is then still under way.
    bool finish(unfinished_call& call, std::function<bool()> const& go_on = {});
    /// Goes on as far as that is possible without waiting; true when the call has ended.
    bool advance(unfinished_call& call);

    /// Asks the server to stop the running statement, by another connection.
    void cancel() noexcept;
    /// Makes every call under way fail soon. The connection is of no use afterwards.
    void abort() noexcept { mariadb_cancel(handle()); }

    /// Runs one statement that this library wrote. NULL becomes empty text.
    [[nodiscard]] result<rows> query(std::string_view sql);
    /// The text as a string literal, in its quotes.
    [[nodiscard]] std::string quote(std::string_view text) const;

    /// Makes the session as good as new; false when that cannot be. `selected_another` says that
    /// its database may be another now.
    [[nodiscard]] bool reset(bool selected_another);

    /// What became of a call that failed.
    [[nodiscard]] error failure() const;
    /// False when the server has closed it, or has sent what nobody asked for.
    [[nodiscard]] bool alive() const noexcept;

  private:
    struct deleter {
        void operator()(MYSQL* one) const noexcept { mysql_close(one); }
    };
    connection(MYSQL* handle, connection_parameters to) : handle_(handle), to_(std::move(to)) {}

    std::unique_ptr<MYSQL, deleter> handle_;
    connection_parameters to_;
};

} // namespace skiff::local::rds_data::mysql
