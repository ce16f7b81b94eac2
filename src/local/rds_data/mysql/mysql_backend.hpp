// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/rds_data/backend.hpp"
#include "local/rds_data/mysql/connection.hpp"
#include "local/rds_data/mysql/private_server.hpp"

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

namespace skiff::local::rds_data::mysql {

/// MySQL: a MariaDB server of our own, or a server that somebody else runs.
class mysql_backend final : public backend {
  public:
    /// A private server, kept in the folder; empty: in memory, as far as that goes.
    explicit mysql_backend(std::filesystem::path folder);
    /// A running server. Throws `service_error` (errc::invalid_configuration) when the text is not
    /// a connection.
    explicit mysql_backend(std::string const& url);

    [[nodiscard]] dialect speaks() const noexcept override { return dialect::mysql; }
    [[nodiscard]] result<std::unique_ptr<session>> connect(login const& who,
                                                           std::string_view database) override;
    [[nodiscard]] std::string default_database() const override;
    [[nodiscard]] result<std::string> address(std::string_view database) override;
    [[nodiscard]] bool is_private() const noexcept override { return own_ != nullptr; }
    [[nodiscard]] bool running() const override;
    void reset() override;

  private:
    [[nodiscard]] result<connection> open(login const& who, std::string_view database);
    [[nodiscard]] std::optional<error> make_user(login const& who,
                                                 connection_parameters const& server);

    std::unique_ptr<private_server> own_; ///< Null when somebody else runs the server.
    connection_parameters given_;
    std::mutex mutable mutex_;
    std::set<std::string, std::less<>> users_; ///< Known to exist in the private server.
};

/// False for names that a secret may not have: those of the server itself.
[[nodiscard]] bool may_log_in(std::string_view user) noexcept;

} // namespace skiff::local::rds_data::mysql
