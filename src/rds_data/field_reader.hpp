// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/rds_data/row.hpp>

namespace skiff::rds_data::detail {

/// Reads one Field, {"stringValue":"x"}, into what `read` reads.
bool read_field(value_reader& in, read_function read, void* into);

} // namespace skiff::rds_data::detail
