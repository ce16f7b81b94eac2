// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/rds_data/backend.hpp"
#include "local/rds_data/mysql/connection.hpp"

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace skiff::local::rds_data::mysql {

/// A session on MySQL. Parameters travel beside the statement, never inside it.
class mysql_session final : public session {
  public:
    explicit mysql_session(connection link);
    ~mysql_session() override;

    result<outcome> execute(named_sql const& sql, std::vector<bound_value> const& values,
                            run_options const& how) override;
    std::optional<error> begin() override;
    std::optional<error> commit() override;
    std::optional<error> rollback() override;
    [[nodiscard]] bool busy() override;
    [[nodiscard]] bool alive() override;
    [[nodiscard]] bool clear() override;

  private:
    struct work;

    [[nodiscard]] std::optional<error> prepare(work& on, named_sql const& sql,
                                               run_options const& how);
    [[nodiscard]] result<outcome> run_text(std::string_view sql, run_options const& how);
    [[nodiscard]] result<outcome> collect(work& on, named_sql const& sql, run_options const& how);
    [[nodiscard]] std::optional<error> read_rows(work& on, outcome& into, run_options const& how);
    [[nodiscard]] std::optional<error> read_rest(work& on, run_options const& how);
    /// Waits for the call of `on`; an error when it had its time. It is then over.
    [[nodiscard]] std::optional<error> wait(work& on, run_options const& how);
    [[nodiscard]] error stop(work& on, error why);
    [[nodiscard]] std::optional<error> simple(char const* sql);
    [[nodiscard]] error time_is_over() const;
    /// Makes room after a statement that was left running; it has ended.
    void forget_ended();

    connection link_;
    std::unique_ptr<work> left_running_; ///< A statement that went on after its time.
    bool changed_database_ = false;
};

} // namespace skiff::local::rds_data::mysql
