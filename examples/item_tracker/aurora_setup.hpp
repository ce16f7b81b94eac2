// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aurora_storage.hpp"

#include <skiff/core/result.hpp>
#include <skiff/rds_data/client.hpp>
#include <skiff/rds_data/database.hpp>
#include <skiff/secrets_manager/client.hpp>

#include <string>

namespace item_tracker {

/// Makes and removes what the Aurora storage stands on. A paused database is waited for.
class aurora_setup {
  public:
    aurora_setup(skiff::client_config const& aws, aurora_settings const& settings);

    [[nodiscard]] skiff::result<void> create() const;
    [[nodiscard]] skiff::result<void> remove() const;

  private:
    [[nodiscard]] skiff::result<void> ensure_secret() const;
    [[nodiscard]] skiff::result<void> make_secret() const;
    [[nodiscard]] skiff::result<void> remove_secret() const;
    [[nodiscard]] skiff::result<bool> ensure_database() const;
    [[nodiscard]] skiff::result<void> make_table(bool mysql) const;
    [[nodiscard]] skiff::rds_data::database in(std::string database) const;

    aurora_settings settings_;
    skiff::secrets_manager::client secrets_;
    skiff::rds_data::client statements_;
};

/// True when the database is MySQL, false for PostgreSQL.
[[nodiscard]] skiff::result<bool> speaks_mysql(skiff::rds_data::database const& which);

} // namespace item_tracker
