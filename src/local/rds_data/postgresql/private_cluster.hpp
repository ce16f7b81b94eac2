// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/child_process.hpp"
#include "local/rds_data/postgresql/connection.hpp"
#include "local/rds_data/server_home.hpp"

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace skiff::local::rds_data::postgresql {

/// A PostgreSQL server of our own: made and started when it is first needed, stopped with this
/// object, and never left behind by a process that dies. It listens on a socket in a folder that
/// only its user can enter. Thread-safe.
class private_cluster {
  public:
    /// The role that owns everything; only our user and the server's get it, by their socket.
    static constexpr char const* owner = "skiff";
    /// What owns the database postgres and has every login as a member, like Aurora's.
    static constexpr char const* administrators = "rds_superuser";

    /// `folder` is where it is kept; empty: in a temporary folder, without safety from crashes.
    explicit private_cluster(std::filesystem::path folder);
    ~private_cluster();

    /// Where the running server is and who owns it; starts it. An error is
    /// DatabaseUnavailableException; throws `service_error` (errc::invalid_configuration) when
    /// there can be no server.
    [[nodiscard]] result<connection_parameters> start();
    [[nodiscard]] bool running() const;
    /// Stops the server and removes its data.
    void reset();

  private:
    void prepare();
    void make_data();
    void write_access_rules() const;
    void launch();
    void stop();
    [[nodiscard]] result<connection> launch_until_ready();
    [[nodiscard]] result<connection> wait_until_ready();
    [[nodiscard]] std::optional<error> make_roles(connection& link);
    [[nodiscard]] connection_parameters parameters() const;

    std::mutex mutable mutex_;
    server_home home_;
    std::filesystem::path programs_;
    std::unique_ptr<child_process> server_;
};

} // namespace skiff::local::rds_data::postgresql
