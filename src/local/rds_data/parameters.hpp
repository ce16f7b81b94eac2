// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/result.hpp>
#include <skiff/rds_data/type/sql_parameter.hpp>

#include "local/rds_data/backend.hpp"
#include "local/rds_data/named_sql.hpp"

#include <vector>

namespace skiff::local::rds_data {

/// The values for the names in a statement, in their order. Refuses a name without value and what
/// the service refuses: arrays, a hint that does not fit its value. Parameters that the statement
/// does not name are passed over, as the service does.
[[nodiscard]] result<std::vector<bound_value>> bind(named_sql const& sql,
                                                    std::vector<api::sql_parameter> const& given);

} // namespace skiff::local::rds_data
