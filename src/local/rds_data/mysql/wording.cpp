// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/mysql/wording.hpp"

#include <array>
#include <utility>

namespace skiff::local::rds_data::mysql {
namespace {

constexpr unsigned column_is_ambiguous = 1052;
constexpr unsigned unknown_column = 1054;

bool is_clause(std::string_view text) noexcept {
    return !text.empty() &&
           text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ ") == std::string_view::npos;
}

using pair = std::pair<std::string_view, std::string_view>;
constexpr std::array clauses{pair{"WHERE", "where clause"},   pair{"ON", "on clause"},
                             pair{"FROM", "from clause"},     pair{"GROUP BY", "group statement"},
                             pair{"HAVING", "having clause"}, pair{"ORDER BY", "order clause"}};

std::string_view clause_name(std::string_view clause) noexcept {
    for (auto const& [mariadb, mysql] : clauses)
        if (clause == mariadb)
            return mysql;
    return "field list"; // of SELECT, INSERT INTO, VALUES, SET, UPDATE
}

/// Gives another name to the clause between the last `before` and the `after` that follows.
std::string rename_clause(std::string_view message, std::string_view before,
                          std::string_view after) {
    std::size_t const at = message.rfind(before);
    if (at == std::string_view::npos || !message.ends_with(after))
        return std::string(message);
    std::size_t const begin = at + before.size();
    if (message.size() < begin + after.size())
        return std::string(message);
    std::string_view const clause = message.substr(begin, message.size() - after.size() - begin);
    if (!is_clause(clause))
        return std::string(message);
    return std::string(message.substr(0, begin)).append(clause_name(clause)).append(after);
}

} // namespace

std::string as_mysql(unsigned code, std::string_view message) {
    if (code == unknown_column)
        return rename_clause(message, "' in '", "'");
    if (code == column_is_ambiguous)
        return rename_clause(message, "' in ", " is ambiguous");
    constexpr std::string_view product = "the MariaDB server";
    constexpr std::string_view version = "your MariaDB server version";
    std::string out(message);
    if (std::size_t const at = out.find(version); at != std::string::npos)
        out.replace(at, version.size(), "your MySQL server version");
    else if (std::size_t const named = out.find(product); named != std::string::npos)
        out.replace(named, product.size(), "the MySQL server");
    return out;
}

} // namespace skiff::local::rds_data::mysql
