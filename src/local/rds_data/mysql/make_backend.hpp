// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/local/services.hpp>

#include "local/rds_data/backend.hpp"

#include <filesystem>
#include <memory>

namespace skiff::local::rds_data::mysql {

/// The server of a MySQL cluster; starts nothing. In a build without libmariadb, one that says so
/// when it is used. `folder` is where a private server is kept; empty: in a temporary one.
[[nodiscard]] std::unique_ptr<backend> make_backend(database_cluster const& what,
                                                    std::filesystem::path const& folder);

} // namespace skiff::local::rds_data::mysql
