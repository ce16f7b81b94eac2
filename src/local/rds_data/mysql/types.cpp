// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/mysql/types.hpp"

#include "local/rds_data/jdbc_types.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <limits>

namespace skiff::local::rds_data::mysql {
namespace {

constexpr std::uint64_t bytes_of_a_character = 4; // utf8mb4, which every session speaks

/// BOOLEAN is TINYINT(1), and only that: TINYINT(1) UNSIGNED is a number.
bool is_boolean(column_type const& type) noexcept {
    return type.length == 1 &&
           (type.wire == wire_type::bit || (type.wire == wire_type::tiny && !type.is_unsigned));
}

std::int32_t clamp(std::uint64_t length) noexcept {
    constexpr auto most = std::numeric_limits<std::int32_t>::max();
    return length > static_cast<std::uint64_t>(most) ? most : static_cast<std::int32_t>(length);
}

/// The digits that a decimal was declared with: its length counts the point and the sign as well.
std::int32_t digits_of(column_type const& type) noexcept {
    std::uint64_t const marks = (type.decimals > 0 ? 1 : 0) + (type.is_unsigned ? 0 : 1);
    return clamp(type.length > marks ? type.length - marks : type.length);
}

type_description make_number(char const* name, std::int32_t jdbc, column_type const& type) {
    return {.name = std::string(name) + (type.is_unsigned ? " UNSIGNED" : ""),
            .jdbc = jdbc,
            .precision = clamp(type.length),
            .scale = 0,
            .is_signed = !type.is_unsigned,
            .is_case_sensitive = false};
}

type_description make_text(char const* name, std::int32_t jdbc, column_type const& type) {
    return {.name = name,
            .jdbc = jdbc,
            .precision = clamp(type.length / bytes_of_a_character),
            .scale = 0,
            .is_signed = false,
            .is_case_sensitive = false};
}

type_description make_bytes(char const* name, std::int32_t jdbc, column_type const& type) {
    return {.name = name,
            .jdbc = jdbc,
            .precision = clamp(type.length),
            .scale = 0,
            .is_signed = false,
            .is_case_sensitive = true};
}

type_description make_time(char const* name, std::int32_t jdbc, column_type const& type) {
    return {.name = name,
            .jdbc = jdbc,
            .precision = clamp(type.length),
            .scale = 0,
            .is_signed = false,
            .is_case_sensitive = false};
}

/// All BLOBs and TEXTs travel as one type; their length tells them apart.
type_description describe_large(column_type const& type) {
    constexpr std::uint64_t tiny = 255;
    constexpr std::uint64_t plain = 65'535;
    constexpr std::uint64_t medium = 16'777'215;
    if (type.is_binary) {
        if (type.length <= tiny)
            return make_bytes("TINYBLOB", jdbc_varbinary, type);
        return make_bytes(type.length <= plain    ? "BLOB"
                          : type.length <= medium ? "MEDIUMBLOB"
                                                  : "LONGBLOB",
                          jdbc_longvarbinary, type);
    }
    std::uint64_t const characters = type.length / bytes_of_a_character;
    if (characters <= tiny)
        return make_text("TINYTEXT", jdbc_varchar, type);
    return make_text(characters <= plain    ? "TEXT"
                     : characters <= medium ? "MEDIUMTEXT"
                                            : "LONGTEXT",
                     jdbc_longvarchar, type);
}

type_description describe_decimal(column_type const& type) {
    type_description out = make_number("DECIMAL", jdbc_decimal, type);
    out.precision = digits_of(type);
    out.scale = static_cast<std::int32_t>(type.decimals);
    return out;
}

/// 31 decimals say that there is no limit; the driver shows it so.
type_description describe_real(char const* name, std::int32_t jdbc, column_type const& type) {
    type_description out = make_number(name, jdbc, type);
    out.scale = static_cast<std::int32_t>(type.decimals);
    return out;
}

bool read_digits(std::string_view& text, std::size_t least, std::size_t most, unsigned& into) {
    std::size_t end = 0;
    while (end < text.size() && end < most && text[end] >= '0' && text[end] <= '9')
        ++end;
    if (end < least)
        return false;
    std::from_chars(text.data(), text.data() + end, into);
    text.remove_prefix(end);
    return true;
}

bool read_mark(std::string_view& text, char mark) {
    if (text.empty() || text.front() != mark)
        return false;
    text.remove_prefix(1);
    return true;
}

bool read_date(std::string_view& text, moment& into) {
    return read_digits(text, 4, 4, into.year) && read_mark(text, '-') &&
           read_digits(text, 2, 2, into.month) && read_mark(text, '-') &&
           read_digits(text, 2, 2, into.day);
}

bool read_time(std::string_view& text, moment& into) {
    if (!read_digits(text, 2, 3, into.hour) || !read_mark(text, ':') ||
        !read_digits(text, 2, 2, into.minute) || !read_mark(text, ':') ||
        !read_digits(text, 2, 2, into.second))
        return false;
    if (!read_mark(text, '.'))
        return true;
    std::size_t const before = text.size();
    unsigned fraction = 0;
    if (!read_digits(text, 1, 6, fraction))
        return false;
    for (std::size_t digits = before - text.size(); digits < 6; ++digits)
        fraction *= 10;
    into.microsecond = fraction;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9')
        text.remove_prefix(1); // finer than MySQL keeps
    return true;
}

std::string time_text(moment const& when) {
    std::array<char, 48> text{};
    int length = std::snprintf(text.data(), text.size(), "%s%02u:%02u:%02u",
                               when.negative ? "-" : "", when.hour, when.minute, when.second);
    std::string out(text.data(), static_cast<std::size_t>(length));
    if (when.microsecond == 0)
        return out;
    bool const milliseconds = when.microsecond % 1000 == 0;
    length = std::snprintf(text.data(), text.size(), milliseconds ? ".%03lu" : ".%06lu",
                           milliseconds ? when.microsecond / 1000 : when.microsecond);
    return out.append(text.data(), static_cast<std::size_t>(length));
}

std::string date_text(moment const& when) {
    std::array<char, 40> text{};
    int const length = std::snprintf(text.data(), text.size(), "%04u-%02u-%02u", when.year,
                                     when.month, when.day);
    return {text.data(), static_cast<std::size_t>(length)};
}

} // namespace

shape shape_of(column_type const& type) noexcept {
    if (is_boolean(type))
        return shape::boolean;
    switch (type.wire) {
    case wire_type::tiny:
    case wire_type::small:
    case wire_type::medium:
    case wire_type::integer:
    case wire_type::big:
        return shape::integer;
    case wire_type::single_real:
    case wire_type::double_real:
        return shape::real;
    case wire_type::date:
        return shape::date;
    case wire_type::time:
        return shape::time;
    case wire_type::timestamp:
    case wire_type::datetime:
        return shape::datetime;
    case wire_type::year:
        return shape::year;
    case wire_type::bit:
    case wire_type::geometry:
        return shape::bytes;
    case wire_type::old_decimal:
    case wire_type::decimal:
    case wire_type::json:
    case wire_type::null:
        return shape::text;
    default:
        return type.is_binary ? shape::bytes : shape::text;
    }
}

type_description describe(column_type const& type) {
    if (is_boolean(type))
        return make_time("BIT", jdbc_bit, type);
    if (type.is_json)
        return make_text("JSON", jdbc_longvarchar, type);
    switch (type.wire) {
    case wire_type::tiny:
        return make_number("TINYINT", jdbc_tinyint, type);
    case wire_type::small:
        return make_number("SMALLINT", jdbc_smallint, type);
    case wire_type::medium:
        return make_number("MEDIUMINT", jdbc_integer, type);
    case wire_type::integer:
        return make_number("INT", jdbc_integer, type);
    case wire_type::big:
        return make_number("BIGINT", jdbc_bigint, type);
    case wire_type::single_real:
        return describe_real("FLOAT", jdbc_real, type);
    case wire_type::double_real:
        return describe_real("DOUBLE", jdbc_double, type);
    case wire_type::old_decimal:
    case wire_type::decimal:
        return describe_decimal(type);
    case wire_type::date:
        return make_time("DATE", jdbc_date, type);
    case wire_type::time:
        return make_time("TIME", jdbc_time, type);
    case wire_type::datetime:
        return make_time("DATETIME", jdbc_timestamp, type);
    case wire_type::timestamp:
        return make_time("TIMESTAMP", jdbc_timestamp, type);
    case wire_type::year:
        return make_time("YEAR", jdbc_date, type);
    case wire_type::bit:
        return make_bytes("BIT", jdbc_bit, type);
    case wire_type::geometry:
        return make_bytes("GEOMETRY", jdbc_binary, type);
    case wire_type::null:
        return make_text("NULL", jdbc_null, type);
    case wire_type::json:
        return make_text("JSON", jdbc_longvarchar, type);
    case wire_type::tiny_blob:
    case wire_type::blob:
    case wire_type::medium_blob:
    case wire_type::long_blob:
        return describe_large(type);
    case wire_type::varchar:
    case wire_type::var_string:
        return type.is_binary ? make_bytes("VARBINARY", jdbc_varbinary, type)
                              : make_text("VARCHAR", jdbc_varchar, type);
    case wire_type::enumeration:
    case wire_type::set:
    case wire_type::string:
        break;
    }
    return type.is_binary ? make_bytes("BINARY", jdbc_binary, type)
                          : make_text("CHAR", jdbc_char, type);
}

std::string to_text(shape what, moment const& when) {
    if (what == shape::date)
        return date_text(when);
    if (what == shape::time)
        return time_text(when);
    return date_text(when) + " " + time_text(when);
}

std::optional<moment> parse_moment(api::type_hint what, std::string_view text) {
    moment out;
    bool read = false;
    if (what == api::type_hint::date) {
        read = read_date(text, out);
    } else if (what == api::type_hint::time) {
        out.negative = read_mark(text, '-');
        read = read_time(text, out);
    } else {
        read = read_date(text, out) && (read_mark(text, ' ') || read_mark(text, 'T')) &&
               read_time(text, out);
    }
    return read && text.empty() ? std::optional(out) : std::nullopt;
}

bool is_decimal(std::string_view text) noexcept {
    auto const take_digits = [&text] {
        std::size_t const end = std::min(text.find_first_not_of("0123456789"), text.size());
        text.remove_prefix(end);
        return end;
    };
    auto const take_sign = [&text] {
        if (!text.empty() && (text.front() == '+' || text.front() == '-'))
            text.remove_prefix(1);
    };
    take_sign();
    std::size_t digits = take_digits();
    if (read_mark(text, '.'))
        digits += take_digits();
    if (digits == 0)
        return false;
    if (!read_mark(text, 'e') && !read_mark(text, 'E'))
        return text.empty();
    take_sign();
    return take_digits() > 0 && text.empty();
}

double widen(float value) noexcept {
    std::array<char, 32> text{};
    auto const end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    double out = 0;
    std::from_chars(text.data(), end, out);
    return out;
}

} // namespace skiff::local::rds_data::mysql
