// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/rds_data/client.hpp>
#include <skiff/rds_data/detail/database_core.hpp>
#include <skiff/rds_data/sql_error.hpp>
#include <skiff/rds_data/statements.hpp>
#include <skiff/rds_data/transaction.hpp>

#include <string>
#include <utility>

namespace skiff::rds_data {

/// A database of an Aurora cluster, through the RDS Data API: SQL over HTTPS, without connections
/// of one's own.
///
///     skiff::rds_data::database db{
///         client, {.resource_arn = cluster, .secret_arn = secret, .database = "tracker"}};
///     std::vector<work_item> const open = db.query<work_item>(
///         "SELECT * FROM work_items WHERE archived = :archived", {{"archived", false}}).value();
///     db.execute("DELETE FROM work_items WHERE iditem = :id", {{"id", 7}}).value();
///
/// A handle as cheap as the client, which it shares; copies are the same database. May be used from
/// many threads. Each statement is a transaction of its own unless it is executed through what
/// `begin` gives. A database that is paused is waited for: resume_policy in options.hpp.
/// `statements` has what both can do.
class database : public statements<database> {
  public:
    database(client const& through, database_settings settings)
        : core_(through.service(), std::move(settings)) {}
    database(protocol::service_client through, database_settings settings)
        : core_(std::move(through), std::move(settings)) {}

    /// Begins a transaction; waits for a database that is paused. rds-data:BeginTransaction and
    /// secretsmanager:GetSecretValue.
    ///
    /// Retried as the client's configuration says: a lost answer leaves a transaction behind that
    /// did nothing and that the service ends after 3 minutes.
    [[nodiscard]] result<transaction> begin(call_options const& options = {}) const;

    [[nodiscard]] database_settings const& settings() const noexcept { return core_.settings(); }

  private:
    friend class statements<database>;
    [[nodiscard]] std::optional<error> send(detail::statement const& what,
                                            protocol::body_reader output) const {
        return core_.send(what, {}, output);
    }

    detail::database_core core_;
};

} // namespace skiff::rds_data
