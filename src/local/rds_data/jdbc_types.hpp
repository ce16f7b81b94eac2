// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace skiff::local::rds_data {

/// java.sql.Types: the numbers in the metadata of columns.
enum : std::int32_t {
    jdbc_bit = -7,
    jdbc_tinyint = -6,
    jdbc_bigint = -5,
    jdbc_longvarbinary = -4,
    jdbc_varbinary = -3,
    jdbc_binary = -2,
    jdbc_longvarchar = -1,
    jdbc_null = 0,
    jdbc_char = 1,
    jdbc_numeric = 2,
    jdbc_decimal = 3,
    jdbc_integer = 4,
    jdbc_smallint = 5,
    jdbc_real = 7,
    jdbc_double = 8,
    jdbc_varchar = 12,
    jdbc_date = 91,
    jdbc_time = 92,
    jdbc_timestamp = 93,
    jdbc_other = 1111,
    jdbc_distinct = 2001,
    jdbc_struct = 2002,
    jdbc_array = 2003,
    jdbc_xml = 2009,
};

} // namespace skiff::local::rds_data
