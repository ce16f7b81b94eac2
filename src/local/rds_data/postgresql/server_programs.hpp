// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace skiff::local::rds_data::postgresql {

/// Where PostgreSQL's server programs are: the folder with initdb and postgres. Looks along PATH,
/// where `pg_config --bindir` says, and where Debian, Red Hat and Homebrew put them, the newest
/// first. Throws `service_error` (errc::invalid_configuration) that names the package to install.
[[nodiscard]] std::filesystem::path find_server_programs();

} // namespace skiff::local::rds_data::postgresql
