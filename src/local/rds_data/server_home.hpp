// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/child_process.hpp"
#include "local/rds_data/private_folder.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace skiff::local::rds_data {

/// Where a database server of our own lives: the folder of its data and its log, and one for its
/// socket that only its user can enter and whose path is short enough. Functions that fail throw
/// `service_error` (errc::invalid_configuration). Not thread-safe.
class server_home {
  public:
    /// `folder` is where it is kept; empty: in a temporary folder.
    server_home(std::filesystem::path folder, server_kind const& kind);

    /// True when data outlive the server.
    [[nodiscard]] bool is_kept() const noexcept { return !folder_.empty(); }
    [[nodiscard]] bool is_prepared() const noexcept { return !base_.empty(); }
    /// Finds the server's user and makes the folders, once; ends a server that was left there.
    void prepare();
    /// Ends a server that was left there.
    void end_orphan() const;
    /// Removes the data; no server runs.
    void remove_data() const;

    // After `prepare`.
    [[nodiscard]] system_user const& user() const { return *user_; }
    [[nodiscard]] std::filesystem::path const& base() const noexcept { return base_; }
    [[nodiscard]] std::filesystem::path data() const { return base_ / "data"; }
    [[nodiscard]] std::filesystem::path const& sockets() const;
    /// Runs as the server's user in the base folder and writes into the log.
    [[nodiscard]] program make_program(std::filesystem::path const& path,
                                       std::vector<std::string> arguments, int on_orphaned) const;
    /// The end of the log.
    [[nodiscard]] std::string last_words() const;

  private:
    std::filesystem::path const folder_;
    server_kind const& kind_;
    std::filesystem::path base_; ///< Empty until `prepare`.
    std::optional<system_user> user_;
    std::optional<private_folder> temporary_;
};

} // namespace skiff::local::rds_data
