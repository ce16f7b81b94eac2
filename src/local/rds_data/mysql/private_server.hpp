// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/child_process.hpp"
#include "local/rds_data/mysql/connection.hpp"
#include "local/rds_data/mysql/server_programs.hpp"
#include "local/rds_data/server_home.hpp"

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace skiff::local::rds_data::mysql {

/// A MariaDB server of our own: made and started when it is first needed, stopped with this
/// object, and never left behind by a process that dies. It listens on a socket in a folder that
/// only its user can enter. Thread-safe.
class private_server {
  public:
    /// The user who may do everything. Its password is a new one at every start.
    static constexpr char const* owner = "skiff";

    /// `folder` is where it is kept; empty: in a temporary folder, without safety from crashes.
    explicit private_server(std::filesystem::path folder);
    ~private_server();

    /// Where the running server is and who owns it; starts it. An error is
    /// DatabaseUnavailableException; throws `service_error` (errc::invalid_configuration) when
    /// there can be no server.
    [[nodiscard]] result<connection_parameters> start();
    [[nodiscard]] bool running() const;
    /// Options with which the client program `mariadb` is the owner; after `start`.
    [[nodiscard]] std::filesystem::path client_options() const;
    /// Stops the server and removes its data.
    void reset();

  private:
    void prepare();
    void make_data();
    void write_owner();
    void launch();
    void stop();
    [[nodiscard]] std::optional<error> wait_until_ready();
    [[nodiscard]] connection_parameters parameters() const;
    [[nodiscard]] std::filesystem::path socket() const;

    std::mutex mutable mutex_;
    server_home home_;
    server_programs programs_;
    std::string password_; ///< The owner's.
    std::unique_ptr<child_process> server_;
};

} // namespace skiff::local::rds_data::mysql
