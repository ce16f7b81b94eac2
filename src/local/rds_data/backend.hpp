// SPDX-License-Identifier: Apache-2.0
// What the Data API needs of a database: PostgreSQL stands behind this, and MySQL can.
#pragma once

#include <skiff/core/binary.hpp>
#include <skiff/core/result.hpp>
#include <skiff/rds_data/operation/execute_statement.hpp>
#include <skiff/rds_data/type/field.hpp>
#include <skiff/rds_data/type/type_hint.hpp>

#include "local/rds_data/named_sql.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace skiff::local::rds_data {

/// The SDK's own RDS Data types: this namespace's name hides theirs.
namespace api = skiff::rds_data;

/// What a secret says of a database user.
struct login {
    std::string user;
    std::string password;

    friend auto operator<=>(login const&, login const&) = default;
};

/// The value of one parameter. No hint without text.
struct bound_value {
    std::variant<std::monostate, bool, std::int64_t, double, std::string, binary> what;
    std::optional<api::type_hint> hint{};
};

/// How a statement is carried out.
struct run_options {
    bool metadata = false;
    /// Asked about ten times a second while the statement runs; false: it has had its time.
    std::function<bool()> go_on{};
    /// Let the statement go on when its time is over: the session is busy then.
    bool leave_running = false;
};

/// What a statement gave. The fields are those of the default options: decimals are text.
struct outcome {
    bool has_rows = false;
    /// With `has_rows`: name, label, type and typeName always; the rest when it was asked for.
    std::vector<api::column_metadata> columns;
    std::vector<std::vector<api::field>> rows;
    std::int64_t updated = 0;
    std::vector<api::field> generated;
};

/// One connection with its session. Used by one thread at a time. The errors are the Data API's.
class session {
  public:
    virtual ~session() = default;

    /// `values` are in the order of `sql.names`.
    virtual result<outcome> execute(named_sql const& sql, std::vector<bound_value> const& values,
                                    run_options const& how) = 0;
    virtual std::optional<error> begin() = 0;
    virtual std::optional<error> commit() = 0;
    virtual std::optional<error> rollback() = 0;

    /// True while a statement that was left running has not ended. Does not wait, and sends nothing
    /// that is waited for: it is asked under locks. What a session needs afterwards, the next call
    /// does.
    [[nodiscard]] virtual bool busy() = 0;
    /// True when the connection is alive, as far as can be known without asking the server.
    [[nodiscard]] virtual bool alive() = 0;
    /// Makes the session as good as new; false: throw it away.
    [[nodiscard]] virtual bool clear() = 0;
};

/// A database server. Thread-safe.
class backend {
  public:
    virtual ~backend() = default;

    [[nodiscard]] virtual dialect speaks() const noexcept = 0;
    /// Starts the server when it is ours and does not run. Fails as the Data API does:
    /// DatabaseErrorException for what the server refuses, DatabaseUnavailableException when there
    /// is no server.
    [[nodiscard]] virtual result<std::unique_ptr<session>> connect(login const& who,
                                                                   std::string_view database) = 0;
    /// The database of requests that name none.
    [[nodiscard]] virtual std::string default_database() const = 0;
    /// What the engine's own command-line client is given to connect; starts the server.
    [[nodiscard]] virtual result<std::string> address(std::string_view database) = 0;
    /// True for a server of our own: one that has just crashed comes back within moments.
    [[nodiscard]] virtual bool is_private() const noexcept = 0;
    [[nodiscard]] virtual bool running() const = 0;
    /// Forgets all data of a private server; no session is open. Leaves other servers alone.
    virtual void reset() = 0;
};

} // namespace skiff::local::rds_data
