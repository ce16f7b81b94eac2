// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/rds_data/postgresql/connection.hpp"
#include "local/rds_data/postgresql/types.hpp"

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace skiff::local::rds_data::postgresql {

/// The types of one database, looked up once: PostgreSQL gives no number to a second type.
/// Thread-safe.
class type_catalog {
  public:
    /// The types with these numbers, in their order. Asks the server for those not known yet.
    [[nodiscard]] result<std::vector<type_info>> find(connection& link,
                                                      std::vector<type_id> const& ids);

  private:
    [[nodiscard]] std::optional<error> look_up(connection& link, std::vector<type_id> const& ids);

    std::mutex mutex_;
    std::map<type_id, type_info> known_;
};

/// What the catalog knows of a table's column.
struct column_origin {
    std::string table;
    std::string schema;
    bool not_null = false;
    bool auto_increment = false;
};

/// By table and number of the column. Not kept: ALTER TABLE changes it.
using column_origins = std::map<std::pair<type_id, int>, column_origin>;
[[nodiscard]] result<column_origins> find_origins(connection& link,
                                                  std::vector<type_id> const& tables);

} // namespace skiff::local::rds_data::postgresql
