// SPDX-License-Identifier: Apache-2.0
// How the Data API shows PostgreSQL's types: numbers of java.sql.Types, sizes, and fields.
#pragma once

#include <skiff/core/result.hpp>
#include <skiff/rds_data/type/field.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace skiff::local::rds_data::postgresql {

namespace api = skiff::rds_data;

using type_id = unsigned; ///< Oid, without libpq.

/// What becomes of a value.
enum class shape : unsigned char {
    boolean,
    integer,
    real,
    text, ///< As PostgreSQL writes it.
    time, ///< The fraction of the seconds as the service writes it.
    timestamp,
    timestamp_with_zone, ///< In UTC, without the offset.
    date,
    bytes,
    array,
    unsupported,
};

/// A type of the catalog.
struct type_info {
    type_id id = 0;
    std::string name; ///< pg_type.typname: "int4", "_int4".
    shape becomes = shape::unsupported;
    std::string shown;                  ///< In messages: INTERVAL, "CHAR", regclass.
    std::int32_t jdbc = 1111;           ///< java.sql.Types; OTHER.
    shape element = shape::unsupported; ///< Of an array.
    std::int32_t element_jdbc = 0;
};

/// Null for types that only the catalog knows: enumerations, arrays of them, extensions' types.
[[nodiscard]] type_info const* find_builtin(type_id id) noexcept;

/// From the catalog's row: typname, typtype and typcategory of the type, and of its element.
[[nodiscard]] type_info make_catalog_type(type_id id, std::string name, char type, char category);
[[nodiscard]] type_info make_catalog_array(type_id id, std::string name, type_info const& element);

/// What JDBC's driver makes of a type and the modifier of its column.
struct type_size {
    std::int32_t precision = 0;
    std::int32_t scale = 0;
};
[[nodiscard]] type_size size_of(type_id id, int modifier) noexcept;
[[nodiscard]] bool is_signed(type_id id) noexcept;
[[nodiscard]] bool is_case_sensitive(type_id id) noexcept;
[[nodiscard]] bool is_currency(type_id id) noexcept;

/// From PostgreSQL's text form. Fails with UnsupportedResultException for what the service cannot
/// return: other types, NaN and infinities, arrays of more than one dimension.
[[nodiscard]] result<api::field> to_field(type_info const& type, std::string_view text);

/// "12:00:00.5" -> "12:00:00.500": no fraction when it is zero, milliseconds when they are enough,
/// else microseconds.
[[nodiscard]] std::string with_fraction(std::string_view time);

/// "2026-01-31 12:00:00.5+02" -> "2026-01-31 10:00:00.500"; text of another form unchanged.
[[nodiscard]] std::string to_utc(std::string_view timestamp);

} // namespace skiff::local::rds_data::postgresql
