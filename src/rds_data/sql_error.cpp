// SPDX-License-Identifier: Apache-2.0
#include <skiff/rds_data/sql_error.hpp>

#include <skiff/rds_data/errors.hpp>

#include <algorithm>
#include <charconv>
#include <string_view>

namespace skiff::rds_data {
namespace {

class category final : public boost::system::error_category {
  public:
    [[nodiscard]] char const* name() const noexcept override { return "skiff.rds_data.statement"; }
    [[nodiscard]] std::string message(int value) const override {
        switch (static_cast<statement_errc>(value)) {
        case statement_errc::no_row:
            return "the result has no row";
        case statement_errc::several_rows:
            return "the result has more than one row";
        case statement_errc::transaction_in_use:
            return "the transaction is in use by another thread";
        case statement_errc::transaction_over:
            return "the transaction is over";
        case statement_errc::transaction_failed:
            return "a statement of the transaction failed";
        }
        return "unknown";
    }
    [[nodiscard]] bool equivalent(
        int value, boost::system::error_condition const& other) const noexcept override {
        return other == (value == static_cast<int>(statement_errc::no_row)
                             ? make_error_condition(condition::not_found)
                             : boost::system::error_condition(value, *this));
    }
};

/// An entry of the tables below; `state` may be a class, its first two characters.
struct meaning {
    std::string_view state;
    sql_error what;
};

/// PostgreSQL's and the standard's; the first that fits.
constexpr meaning meanings[] = {
    {"23505", sql_error::unique_violation},
    {"23503", sql_error::foreign_key_violation},
    {"23502", sql_error::not_null_violation},
    {"23514", sql_error::check_violation},
    {"23P01", sql_error::exclusion_violation},
    {"23", sql_error::integrity_violation},
    {"22001", sql_error::value_too_long},
    {"22003", sql_error::value_out_of_range},
    {"22", sql_error::invalid_value},
    {"3D000", sql_error::undefined_database},
    {"42601", sql_error::syntax},
    {"42000", sql_error::syntax}, // MySQL
    {"42P01", sql_error::undefined_table},
    {"42S02", sql_error::undefined_table}, // MySQL
    {"42703", sql_error::undefined_column},
    {"42S22", sql_error::undefined_column}, // MySQL
    {"42883", sql_error::undefined_function},
    {"42501", sql_error::permission_denied},
    {"40P01", sql_error::deadlock},
    {"40", sql_error::serialization_failure},
    {"25P02", sql_error::transaction_aborted},
    {"57014", sql_error::canceled},
};

struct numbered_meaning {
    int number;
    std::string_view state;
    sql_error what;
};

/// MySQL's error numbers, whose SQLSTATE is coarser or missing.
constexpr numbered_meaning numbered_meanings[] = {
    {1048, "23000", sql_error::not_null_violation},
    {1049, "42000", sql_error::undefined_database},
    {1054, "42S22", sql_error::undefined_column},
    {1062, "23000", sql_error::unique_violation},
    {1064, "42000", sql_error::syntax},
    {1142, "42000", sql_error::permission_denied},
    {1143, "42000", sql_error::permission_denied},
    {1146, "42S02", sql_error::undefined_table},
    {1205, "HY000", sql_error::serialization_failure},
    {1213, "40001", sql_error::deadlock},
    {1216, "23000", sql_error::foreign_key_violation},
    {1217, "23000", sql_error::foreign_key_violation},
    {1264, "22003", sql_error::value_out_of_range},
    {1305, "42000", sql_error::undefined_function},
    {1364, "HY000", sql_error::not_null_violation},
    {1406, "22001", sql_error::value_too_long},
    {1451, "23000", sql_error::foreign_key_violation},
    {1452, "23000", sql_error::foreign_key_violation},
    {1557, "23000", sql_error::foreign_key_violation},
    {1586, "23000", sql_error::unique_violation},
    {3819, "HY000", sql_error::check_violation},
};

constexpr bool is_state_character(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

/// Failures that carry the database's own words.
bool is_of_the_database(error const& from) noexcept {
    return from.code == errc::database_error_exception ||
           from.code == errc::bad_request_exception ||
           from.code == errc::statement_timeout_exception;
}

/// The last one: the text before it may quote anything, a row's values included.
std::string_view after_last(std::string_view text, std::string_view word) noexcept {
    auto const at = text.rfind(word);
    return at == text.npos ? std::string_view() : text.substr(at + word.size());
}

/// "...; SQLState: 23505"
std::string_view state_in(std::string_view message) noexcept {
    auto const state = after_last(message, "SQLState: ").substr(0, 5);
    return state.size() == 5 && std::ranges::all_of(state, is_state_character) ? state
                                                                               : std::string_view();
}

/// "Database error code: 1062. Message: ...", or "...; Error code: 1062; SQLState: 23000".
numbered_meaning const* numbered(std::string_view message) noexcept {
    constexpr std::string_view prefix = "Database error code: ";
    auto const text = message.starts_with(prefix) ? message.substr(prefix.size())
                                                  : after_last(message, "; Error code: ");
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    auto const found = std::ranges::find(numbered_meanings, number, &numbered_meaning::number);
    return found != std::end(numbered_meanings) ? found : nullptr;
}

/// MySQL has one SQLSTATE for all of these and says which in its message.
sql_error mysql_violation(std::string_view message) noexcept {
    if (message.find("Duplicate entry") != message.npos)
        return sql_error::unique_violation;
    if (message.find("foreign key constraint fails") != message.npos)
        return sql_error::foreign_key_violation;
    if (message.find("cannot be null") != message.npos)
        return sql_error::not_null_violation;
    return sql_error::integrity_violation;
}

} // namespace

boost::system::error_category const& statement_category() noexcept {
    static category const instance;
    return instance;
}

std::optional<std::string> sql_state(error const& from) {
    if (!is_of_the_database(from))
        return std::nullopt;
    if (auto const state = state_in(from.message); !state.empty())
        return std::string(state);
    if (auto const* const known = numbered(from.message))
        return std::string(known->state);
    return std::nullopt;
}

sql_error sql_error_of(error const& from) {
    if (!is_of_the_database(from))
        return sql_error::unknown;
    if (auto const* const known = numbered(from.message))
        return known->what;
    auto const state = state_in(from.message);
    if (state == "23000")
        return mysql_violation(from.message);
    for (auto const& each : meanings)
        if (!state.empty() && state.starts_with(each.state))
            return each.what;
    return sql_error::unknown;
}

bool is_resuming(error const& from) {
    if (from.code == errc::database_resuming_exception)
        return true;
    // The driver's words for a database that it could not reach. When it had been reached before,
    // the connection broke, and the statement may have been executed.
    return from.code == errc::bad_request_exception &&
           from.message.starts_with("Communications link failure") &&
           from.message.find("successfully received from the server") == std::string::npos;
}

} // namespace skiff::rds_data
