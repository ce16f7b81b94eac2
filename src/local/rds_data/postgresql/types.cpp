// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/postgresql/types.hpp"

#include "core/hex.hpp"
#include "local/rds_data/jdbc_types.hpp"
#include "local/rds_data/numbers.hpp"
#include "local/rds_data/postgresql/array.hpp"
#include "local/rds_data/refusal.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <limits>
#include <optional>
#include <utility>

namespace skiff::local::rds_data::postgresql {
namespace {

// Numbers of PostgreSQL's built-in types; they never change (src/include/catalog/pg_type.dat).
enum : type_id {
    oid_bool = 16,
    oid_bytea = 17,
    oid_char = 18,
    oid_name = 19,
    oid_int8 = 20,
    oid_int2 = 21,
    oid_int4 = 23,
    oid_text = 25,
    oid_oid = 26,
    oid_json = 114,
    oid_float4 = 700,
    oid_float8 = 701,
    oid_unknown = 705,
    oid_money = 790,
    oid_inet = 869,
    oid_bpchar = 1042,
    oid_varchar = 1043,
    oid_date = 1082,
    oid_time = 1083,
    oid_timestamp = 1114,
    oid_timestamptz = 1184,
    oid_interval = 1186,
    oid_timetz = 1266,
    oid_bit = 1560,
    oid_varbit = 1562,
    oid_numeric = 1700,
    oid_void = 2278,
    oid_uuid = 2950,
    oid_pg_lsn = 3220,
    oid_jsonb = 3802,
};

constexpr std::int32_t unknown_length = std::numeric_limits<std::int32_t>::max();

struct builtin {
    type_id id;
    char const* name;
    shape becomes;
    char const* shown;
    std::int32_t jdbc;
    type_id array; ///< The type of its arrays; 0: none that can be returned.
};

constexpr std::array builtins{
    builtin{oid_bool, "bool", shape::boolean, "BOOL", jdbc_bit, 1000},
    builtin{oid_bytea, "bytea", shape::bytes, "BYTEA", jdbc_binary, 0},
    builtin{oid_char, "char", shape::unsupported, "\"CHAR\"", jdbc_char, 0},
    builtin{oid_name, "name", shape::text, "NAME", jdbc_varchar, 1003},
    builtin{oid_int8, "int8", shape::integer, "INT8", jdbc_bigint, 1016},
    builtin{oid_int2, "int2", shape::integer, "INT2", jdbc_smallint, 1005},
    builtin{oid_int4, "int4", shape::integer, "INT4", jdbc_integer, 1007},
    builtin{oid_text, "text", shape::text, "TEXT", jdbc_varchar, 1009},
    builtin{oid_oid, "oid", shape::integer, "OID", jdbc_bigint, 1028},
    builtin{oid_json, "json", shape::text, "JSON", jdbc_other, 199},
    builtin{142, "xml", shape::unsupported, "xml", jdbc_xml, 0},
    builtin{600, "point", shape::unsupported, "POINT", jdbc_other, 0},
    builtin{601, "lseg", shape::unsupported, "LSEG", jdbc_other, 0},
    builtin{602, "path", shape::unsupported, "PATH", jdbc_other, 0},
    builtin{603, "box", shape::unsupported, "BOX", jdbc_other, 0},
    builtin{604, "polygon", shape::unsupported, "POLYGON", jdbc_other, 0},
    builtin{628, "line", shape::unsupported, "LINE", jdbc_other, 0},
    builtin{650, "cidr", shape::text, "CIDR", jdbc_other, 651},
    builtin{oid_float4, "float4", shape::real, "FLOAT4", jdbc_real, 1021},
    builtin{oid_float8, "float8", shape::real, "FLOAT8", jdbc_double, 1022},
    builtin{oid_unknown, "unknown", shape::text, "UNKNOWN", jdbc_other, 0},
    builtin{718, "circle", shape::unsupported, "CIRCLE", jdbc_other, 0},
    builtin{oid_money, "money", shape::unsupported, "MONEY", jdbc_double, 0},
    builtin{oid_inet, "inet", shape::text, "INET", jdbc_other, 1041},
    builtin{oid_bpchar, "bpchar", shape::text, "CHAR", jdbc_char, 1014},
    builtin{oid_varchar, "varchar", shape::text, "VARCHAR", jdbc_varchar, 1015},
    builtin{oid_date, "date", shape::date, "DATE", jdbc_date, 1182},
    builtin{oid_time, "time", shape::time, "TIME", jdbc_time, 1183},
    builtin{oid_timestamp, "timestamp", shape::timestamp, "TIMESTAMP", jdbc_timestamp, 1115},
    builtin{oid_timestamptz, "timestamptz", shape::timestamp_with_zone, "TIMESTAMPTZ",
            jdbc_timestamp, 1185},
    builtin{oid_interval, "interval", shape::unsupported, "INTERVAL", jdbc_other, 0},
    builtin{oid_timetz, "timetz", shape::unsupported, "TIMETZ", jdbc_time, 0},
    builtin{oid_bit, "bit", shape::unsupported, "BIT", jdbc_bit, 0},
    builtin{oid_varbit, "varbit", shape::unsupported, "VARBIT", jdbc_other, 0},
    builtin{oid_numeric, "numeric", shape::text, "NUMERIC", jdbc_numeric, 1231},
    builtin{oid_void, "void", shape::text, "VOID", jdbc_other, 0},
    builtin{2249, "record", shape::unsupported, "RECORD", jdbc_struct, 0},
    builtin{oid_uuid, "uuid", shape::text, "UUID", jdbc_other, 2951},
    builtin{oid_pg_lsn, "pg_lsn", shape::text, "pg_lsn", jdbc_other, 0},
    builtin{oid_jsonb, "jsonb", shape::text, "JSONB", jdbc_other, 3807},
};

std::vector<type_info> make_builtins() {
    std::vector<type_info> out;
    for (builtin const& one : builtins) {
        type_info scalar{one.id, one.name, one.becomes, one.shown, one.jdbc};
        if (one.array != 0)
            out.push_back(make_catalog_array(one.array, std::string("_") + one.name, scalar));
        out.push_back(std::move(scalar));
    }
    std::sort(out.begin(), out.end(),
              [](type_info const& a, type_info const& b) { return a.id < b.id; });
    return out;
}

/// \xDEADBEEF, or the older form: \ooo and \\ among printable characters.
std::string unescape_bytes(std::string_view text) {
    std::string out;
    if (text.starts_with("\\x")) {
        for (std::size_t i = 2; i + 1 < text.size(); i += 2)
            out.push_back(static_cast<char>(hex_value(text[i]) * 16 + hex_value(text[i + 1])));
        return out;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            out.push_back(text[i]);
        } else if (i + 3 < text.size() && text[i + 1] != '\\') {
            out.push_back(static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 +
                                            (text[i + 3] - '0')));
            i += 3;
        } else {
            out.push_back('\\');
            ++i;
        }
    }
    return out;
}

error unreadable(std::string_view type) {
    return refusal("InternalServerErrorException", "the database sent a value of type " +
                                                       std::string(type) + " that cannot be read");
}

/// Finite numbers only, as the service does.
result<double> to_real(std::string_view text) {
    auto const number = parse_number<double>(text);
    if (!number)
        return unsupported_result("NaN and Infinity values are not supported");
    return *number;
}

/// Dates and times, which are text; infinity has no answer at the service either.
result<std::string> to_time_text(shape becomes, std::string_view text) {
    if (text == "infinity" || text == "-infinity")
        return refusal("InternalFailure",
                       "The result contains an infinite date or timestamp: cast it to text.");
    if (becomes == shape::timestamp_with_zone)
        return to_utc(text);
    return becomes == shape::date ? std::string(text) : with_fraction(text);
}

/// Fills the list that `made` reads elements into; NULL stays NULL.
template <class Value, class Make>
std::optional<error> fill(std::optional<std::vector<std::optional<Value>>>& list,
                          std::vector<std::optional<std::string>> const& elements, Make make) {
    list.emplace();
    list->reserve(elements.size());
    for (auto const& one : elements) {
        if (!one) {
            list->push_back(std::nullopt);
            continue;
        }
        result<Value> made = make(*one);
        if (!made)
            return made.error();
        list->push_back(*std::move(made));
    }
    return std::nullopt;
}

result<api::array_value> to_array(type_info const& type, std::string_view text) {
    auto const elements = parse_array(text);
    if (!elements)
        return unsupported_result("The result contains a multidimensional array.");
    api::array_value out;
    std::optional<error> failed;
    if (type.element == shape::boolean) {
        failed = fill(out.boolean_values, *elements,
                      [](std::string const& one) -> result<bool> { return one == "t"; });
    } else if (type.element == shape::integer) {
        failed = fill(out.long_values, *elements,
                      [&](std::string const& one) -> result<std::int64_t> {
                          auto const number = parse_number<std::int64_t>(one);
                          if (!number)
                              return unreadable(type.shown);
                          return *number;
                      });
    } else if (type.element == shape::real) {
        failed = fill(out.double_values, *elements,
                      [](std::string const& one) { return to_real(one); });
    } else {
        failed = fill(out.string_values, *elements,
                      [&](std::string const& one) -> result<std::string> {
                          if (type.element == shape::text)
                              return one;
                          return to_time_text(type.element, one);
                      });
    }
    if (failed)
        return *std::move(failed);
    return out;
}

std::int32_t seconds_size(int modifier) noexcept {
    switch (modifier) {
    case -1:
        return 7;
    case 0:
        return 0;
    case 1:
        return 3; // PostgreSQL's output has two digits then
    default:
        return modifier + 1;
    }
}

} // namespace

type_info const* find_builtin(type_id id) noexcept {
    static std::vector<type_info> const all = make_builtins();
    auto const at = std::lower_bound(
        all.begin(), all.end(), id,
        [](type_info const& one, type_id wanted) { return one.id < wanted; });
    return at != all.end() && at->id == id ? &*at : nullptr;
}

type_info make_catalog_type(type_id id, std::string name, char type, char category) {
    type_info out;
    out.id = id;
    out.shown = name;
    bool const is_vector = name == "vector" || name == "halfvec"; // pgvector
    if (type == 'e' || category == 'S' || is_vector)
        out.becomes = shape::text;
    out.jdbc = type == 'e' || category == 'S' ? jdbc_varchar
               : type == 'c'                  ? jdbc_struct
               : type == 'd'                  ? jdbc_distinct
                                              : jdbc_other;
    out.name = std::move(name);
    return out;
}

type_info make_catalog_array(type_id id, std::string name, type_info const& element) {
    type_info out;
    out.id = id;
    out.name = std::move(name);
    out.shown = element.shown + "[]";
    out.jdbc = jdbc_array;
    out.element = element.becomes;
    out.element_jdbc = element.jdbc;
    bool const can = element.becomes != shape::unsupported && element.becomes != shape::bytes &&
                     element.becomes != shape::array;
    out.becomes = can ? shape::array : shape::unsupported;
    return out;
}

type_size size_of(type_id id, int modifier) noexcept {
    switch (id) {
    case oid_int2:
        return {5, 0};
    case oid_oid:
    case oid_int4:
        return {10, 0};
    case oid_int8:
        return {19, 0};
    case oid_float4:
        return {8, 8};
    case oid_float8:
        return {17, 17};
    case oid_numeric:
        if (modifier < 4)
            return {0, 0};
        return {((modifier - 4) >> 16) & 0xFFFF, (modifier - 4) & 0xFFFF};
    case oid_char:
    case oid_bool:
        return {1, 0};
    case oid_bpchar:
    case oid_varchar:
        return {modifier < 4 ? unknown_length : modifier - 4, 0};
    case oid_date:
        return {13, 0};
    case oid_time:
        return {8 + seconds_size(modifier), modifier < 0 ? 6 : modifier};
    case oid_timetz:
        return {14 + seconds_size(modifier), modifier < 0 ? 6 : modifier};
    case oid_timestamp:
        return {22 + seconds_size(modifier), modifier < 0 ? 6 : modifier};
    case oid_timestamptz:
        return {28 + seconds_size(modifier), modifier < 0 ? 6 : modifier};
    case oid_interval:
        return {49, modifier < 0 ? 6 : modifier & 0xFFFF};
    case oid_bit:
        return {modifier, 0};
    case oid_varbit:
        return {modifier < 0 ? unknown_length : modifier, 0};
    default:
        return {unknown_length, 0};
    }
}

bool is_signed(type_id id) noexcept {
    return id == oid_int2 || id == oid_int4 || id == oid_int8 || id == oid_float4 ||
           id == oid_float8 || id == oid_numeric;
}

bool is_case_sensitive(type_id id) noexcept {
    switch (id) {
    case oid_oid:
    case oid_int2:
    case oid_int4:
    case oid_int8:
    case oid_float4:
    case oid_float8:
    case oid_numeric:
    case oid_bool:
    case oid_bit:
    case oid_varbit:
    case oid_date:
    case oid_time:
    case oid_timetz:
    case oid_timestamp:
    case oid_timestamptz:
    case oid_interval:
        return false;
    default:
        return true;
    }
}

bool is_currency(type_id id) noexcept {
    return id == oid_money;
}

result<api::field> to_field(type_info const& type, std::string_view text) {
    api::field out;
    switch (type.becomes) {
    case shape::boolean:
        out.boolean_value = text == "t";
        return out;
    case shape::integer:
        out.long_value = parse_number<std::int64_t>(text);
        if (!out.long_value)
            return unreadable(type.shown);
        return out;
    case shape::real: {
        auto const number = to_real(text);
        if (!number)
            return number.error();
        out.double_value = *number;
        return out;
    }
    case shape::text:
        out.string_value = std::string(text);
        return out;
    case shape::date:
    case shape::time:
    case shape::timestamp:
    case shape::timestamp_with_zone: {
        auto made = to_time_text(type.becomes, text);
        if (!made)
            return made.error();
        out.string_value = *std::move(made);
        return out;
    }
    case shape::bytes:
        out.blob_value = binary{unescape_bytes(text)};
        return out;
    case shape::array: {
        auto made = to_array(type, text);
        if (!made)
            return made.error();
        out.array_value = *std::move(made);
        return out;
    }
    case shape::unsupported:
        break;
    }
    return unsupported_result("The result contains the unsupported data type " + type.shown + ".");
}

std::string with_fraction(std::string_view time) {
    std::size_t const point = time.find('.');
    if (point == std::string_view::npos)
        return std::string(time);
    std::size_t end = point + 1;
    while (end < time.size() && time[end] >= '0' && time[end] <= '9')
        ++end;
    std::string fraction(time.substr(point + 1, end - point - 1));
    fraction.resize(6, '0');
    if (fraction.ends_with("000"))
        fraction.resize(3);
    std::string out(time.substr(0, point));
    if (fraction != "000")
        out.append(".").append(fraction);
    return out.append(time.substr(end)); // " BC"
}

std::string to_utc(std::string_view timestamp) {
    using namespace std::chrono;
    // "2026-01-31 12:00:00.5+02:30:10": the offset begins at the last sign behind the time.
    std::size_t const sign = timestamp.find_last_of("+-");
    std::size_t const colon = timestamp.find(':');
    if (colon == std::string_view::npos || sign == std::string_view::npos || sign < colon ||
        timestamp.ends_with(" BC"))
        return std::string(timestamp);
    std::string const date(timestamp.substr(0, sign));
    std::string const offset(timestamp.substr(sign + 1));
    int year_number = 0, month_number = 0, day_number = 0, hour = 0, minute = 0, second = 0;
    if (std::sscanf(date.c_str(), "%d-%d-%d %d:%d:%d", &year_number, &month_number, &day_number,
                    &hour, &minute, &second) != 6)
        return std::string(timestamp);
    int offset_hour = 0, offset_minute = 0, offset_second = 0;
    std::sscanf(offset.c_str(), "%d:%d:%d", &offset_hour, &offset_minute, &offset_second);
    auto shift = hours(offset_hour) + minutes(offset_minute) + seconds(offset_second);
    if (timestamp[sign] == '-')
        shift = -shift;
    // std::chrono's years end at 32767, PostgreSQL's do not.
    if (year_number > 32000)
        return std::string(timestamp);
    sys_seconds const time = sys_days(year(year_number) / month_number / day_number) + hours(hour) +
                             minutes(minute) + seconds(second) - shift;
    auto const day_of = floor<days>(time);
    year_month_day const on(day_of);
    hh_mm_ss const at(time - day_of);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02d", int(on.year()),
                  unsigned(on.month()), unsigned(on.day()), int(at.hours().count()),
                  int(at.minutes().count()), int(at.seconds().count()));
    std::size_t const point = date.find('.');
    std::string out(text.data());
    if (point != std::string::npos)
        out.append(date.substr(point));
    return with_fraction(out);
}

} // namespace skiff::local::rds_data::postgresql
