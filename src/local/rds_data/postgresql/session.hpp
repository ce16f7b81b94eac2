// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/rds_data/backend.hpp"
#include "local/rds_data/postgresql/connection.hpp"
#include "local/rds_data/postgresql/type_catalog.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace skiff::local::rds_data::postgresql {

/// The rows of a result as they came, before their types are known.
struct raw_result;

/// A session on PostgreSQL. Parameters travel beside the statement, never inside it.
class postgresql_session final : public session {
  public:
    postgresql_session(connection link, std::shared_ptr<type_catalog> types)
        : link_(std::move(link)), types_(std::move(types)) {}

    result<outcome> execute(named_sql const& sql, std::vector<bound_value> const& values,
                            run_options const& how) override;
    std::optional<error> begin() override;
    std::optional<error> commit() override;
    std::optional<error> rollback() override;
    [[nodiscard]] bool busy() override;
    [[nodiscard]] bool alive() override;
    [[nodiscard]] bool clear() override;

  private:
    [[nodiscard]] std::optional<error> send(named_sql const& sql,
                                            std::vector<bound_value> const& values);
    [[nodiscard]] std::optional<error> receive(raw_result& into, run_options const& how);
    [[nodiscard]] std::optional<error> stop(error why);
    [[nodiscard]] result<outcome> convert(raw_result const& raw, bool metadata);

    connection link_;
    std::shared_ptr<type_catalog> types_;
    bool left_running_ = false;
};

} // namespace skiff::local::rds_data::postgresql
