// SPDX-License-Identifier: Apache-2.0
// libpq, with owners and with errors as the Data API words them.
#pragma once

#include <skiff/core/result.hpp>

#include <libpq-fe.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skiff::local::rds_data::postgresql {

struct result_deleter {
    void operator()(PGresult* one) const noexcept { PQclear(one); }
};
using pg_result = std::unique_ptr<PGresult, result_deleter>;

/// Keyword and value, as in a connection string.
using connection_parameters = std::vector<std::pair<std::string, std::string>>;

/// "host=/tmp user='o''neil'": what psql and libpq read.
[[nodiscard]] std::string to_connection_string(connection_parameters const& parameters);

/// Throws `service_error` (errc::invalid_configuration) when the text is not a connection string.
[[nodiscard]] connection_parameters parse_connection_string(std::string const& text);

/// "ERROR: relation "x" does not exist; Position: 15; SQLState: 42P01". Details are left out, as
/// the service does: they hold the values of rows.
[[nodiscard]] std::string describe(PGresult const* failed);

/// A connection that never blocks for longer than it is asked to. Used by one thread at a time.
class connection {
  public:
    /// Waits for the server for ten seconds at most.
    [[nodiscard]] static result<connection> open(connection_parameters const& parameters);

    /// Null when it is closed; libpq takes that for a connection that failed.
    [[nodiscard]] PGconn* handle() const noexcept { return handle_.get(); }

    /// The next result of what was sent; null when there are no more. Asks `go_on` while it waits:
    /// false when that said no, and `out` is untouched.
    bool next(pg_result& out, std::function<bool()> const& go_on = {});
    /// Takes and drops all results. Copies in progress are ended.
    void drain();
    /// Asks the server to stop the running statement.
    void cancel() noexcept;
    /// Ends the connection, and what runs on it. It is not alive afterwards, and sends nothing.
    void close() noexcept { handle_.reset(); }

    /// Runs one statement that this library wrote. The last argument of the pair is text.
    [[nodiscard]] result<pg_result> query(char const* sql,
                                          std::vector<std::string> const& values = {});

    /// What became of a connection that failed: a lost one is DatabaseUnavailableException.
    [[nodiscard]] error failure(PGresult const* failed) const;
    /// False when the server has closed it.
    [[nodiscard]] bool alive() noexcept;

  private:
    struct deleter {
        void operator()(PGconn* one) const noexcept { PQfinish(one); }
    };
    explicit connection(PGconn* handle) noexcept : handle_(handle) {}

    std::unique_ptr<PGconn, deleter> handle_;
};

} // namespace skiff::local::rds_data::postgresql
