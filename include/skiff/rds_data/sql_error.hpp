// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/error.hpp>

#include <boost/system/error_code.hpp>

#include <optional>
#include <string>
#include <type_traits>

namespace skiff::rds_data {

/// What the typed layer finds itself; what the service answers is in `errc`.
enum class statement_errc {
    no_row = 1,         ///< query_one: the result is empty. skiff::condition::not_found.
    several_rows,       ///< query_one, query_optional: the result has more than one row.
    transaction_in_use, ///< Another thread is using the transaction: nothing was sent.
    transaction_over,   ///< The transaction was committed, rolled back or lost: nothing was sent.
    transaction_failed, ///< commit: a statement failed and may have undone the others; nothing was
                        ///< sent.
};

[[nodiscard]] boost::system::error_category const& statement_category() noexcept;
[[nodiscard]] inline boost::system::error_code make_error_code(statement_errc e) noexcept {
    return {static_cast<int>(e), statement_category()};
}

/// What the database had against a statement.
enum class sql_error : unsigned char {
    unknown, ///< The failure is not the database's, or it is another one: see sql_state.
    unique_violation,
    foreign_key_violation,
    not_null_violation,
    check_violation,
    exclusion_violation,
    integrity_violation, ///< One of the above; the message does not say which.
    value_too_long,
    value_out_of_range,
    invalid_value, ///< Text that is no value of the column's type; division by zero.
    syntax,
    undefined_database,
    undefined_table,
    undefined_column,
    undefined_function,
    permission_denied,
    serialization_failure, ///< The transaction may succeed when it is run again.
    deadlock,              ///< The same.
    transaction_aborted,   ///< An earlier statement of the transaction failed (PostgreSQL).
    canceled,              ///< By a timeout of the database's own, or by an administrator.
};

/// The five characters of SQLSTATE that the database gave, for example "23505". The service tells
/// them at the end of its message ("...; SQLState: 23505"), not in a member of their own; nothing
/// when the failure is not the database's, or when it comes from a cluster that tells none.
[[nodiscard]] std::optional<std::string> sql_state(error const& from);

/// What sql_state means, with MySQL's own error numbers where they tell more ("Database error code:
/// 1062").
///
///     auto const done = db.execute(...);
///     if (!done && sql_error_of(done.error()) == sql_error::unique_violation)
///         return taken();
[[nodiscard]] sql_error sql_error_of(error const& from);

/// True when the failure says that a paused database is being started: what resume_policy waits
/// for.
[[nodiscard]] bool is_resuming(error const& from);

} // namespace skiff::rds_data

template <>
struct boost::system::is_error_code_enum<skiff::rds_data::statement_errc> : std::true_type {};
