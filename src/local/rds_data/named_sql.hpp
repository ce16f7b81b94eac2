// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::local::rds_data {

/// How a database writes strings, comments and placeholders.
enum class dialect : unsigned char {
    postgresql, ///< $1, E'', $tag$ $tag$, nested comments, "identifiers".
    mysql,      ///< ?, backslash escapes, # comments, `identifiers`, "strings".
};

/// SQL whose `:name` parameters have become the database's own placeholders. Names inside strings,
/// quoted identifiers and comments are left alone, and so are `::casts` and `:=`.
struct named_sql {
    std::string text;
    std::vector<std::string> names; ///< Each name once, in the order of first use.
    /// Which name each placeholder stands for. PostgreSQL's placeholders say so themselves: $1 is
    /// names[0].
    std::vector<std::size_t> placeholders;
    std::size_t statements = 0; ///< How many there are between the semicolons.
    bool ends_with_semicolon = false;
    std::string verb; ///< The first word, in capitals: "SELECT".
};

/// Takes any text: what cannot be SQL is left for the database to refuse.
[[nodiscard]] named_sql parse_named_sql(std::string_view sql, dialect how);

} // namespace skiff::local::rds_data
