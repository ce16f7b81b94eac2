// SPDX-License-Identifier: Apache-2.0
// How the Data API shows MySQL's types: numbers of java.sql.Types, names, sizes, and texts. Names
// and sizes are those of MySQL's JDBC driver, which the service shows.
#pragma once

#include <skiff/rds_data/type/type_hint.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace skiff::local::rds_data::mysql {

namespace api = skiff::rds_data;

/// Types as MySQL's protocol numbers them.
enum class wire_type : unsigned char {
    old_decimal = 0,
    tiny = 1,
    small = 2,
    integer = 3,
    single_real = 4,
    double_real = 5,
    null = 6,
    timestamp = 7,
    big = 8,
    medium = 9,
    date = 10,
    time = 11,
    datetime = 12,
    year = 13,
    varchar = 15,
    bit = 16,
    json = 245,
    decimal = 246,
    enumeration = 247,
    set = 248,
    tiny_blob = 249,
    medium_blob = 250,
    long_blob = 251,
    blob = 252,
    var_string = 253,
    string = 254,
    geometry = 255,
};

/// What a result says of a column's type.
struct column_type {
    wire_type wire = wire_type::null;
    std::uint64_t length = 0; ///< Longest text in bytes; of numbers, the digits shown.
    unsigned decimals = 0;
    bool is_unsigned = false;
    bool is_binary = false; ///< Bytes, not characters.
    bool is_json = false;   ///< MariaDB's JSON, which is text.
};

/// What becomes of a value.
enum class shape : unsigned char {
    boolean,
    integer,
    real,
    text,
    date,
    time,
    datetime,
    year,
    bytes,
};

[[nodiscard]] shape shape_of(column_type const& type) noexcept;

/// What the metadata say of a column's type.
struct type_description {
    std::string name;  ///< "INT UNSIGNED".
    std::int32_t jdbc; ///< java.sql.Types.
    std::int32_t precision;
    std::int32_t scale;
    bool is_signed;
    bool is_case_sensitive;
};
[[nodiscard]] type_description describe(column_type const& type);

/// A date, a time of up to 838 hours, or both.
struct moment {
    unsigned year = 0;
    unsigned month = 0;
    unsigned day = 0;
    unsigned hour = 0;
    unsigned minute = 0;
    unsigned second = 0;
    unsigned long microsecond = 0;
    bool negative = false; ///< Of a time.
};

/// "2026-01-31", "-12:00:00.500", "2026-01-31 12:00:00": no fraction when it is zero, milliseconds
/// when they are enough, else microseconds.
[[nodiscard]] std::string to_text(shape what, moment const& when);

/// Reads the text of a DATE, TIME or TIMESTAMP hint. Nothing when it has another form; whether
/// there is such a day is left to the database.
[[nodiscard]] std::optional<moment> parse_moment(api::type_hint what, std::string_view text);

/// "-12.50", "1e3": what MySQL takes for a decimal number as a whole.
[[nodiscard]] bool is_decimal(std::string_view text) noexcept;

/// The shortest decimal number that is this single-precision number, in double precision: 3.14 and
/// not 3.1400001049041748.
[[nodiscard]] double widen(float value) noexcept;

} // namespace skiff::local::rds_data::mysql
