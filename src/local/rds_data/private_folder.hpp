// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/child_process.hpp"

#include <filesystem>
#include <string_view>

namespace skiff::local::rds_data {

/// What the servers of one kind have in common.
struct server_kind {
    std::string_view product;       ///< For people: "PostgreSQL".
    char const* user;               ///< Whom root's server runs as when there is such a user.
    std::string_view socket_name;   ///< Of the socket in its folder.
    std::string_view folder_prefix; ///< Of their temporary folders: "skiff-postgresql-".
    char const* pid_file;           ///< In the data folder, where they work.
    int stop_signal;                ///< Ends the sessions, then the server.
};

/// A folder below the machine's temporary folder, for one server: only `user` may enter it, it is
/// locked while this lives, and it is removed with this. Its path is short enough for a socket.
class private_folder {
  public:
    /// Throws `service_error` (errc::invalid_configuration) when it cannot be made.
    private_folder(system_user const& user, server_kind const& kind);
    private_folder(private_folder const&) = delete;
    private_folder& operator=(private_folder const&) = delete;
    ~private_folder();

    [[nodiscard]] std::filesystem::path const& path() const noexcept { return path_; }

    /// Removes the folders of owners that died without doing so, and ends their servers.
    static void remove_orphans(system_user const& user, server_kind const& kind);

  private:
    std::filesystem::path path_;
    int lock_ = -1;
};

/// Ends the server whose data are in the folder, if one is left there by an owner that died, and
/// removes its pid file. The caller has the folder for itself.
void end_orphaned_server(std::filesystem::path const& data, server_kind const& kind);

/// Gives the folder to `who` alone. Throws `service_error` (errc::invalid_configuration).
void give_folder(std::filesystem::path const& folder, system_user const& who);

} // namespace skiff::local::rds_data
