// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace skiff::local::rds_data::mysql {

struct server_programs {
    std::filesystem::path server;    ///< mariadbd.
    std::filesystem::path installer; ///< mariadb-install-db.
};

/// Where MariaDB's server is. Looks along PATH and where distributions put servers. Throws
/// `service_error` (errc::invalid_configuration) that names the package to install.
[[nodiscard]] server_programs find_server_programs();

} // namespace skiff::local::rds_data::mysql
