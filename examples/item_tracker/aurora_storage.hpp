// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage.hpp"

#include <skiff/core/config.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace item_tracker {

/// Where the work items are, and as whom.
struct aurora_settings {
    std::string cluster_arn;
    std::string secret; ///< The database login's name or ARN in Secrets Manager.
    std::string database;
    std::string table;
};

/// Work items in a table of an Aurora cluster, PostgreSQL or MySQL, through the RDS Data API: ids
/// are numbers that the database gives, names are in `username`. A database that is resuming is
/// errc::not_ready at once; only `create` and `remove` wait for it.
///
/// `create` makes what is missing of the login's secret, the database and the table; `remove` takes
/// away the table, and the secret when `create` has made it; a database stays.
[[nodiscard]] std::unique_ptr<storage> open_aurora(skiff::client_config const& aws,
                                                   aurora_settings settings);

/// A table's name with this is its index's, on PostgreSQL.
inline constexpr std::string_view index_suffix = "_by_archived";

/// True for a name that may stand in SQL as it is: letters, digits and underscores, at most 63, no
/// digit first.
[[nodiscard]] bool is_sql_name(std::string_view text) noexcept;
/// The same for tables, at most 51: PostgreSQL cuts names off after 63, also the index's.
[[nodiscard]] bool is_table_name(std::string_view text) noexcept;

} // namespace item_tracker
