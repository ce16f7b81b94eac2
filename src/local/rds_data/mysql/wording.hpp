// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace skiff::local::rds_data::mysql {

/// What MySQL says where MariaDB says `message`: "Unknown column 'x' in 'field list'" and not "in
/// 'SELECT'". Other messages are the same for both, or stay as they are.
[[nodiscard]] std::string as_mysql(unsigned code, std::string_view message);

} // namespace skiff::local::rds_data::mysql
