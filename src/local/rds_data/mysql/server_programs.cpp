// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/mysql/server_programs.hpp"

#include "local/child_process.hpp"

#include <skiff/core/result.hpp>

#include <unistd.h>

#include <string_view>
#include <vector>

namespace skiff::local::rds_data::mysql {
namespace {

namespace fs = std::filesystem;

/// PATH, and the folders of servers, which PATH often lacks.
std::vector<fs::path> folders() {
    std::vector<fs::path> out = folders_on_path();
    for (char const* const one :
         {"/usr/sbin", "/usr/bin", "/usr/libexec", "/usr/local/sbin", "/usr/local/bin",
          "/usr/local/mysql/bin", "/usr/local/mysql/scripts", "/opt/homebrew/bin"})
        out.emplace_back(one);
    return out;
}

fs::path find(std::string_view program) {
    for (fs::path const& one : folders())
        if (::access((one / program).c_str(), X_OK) == 0)
            return one / program;
    return {};
}

} // namespace

server_programs find_server_programs() {
    server_programs out{find("mariadbd"), find("mariadb-install-db")};
    if (out.server.empty() || out.installer.empty())
        throw service_error(make_error(
            errc::invalid_configuration,
            "a local MySQL cluster needs a MariaDB server, and none is installed: install the "
            "package mariadb-server (Debian, Ubuntu, Fedora), put its mariadbd and "
            "mariadb-install-db on PATH, or name a running server (--mysql CONNECTION)"));
    return out;
}

} // namespace skiff::local::rds_data::mysql
