// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/result.hpp>
#include <skiff/protocol/service_client.hpp>
#include <skiff/rds_data/detail/statement.hpp>
#include <skiff/rds_data/options.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace skiff::rds_data::detail {

/// The untyped half of `database`: completes requests, sends them, waits for a database that
/// resumes. A cheap handle; thread-safe.
class database_core {
  public:
    database_core(protocol::service_client through, database_settings settings);

    [[nodiscard]] database_settings const& settings() const noexcept { return *settings_; }
    [[nodiscard]] protocol::service_client const& service() const noexcept { return service_; }

    /// `transaction_id` is empty outside transactions.
    [[nodiscard]] std::optional<error> send(statement const& what, std::string_view transaction_id,
                                            protocol::body_reader output) const;

    /// BeginTransaction: its id.
    [[nodiscard]] result<std::string> begin(call_options const& options) const;
    [[nodiscard]] std::optional<error> commit(std::string_view transaction_id,
                                              call_options const& options) const;
    [[nodiscard]] std::optional<error> rollback(std::string_view transaction_id,
                                                call_options const& options) const;

  private:
    [[nodiscard]] std::string database_members() const;
    [[nodiscard]] std::optional<error> call(protocol::operation const& what,
                                            std::string_view members, protocol::body_reader output,
                                            call_options const& options) const;
    [[nodiscard]] std::optional<error> call_and_wait(protocol::operation const& what,
                                                     std::string_view members,
                                                     protocol::body_reader output,
                                                     call_options const& options) const;

    protocol::service_client service_;
    std::shared_ptr<database_settings const> settings_;
};

} // namespace skiff::rds_data::detail
