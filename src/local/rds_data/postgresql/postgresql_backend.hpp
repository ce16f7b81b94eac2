// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/rds_data/backend.hpp"
#include "local/rds_data/postgresql/connection.hpp"
#include "local/rds_data/postgresql/private_cluster.hpp"
#include "local/rds_data/postgresql/type_catalog.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

namespace skiff::local::rds_data::postgresql {

/// PostgreSQL: a server of our own, or one that somebody else runs.
class postgresql_backend final : public backend {
  public:
    /// A private server, kept in the folder; empty: in memory, as far as that goes.
    explicit postgresql_backend(std::filesystem::path folder);
    /// A running server. Throws `service_error` (errc::invalid_configuration) when the text is not
    /// a connection string.
    explicit postgresql_backend(std::string const& connection_string);

    [[nodiscard]] dialect speaks() const noexcept override { return dialect::postgresql; }
    [[nodiscard]] result<std::unique_ptr<session>> connect(login const& who,
                                                           std::string_view database) override;
    [[nodiscard]] std::string default_database() const override;
    [[nodiscard]] result<std::string> address(std::string_view database) override;
    [[nodiscard]] bool is_private() const noexcept override { return own_ != nullptr; }
    [[nodiscard]] bool running() const override;
    void reset() override;

  private:
    [[nodiscard]] result<connection_parameters> server();
    [[nodiscard]] result<connection> open(login const& who, std::string_view database);
    [[nodiscard]] std::optional<error> make_role(login const& who);
    [[nodiscard]] std::shared_ptr<type_catalog> types_of(std::string_view database);

    std::unique_ptr<private_cluster> own_; ///< Null when somebody else runs the server.
    connection_parameters given_;
    std::mutex mutable mutex_;
    std::set<std::string, std::less<>> roles_; ///< Known to exist in the private server.
    std::map<std::string, std::shared_ptr<type_catalog>, std::less<>> types_;
};

/// False for names that a secret may not have: those of the cluster itself.
[[nodiscard]] bool may_log_in(std::string_view user) noexcept;

} // namespace skiff::local::rds_data::postgresql
