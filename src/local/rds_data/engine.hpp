// SPDX-License-Identifier: Apache-2.0
// The RDS Data API (2018-08-01) on databases of this machine.
#pragma once

#include <skiff/local/services.hpp>
#include <skiff/rds_data/operation/batch_execute_statement.hpp>
#include <skiff/rds_data/operation/begin_transaction.hpp>
#include <skiff/rds_data/operation/commit_transaction.hpp>
#include <skiff/rds_data/operation/execute_sql.hpp>
#include <skiff/rds_data/operation/execute_statement.hpp>
#include <skiff/rds_data/operation/rollback_transaction.hpp>

#include "local/handler.hpp"
#include "local/rds_data/backend.hpp"
#include "local/rds_data/pausing.hpp"
#include "local/rds_data/session_pool.hpp"
#include "local/rds_data/transactions.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::local::rds_data {

/// What is told of a cluster.
struct cluster_description {
    std::string name;
    database_engine engine;
    std::string state; ///< "stopped", "available", "paused" or "resuming".
    std::string arn;
    std::string address; ///< For the engine's own client; empty while the server does not run.
};

/// The Data API of a provisioned or Serverless v2 cluster, whose rules differ from those of the
/// first Serverless: no several statements in one, no `schema`, no ExecuteSql. Statements of
/// different sessions run beside each other.
class rds_data_engine final : public engine {
  public:
    /// Starts nothing. Throws `service_error` (errc::invalid_configuration) for clusters that
    /// cannot be.
    rds_data_engine(environment const& where, std::vector<database_cluster> const& clusters,
                    secret_source secrets);
    ~rds_data_engine() override;

    [[nodiscard]] handler_table const& handlers() const noexcept override { return handlers_; }
    void reset() override;

    [[nodiscard]] std::vector<cluster_description> clusters() const;
    [[nodiscard]] bool has_cluster(std::string_view name) const noexcept;
    /// The next three throw `service_error` (errc::invalid_configuration) when there is no cluster
    /// of the name.
    [[nodiscard]] std::string arn_of(std::string_view name) const;
    [[nodiscard]] std::string address_of(std::string_view name, std::string_view database);
    void pause(std::string_view name, std::chrono::nanoseconds resuming_takes,
               resuming_wording wording);

  private:
    struct cluster;
    struct target;

    result<api::execute_statement_response> execute_statement(
        api::execute_statement_request const& in);
    result<api::batch_execute_statement_response> batch_execute_statement(
        api::batch_execute_statement_request const& in);
    result<api::execute_sql_response> execute_sql(api::execute_sql_request const& in);
    result<api::begin_transaction_response> begin_transaction(
        api::begin_transaction_request const& in);
    result<api::commit_transaction_response> commit_transaction(
        api::commit_transaction_request const& in);
    result<api::rollback_transaction_response> rollback_transaction(
        api::rollback_transaction_request const& in);

    [[nodiscard]] result<cluster*> find_cluster(std::string const& arn) const;
    [[nodiscard]] result<login> find_login(cluster const& in, std::string const& secret) const;
    /// Of the requests that a sleeping cluster refuses.
    template <class Request>
    [[nodiscard]] result<target> find_target(Request const& in) const;
    /// Of those that it does not.
    template <class Request>
    [[nodiscard]] result<transactions::use> find_transaction(Request const& in);
    /// Commits or rolls back; what the answer says of it.
    template <class Request>
    [[nodiscard]] result<std::string> end_transaction(Request const& in,
                                                      std::optional<error> (session::*how)(),
                                                      char const* status);
    [[nodiscard]] run_options start_timer();
    /// Runs `work` in the request's transaction or in a session of its own.
    template <class Request, class Work>
    [[nodiscard]] auto in_session(Request const& in, target const& where, Work work)
        -> decltype(work(*static_cast<session*>(nullptr)));
    [[nodiscard]] cluster& named(std::string_view name) const;

    skiff::clock& time_;
    secret_source secrets_;
    std::vector<std::unique_ptr<cluster>> clusters_;
    transactions transactions_; // its sessions go back to the clusters
    handler_table handlers_;
};

} // namespace skiff::local::rds_data

namespace skiff::local {

[[nodiscard]] std::unique_ptr<rds_data::rds_data_engine> make_rds_data(
    environment const& where, std::vector<database_cluster> const& clusters, secret_source secrets);

} // namespace skiff::local
