// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/reflect/json.hpp>
#include <skiff/core/reflect/type_kinds.hpp>
#include <skiff/rds_data/detail/value_io.hpp>

#include <boost/core/type_name.hpp>

#include <chrono>
#include <cmath>
#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace skiff::rds_data {

/// How a type of your own is a column's value: as another type that skiff can read and write.
/// Specialise it.
///
///     template <> struct skiff::rds_data::column_codec<money> {
///         static decimal to_column(money const& amount);
///         static std::optional<money> from_column(decimal const& value); // nullopt: refused
///     };
///
/// What needs no codec, and what it is in SQL:
///
/// | C++                         | read from                             | written as           |
/// | --------------------------- | ------------------------------------- | -------------------- |
/// | bool                        | boolean, MySQL's 0 and 1, one bit     | booleanValue         |
/// | integers                    | whole numbers, also as text (NUMERIC, | longValue            |
/// |                             | BIGINT UNSIGNED); range is checked    |                      |
/// | double, float               | floating point and whole numbers,     | doubleValue          |
/// |                             | NUMERIC rounded to the nearest        |                      |
/// | decimal                     | NUMERIC and DECIMAL without loss,     | stringValue, DECIMAL |
/// |                             | whole numbers                         |                      |
/// | std::string                 | text, also of any type that the       | stringValue          |
/// |                             | service sends as text                 |                      |
/// | described enums             | text: the enumerator's name           | stringValue          |
/// | std::chrono::year_month_day | DATE                                  | stringValue, DATE    |
/// | std::chrono::sys_time,      | TIMESTAMP; in UTC; DATE is its        | stringValue,         |
/// | of any precision            | midnight                              | TIMESTAMP            |
/// | std::chrono::duration       | TIME, the time of day                 | stringValue, TIME    |
/// | uuid                        | UUID                                  | stringValue, UUID    |
/// | described structs, maps,    | JSON and JSONB, a document            | stringValue, JSON    |
/// | json::raw, json_value       |                                       |                      |
/// | binary                      | BYTEA, BLOB                           | blobValue            |
/// | std::vector                 | arrays, nested ones too               | not at all: the Data |
/// |                             |                                       | API takes no arrays  |
/// | std::optional of these      | the same or NULL                      | the same or isNull   |
///
/// Only std::optional takes NULL. Nothing is lost silently: a fraction of a second or a value out
/// of range for the member is an error.
template <class T>
struct column_codec;

/// A JSON column as a T, for those that would be something else without it:
/// json_value<std::vector<T>> is a JSON array, not an SQL one.
template <class T>
struct json_value {
    T value{};

    friend auto operator<=>(json_value const&, json_value const&) = default;
};

namespace detail {

using reflect::integer;
using reflect::is_optional;
using reflect::is_sys_time;

template <class T>
concept has_codec = requires(T const& value) {
    column_codec<T>::to_column(value);
};
template <class T>
using codec_type =
    std::remove_cvref_t<decltype(column_codec<T>::to_column(std::declval<T const&>()))>;

template <class T>
concept real = std::same_as<T, double> || std::same_as<T, float>;

template <class T>
inline constexpr bool is_duration = false;
template <class Rep, class Period>
inline constexpr bool is_duration<std::chrono::duration<Rep, Period>> = true;
template <class T>
inline constexpr bool is_json_value = false;
template <class T>
inline constexpr bool is_json_value<json_value<T>> = true;

template <class T>
concept map_like = requires {
    typename T::mapped_type;
}
&&std::same_as<typename T::key_type, std::string>;
template <class T>
concept list_like = !std::same_as<T, std::string> && !map_like<T> &&
                    requires(T & list, typename T::value_type element) {
    list.push_back(std::move(element));
};

/// A whole JSON document in one column.
template <class T>
concept document = std::same_as<T, json::raw> || is_json_value<T> || map_like<T> ||
    (reflect::described<T> && !has_codec<T>);

template <class T>
concept plain_value = std::same_as<T, bool> || integer<T> || real<T> || std::same_as<T, decimal> ||
    std::same_as<T, uuid> || std::same_as<T, binary> ||
    std::same_as<T, std::chrono::year_month_day> || is_sys_time<T> || is_duration<T> ||
    reflect::described_enum<T> || document<T>;

template <class T>
constexpr bool readable() {
    if constexpr (is_optional<T> || list_like<T>)
        return readable<typename T::value_type>();
    else
        return has_codec<T> || plain_value<T> || std::same_as<T, std::string>;
}

template <class T>
std::string name_of_type() {
    if constexpr (std::same_as<T, std::string>)
        return "std::string";
    else if constexpr (is_optional<T>)
        return name_of_template("std::optional", name_of_type<typename T::value_type>());
    else if constexpr (list_like<T>)
        return name_of_template("std::vector", name_of_type<typename T::value_type>());
    else if constexpr (integer<T>)
        return name_of_integer(std::is_unsigned_v<T>, sizeof(T));
    else if constexpr (is_sys_time<T>)
        return "std::chrono::sys_time";
    else if constexpr (is_duration<T>)
        return "std::chrono::duration";
    else if constexpr (std::same_as<T, std::chrono::year_month_day>)
        return "std::chrono::year_month_day";
    else
        return boost::core::type_name<T>();
}

template <class T>
bool read_value(value_reader& in, value_kind got, T& value);

template <class List>
bool read_list(value_reader& in, value_kind got, List& list) {
    list.clear();
    return in.read_array(got, &name_of_type<List>, [&list](value_reader& from, value_kind kind) {
        typename List::value_type element{};
        if (!read_value(from, kind, element))
            return false;
        list.push_back(std::move(element));
        return true;
    });
}

/// A described enum by its enumerator's name.
template <class Enum>
bool read_enumerator(value_reader& in, value_kind got, Enum& value) {
    std::string_view text;
    if (!in.read_text(got, text, &name_of_type<Enum>))
        return false;
    auto const& table = json::detail::names_of<Enum>;
    for (std::size_t i = 0; i != table.count; ++i)
        if (table.names[i] == text) {
            value = table.values[i];
            return true;
        }
    return in.fail("text that is no enumerator of " + name_of_type<Enum>());
}

template <class T>
bool read_document(value_reader& in, value_kind got, T& value) {
    std::string text;
    if (!in.read_text(got, text, &name_of_type<T>))
        return false;
    if constexpr (is_json_value<T>)
        return parse_document(in, text, value.value);
    else
        return parse_document(in, text, value);
}
template <class T>
bool parse_document(value_reader& in, std::string_view text, T& value) {
    auto parsed = parse_json<T>(text, {.unknown = json::unknown_members::ignored});
    if (!parsed)
        return in.fail("the JSON document: " + parsed.error().to_string());
    value = std::move(*parsed);
    return true;
}

template <class T>
bool read_converted(value_reader& in, value_kind got, T& value) {
    codec_type<T> stored{};
    if (!read_value(in, got, stored))
        return false;
    auto converted = column_codec<T>::from_column(stored);
    if (!converted)
        return in.fail("a value that the column_codec of " + name_of_type<T>() + " refused");
    value = std::move(*converted);
    return true;
}

/// Reads the value that stands next in the answer, of which `got` is known.
template <class T>
bool read_value(value_reader& in, value_kind got, T& value) {
    static_assert(readable<T>(), "skiff: a column of this type cannot be read: describe it with "
                                 "BOOST_DESCRIBE_STRUCT or BOOST_DESCRIBE_ENUM, or specialise "
                                 "skiff::rds_data::column_codec");
    if constexpr (!readable<T>())
        return false;
    else if constexpr (is_optional<T>) {
        if (got != value_kind::null)
            return read_value(in, got, value.emplace());
        value.reset();
        return true;
    } else if constexpr (has_codec<T>)
        return read_converted(in, got, value);
    else if constexpr (std::same_as<T, bool>)
        return in.read_boolean(got, value, &name_of_type<T>);
    else if constexpr (std::signed_integral<T>) {
        std::int64_t wide = 0;
        bool const good = in.read_signed(got, wide, std::numeric_limits<T>::min(),
                                         std::numeric_limits<T>::max(), &name_of_type<T>);
        value = static_cast<T>(wide);
        return good;
    } else if constexpr (std::unsigned_integral<T>) {
        std::uint64_t wide = 0;
        bool const good = in.read_unsigned(got, wide, std::numeric_limits<T>::max(),
                                           &name_of_type<T>);
        value = static_cast<T>(wide);
        return good;
    } else if constexpr (real<T>) {
        double wide = 0;
        if (!in.read_real(got, wide, &name_of_type<T>))
            return false;
        value = static_cast<T>(wide);
        return std::isinf(value) == std::isinf(wide) ||
               in.fail("a number that is out of range for " + name_of_type<T>());
    } else if constexpr (std::same_as<T, std::string>)
        return in.read_text(got, value, &name_of_type<T>);
    else if constexpr (std::same_as<T, decimal>)
        return in.read_decimal(got, value, &name_of_type<T>);
    else if constexpr (std::same_as<T, uuid>)
        return in.read_uuid(got, value, &name_of_type<T>);
    else if constexpr (std::same_as<T, binary>)
        return in.read_blob(got, value, &name_of_type<T>);
    else if constexpr (std::same_as<T, std::chrono::year_month_day>)
        return in.read_date(got, value, &name_of_type<T>);
    else if constexpr (is_sys_time<T>) {
        seconds_and_rest time;
        typename T::duration since{};
        if (!in.read_timestamp(got, time, &name_of_type<T>))
            return false;
        if (!join(time, since))
            return in.fail("a timestamp that the member's resolution or range cannot hold");
        value = T(since);
        return true;
    } else if constexpr (is_duration<T>) {
        seconds_and_rest time;
        return in.read_time_of_day(got, time, &name_of_type<T>) &&
               (join(time, value) ||
                in.fail("a time that the member's resolution or range cannot hold"));
    } else if constexpr (reflect::described_enum<T>)
        return read_enumerator(in, got, value);
    else if constexpr (document<T>)
        return read_document(in, got, value);
    else
        return read_list(in, got, value);
}

template <class T>
constexpr bool writable() {
    if constexpr (is_optional<T>)
        return writable<typename T::value_type>();
    else if constexpr (has_codec<T>)
        return writable<codec_type<T>>();
    else
        return plain_value<T> || std::convertible_to<T const&, std::string_view> ||
               std::same_as<T, std::nullopt_t> || std::same_as<T, std::nullptr_t>;
}

/// What the text of a T is to become; nothing for those that need no hint.
template <class T>
constexpr std::optional<type_hint> hint_of() {
    if constexpr (is_optional<T>)
        return hint_of<typename T::value_type>();
    else if constexpr (has_codec<T>)
        return hint_of<codec_type<T>>();
    else if constexpr (std::same_as<T, decimal>)
        return type_hint::decimal;
    else if constexpr (std::same_as<T, uuid>)
        return type_hint::uuid;
    else if constexpr (std::same_as<T, std::chrono::year_month_day>)
        return type_hint::date;
    else if constexpr (is_sys_time<T>)
        return type_hint::timestamp;
    else if constexpr (is_duration<T>)
        return type_hint::time;
    else if constexpr (document<T>)
        return type_hint::json;
    else
        return std::nullopt;
}

template <class T>
void write_value(value_writer& out, T const& value);

template <class T>
void write_hinted(value_writer& out, T const& value) {
    if constexpr (is_optional<T>) {
        if (value)
            return write_value(out, *value);
        out.null();
    } else if constexpr (std::same_as<T, json::raw>)
        out.text(value.text);
    else if constexpr (is_json_value<T>)
        out.text(to_json(value.value));
    else if constexpr (document<T>)
        out.text(to_json(value));
    else
        out.text(value.to_string());
    out.hint(*hint_of<T>());
}

template <class Enum>
void write_enumerator(value_writer& out, Enum value) {
    auto const& table = json::detail::names_of<Enum>;
    for (std::size_t i = 0; i != table.count; ++i)
        if (table.values[i] == value)
            return out.text(table.names[i]);
    out.refuse("the value is no enumerator of " + name_of_type<Enum>());
    out.null();
}

/// Writes the value of a parameter and its type hint.
template <class T>
void write_value(value_writer& out, T const& value) {
    static_assert(!list_like<T> || has_codec<T> || std::convertible_to<T const&, std::string_view>,
                  "skiff: the Data API takes no arrays as parameters: pass a json_value, or text "
                  "that the statement casts");
    static_assert(writable<T>() || list_like<T>,
                  "skiff: a value of this type cannot be a parameter: describe it with "
                  "BOOST_DESCRIBE_STRUCT or BOOST_DESCRIBE_ENUM, or specialise "
                  "skiff::rds_data::column_codec");
    if constexpr (!writable<T>())
        return;
    else if constexpr (has_codec<T>)
        write_value(out, column_codec<T>::to_column(value));
    else if constexpr (std::same_as<T, std::nullopt_t> || std::same_as<T, std::nullptr_t>)
        out.null();
    else if constexpr (std::convertible_to<T const&, std::string_view> && !plain_value<T>)
        out.text(value);
    else if constexpr (std::same_as<T, std::chrono::year_month_day>)
        out.date(value);
    else if constexpr (is_sys_time<T>)
        out.timestamp(split(value.time_since_epoch()));
    else if constexpr (is_duration<T>)
        out.time_of_day(split(value));
    else if constexpr (hint_of<T>())
        write_hinted(out, value);
    else if constexpr (is_optional<T>) {
        if (value)
            write_value(out, *value);
        else
            out.null();
    } else if constexpr (std::same_as<T, bool>)
        out.boolean(value);
    else if constexpr (std::signed_integral<T>)
        out.integer(value);
    else if constexpr (std::unsigned_integral<T>)
        out.unsigned_integer(value);
    else if constexpr (real<T>)
        out.real(value);
    else if constexpr (std::same_as<T, binary>)
        out.blob(value.bytes);
    else
        write_enumerator(out, value);
}

} // namespace detail
} // namespace skiff::rds_data
