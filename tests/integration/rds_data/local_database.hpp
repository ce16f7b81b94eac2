// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/local/clock.hpp>
#include <skiff/local/services.hpp>
#include <skiff/rds_data/all_operations.hpp>
#include <skiff/rds_data/client.hpp>
#include <skiff/rds_data/errors.hpp>

#include "local/rds_data/engine.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff_tests {

namespace api = skiff::rds_data;
namespace local = skiff::local;

/// For databases with a server of their own.
inline std::filesystem::path const in_memory;

/// The local RDS Data service with one cluster, behind the generated client: requests are written,
/// signed, read and answered as over a socket.
class local_database {
  public:
    /// A database of its own in a PostgreSQL server that all tests share.
    local_database();
    /// A server of its own.
    explicit local_database(std::filesystem::path folder, local::database_cluster cluster = {},
                            std::string database = "postgres");

    /// A name of the secrets that `arn` knows.
    static std::string secret_arn(std::string_view name = "admin");
    [[nodiscard]] std::string cluster_arn() const { return engine().arn_of(cluster_); }
    [[nodiscard]] std::string const& database() const noexcept { return database_; }
    void set_secret(std::string_view name, std::string text);

    [[nodiscard]] api::execute_statement_request statement(std::string sql) const;
    [[nodiscard]] skiff::result<api::execute_statement_response> run(
        std::string sql, std::vector<api::sql_parameter> parameters = {},
        std::optional<std::string> transaction = {}) const;
    [[nodiscard]] skiff::result<api::execute_statement_response> run(
        api::execute_statement_request const& request) const {
        return client.execute_statement(request);
    }
    /// The only field of the only row.
    [[nodiscard]] api::field one(std::string sql,
                                 std::vector<api::sql_parameter> parameters = {}) const;
    /// Waits for another session whose running statement has the text in it; false: in vain.
    [[nodiscard]] bool wait_until_running(std::string const& text) const;
    [[nodiscard]] std::string begin() const;
    [[nodiscard]] skiff::result<api::commit_transaction_response> commit(std::string id) const;
    [[nodiscard]] skiff::result<api::rollback_transaction_response> rollback(std::string id) const;

    [[nodiscard]] local::rds_data::rds_data_engine& engine() const noexcept;
    [[nodiscard]] local::manual_clock& clock() const noexcept;

  private:
    struct world;
    local_database(std::shared_ptr<world> where, std::string cluster, std::string database);

    std::shared_ptr<world> world_;
    std::string cluster_;
    std::string database_;

  public:
    skiff::rds_data::client client;
};

api::sql_parameter text(std::string name, std::string value,
                        std::optional<api::type_hint> hint = {});
api::sql_parameter number(std::string name, std::int64_t value);
api::sql_parameter real(std::string name, double value);
api::sql_parameter flag(std::string name, bool value);
api::sql_parameter bytes(std::string name, std::string value);
api::sql_parameter null(std::string name, std::optional<api::type_hint> hint = {});

} // namespace skiff_tests
