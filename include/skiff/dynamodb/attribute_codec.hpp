// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/reflect/describe.hpp>
#include <skiff/core/reflect/type_kinds.hpp>
#include <skiff/dynamodb/attribute_type.hpp>
#include <skiff/dynamodb/detail/attribute_io.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace skiff::dynamodb {

/// How a type of your own is stored: as another type that skiff can store. Specialise it.
///
///     template <> struct skiff::dynamodb::attribute_codec<uuid> {
///         static std::string to_attribute(uuid const& id);
///         static std::optional<uuid> from_attribute(std::string const& text); // nullopt: refused
///     };
///
/// What needs no codec: std::string (S); bool (BOOL); integers, double, float and number (N);
/// binary (B); std::vector (L); std::set and std::unordered_set of strings (SS), of numbers (NS),
/// of binary (BS); std::map and std::unordered_map with std::string keys (M); described structs
/// (M); described enums (S, the enumerator's name); std::chrono::sys_time (N, seconds since 1970
/// with as many decimals as needed, the form that DynamoDB's time to live takes; or S, ISO 8601,
/// see `iso_8601` in schema.hpp); attribute_value (as it is); std::optional of all these.
///
/// Absent attributes: an empty optional and an empty set are not written (DynamoDB has no empty
/// sets); an attribute that is missing, or NULL for an optional, leaves the member's default.
/// Nothing is lost silently: a fraction or a value out of range for the member is an error.
template <class T>
struct attribute_codec;

namespace detail {

using reflect::integer;
using reflect::is_optional;
using reflect::is_sys_time;

template <class T>
concept has_codec = requires(T const& value) {
    attribute_codec<T>::to_attribute(value);
};

template <class T>
concept numeric = integer<T> || std::same_as<T, double> || std::same_as<T, float> ||
    std::same_as<T, number>;

/// std::set, std::unordered_set and what looks like them.
template <class T>
concept set_like = requires {
    typename T::key_type;
}
&&!requires {
    typename T::mapped_type;
};
template <class T>
concept map_like = requires {
    typename T::mapped_type;
}
&&std::same_as<typename T::key_type, std::string>;
template <class T>
concept list_like = !std::same_as<T, std::string> &&
                    requires(T & list, typename T::value_type& element) {
    list.push_back(std::move(element));
};

template <class T>
concept set_element = std::same_as<T, std::string> || std::same_as<T, binary> || numeric<T>;

template <class T>
struct without_optional_of {
    using type = T;
};
template <class T>
struct without_optional_of<std::optional<T>> {
    using type = T;
};
template <class T>
using without_optional = typename without_optional_of<T>::type;

template <class T>
constexpr bool storable() {
    if constexpr (has_codec<T> || std::same_as<T, std::string> || std::same_as<T, bool> ||
                  numeric<T> || std::same_as<T, binary> || std::same_as<T, attribute_value> ||
                  is_sys_time<T>)
        return true;
    else if constexpr (set_like<T>)
        return set_element<typename T::key_type>;
    else
        return is_optional<T> || map_like<T> || list_like<T> || reflect::described<T> ||
               reflect::described_enum<T>;
}

/// The attribute type that a T is written as; that of its contents for an optional.
template <class T>
constexpr attribute_type attribute_type_of() {
    if constexpr (has_codec<T>)
        return attribute_type_of<std::remove_cvref_t<decltype(attribute_codec<T>::to_attribute(
            std::declval<T const&>()))>>();
    else if constexpr (is_optional<T>)
        return attribute_type_of<typename T::value_type>();
    else if constexpr (std::same_as<T, bool>)
        return attribute_type::boolean;
    else if constexpr (numeric<T> || is_sys_time<T>)
        return attribute_type::number;
    else if constexpr (std::same_as<T, binary>)
        return attribute_type::binary;
    else if constexpr (std::convertible_to<T, std::string_view> || reflect::described_enum<T>)
        return attribute_type::string;
    else if constexpr (set_like<T>) {
        using element = typename T::key_type;
        return std::same_as<element, std::string> ? attribute_type::string_set
               : std::same_as<element, binary>    ? attribute_type::binary_set
                                                  : attribute_type::number_set;
    } else if constexpr (map_like<T> || reflect::described<T>)
        return attribute_type::map;
    else if constexpr (list_like<T>)
        return attribute_type::list;
    else
        return attribute_type::null;
}

// One type's functions behind a common signature, so that what walks a struct is compiled once.

using write_function = void (*)(attribute_writer&, void const*);
using read_function = bool (*)(attribute_reader&, attribute_type, void*);
using absent_function = bool (*)(void const*);

struct codec {
    write_function write;   ///< A whole value: {"S":"x"}
    read_function read;     ///< The contents, when the type has been read.
    absent_function absent; ///< Null: never absent.
};

/// A member of a described struct: its attribute's name and where it is.
struct member_layout {
    std::string_view name;
    void* (*at)(void* object);
    codec const* type;
};
struct layout {
    member_layout const* members;
    std::size_t size;
};

/// The attributes of a struct, without the braces around them.
void write_members(attribute_writer& out, layout const& type, void const* object);
/// {"name":{"S":"x"}, ...}; unknown attributes are skipped.
bool read_members(attribute_reader& in, layout const& type, void* object);
/// A whole value.
bool read_attribute(attribute_reader& in, codec const& type, void* value);

template <class T>
layout const& layout_of() noexcept; // schema.hpp

template <class T>
void write_value(attribute_writer& out, T const& value);
template <class T>
bool read_value(attribute_reader& in, attribute_type got, T& value);

template <class T>
void write_erased(attribute_writer& out, void const* value) {
    write_value(out, *static_cast<T const*>(value));
}
template <class T>
bool read_erased(attribute_reader& in, attribute_type got, void* value) {
    return read_value(in, got, *static_cast<T*>(value));
}

template <class T>
bool is_absent(void const* value) {
    if constexpr (is_optional<T>) {
        auto const& optional = *static_cast<T const*>(value);
        using inner = typename T::value_type;
        return !optional || (set_like<inner> && is_absent<inner>(&*optional));
    } else if constexpr (set_like<T>)
        return static_cast<T const*>(value)->empty();
    else
        return false;
}

template <class T>
inline constexpr codec codec_for{&write_erased<T>, &read_erased<T>,
                                 is_optional<T> || (set_like<T> && !has_codec<T>) ? &is_absent<T>
                                                                                  : nullptr};

template <class Set>
void write_set(attribute_writer& out, Set const& set) {
    out.begin(attribute_type_of<Set>());
    out.json().begin_array();
    for (auto const& element : set)
        out.write_text(element);
    out.json().end_array();
    out.end();
}

template <class Set>
bool read_set(attribute_reader& in, attribute_type got, Set& set) {
    set.clear();
    if (got == attribute_type::null)
        return in.read_null();
    if (!in.expect(attribute_type_of<Set>(), got))
        return false;
    for (in.json().begin_array(); in.json().next_element();) {
        typename Set::key_type element{};
        if (!in.read_text(element))
            return false;
        set.insert(std::move(element));
    }
    return !in.failed();
}

template <class List>
bool read_list(attribute_reader& in, attribute_type got, List& list) {
    using element_type = typename List::value_type;
    list.clear();
    if (!in.expect(attribute_type::list, got))
        return false;
    for (in.json().begin_array(); in.json().next_element();) {
        element_type element{};
        if (!read_attribute(in, codec_for<element_type>, &element))
            return in.at_index(list.size());
        list.push_back(std::move(element));
    }
    return !in.failed();
}

template <class Map>
bool read_map(attribute_reader& in, attribute_type got, Map& map) {
    using mapped_type = typename Map::mapped_type;
    map.clear();
    if (!in.expect(attribute_type::map, got))
        return false;
    std::string_view key;
    for (in.json().begin_object(); in.json().next_key(key);) {
        std::string name(key);
        mapped_type value{};
        if (!read_attribute(in, codec_for<mapped_type>, &value))
            return in.at_member(name);
        map.insert_or_assign(std::move(name), std::move(value));
    }
    return !in.failed();
}

template <class Enum>
std::string_view enumerator_name(Enum value) {
    std::string_view name;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>([&](auto descriptor) {
        if (descriptor.value == value)
            name = descriptor.name;
    });
    return name;
}

template <class Enum>
bool read_enumerator(attribute_reader& in, Enum& value) {
    std::string_view text;
    if (!in.json().string(text))
        return false;
    bool found = false;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>([&](auto descriptor) {
        if (text == descriptor.name) {
            value = descriptor.value;
            found = true;
        }
    });
    return found || in.fail("unknown value '" + std::string(text) + "'");
}

template <class Duration>
using sys_time = std::chrono::time_point<std::chrono::system_clock, Duration>;

template <class Duration>
unix_time to_unix_time(sys_time<Duration> time) {
    static_assert(std::integral<typename Duration::rep> &&
                      std::ratio_greater_equal_v<typename Duration::period, std::nano>,
                  "skiff: time points are stored down to nanoseconds; use an integral duration");
    using period = typename Duration::period;
    constexpr wide_integer second = 1'000'000'000; // of nanoseconds
    wide_integer const nanoseconds = static_cast<wide_integer>(time.time_since_epoch().count()) *
                                     period::num * second / period::den;
    auto const rest = (nanoseconds % second + second) % second;
    return {static_cast<std::int64_t>((nanoseconds - rest) / second),
            static_cast<std::int32_t>(rest)};
}

/// False when the member's resolution or range cannot hold the time.
template <class Duration>
bool from_unix_time(unix_time from, sys_time<Duration>& time) {
    using period = typename Duration::period;
    // Ticks = seconds * den / num + nanoseconds * den / num / 10^9, all exact or refused.
    auto const nanoseconds = static_cast<wide_integer>(from.seconds) * 1'000'000'000 +
                             from.nanoseconds;
    wide_integer const scaled = nanoseconds * period::den;
    wide_integer const tick = static_cast<wide_integer>(period::num) * 1'000'000'000;
    if (scaled % tick != 0)
        return false;
    auto const ticks = scaled / tick;
    using rep = typename Duration::rep;
    if (ticks < std::numeric_limits<rep>::min() || ticks > std::numeric_limits<rep>::max())
        return false;
    time = sys_time<Duration>(Duration(static_cast<rep>(ticks)));
    return true;
}

template <class T>
void write_value(attribute_writer& out, T const& value) {
    static_assert(storable<T>() || std::convertible_to<T, std::string_view>,
                  "skiff: a value of this type cannot be stored in DynamoDB: describe it with "
                  "BOOST_DESCRIBE_STRUCT or specialise skiff::dynamodb::attribute_codec");
    if constexpr (has_codec<T>)
        write_value(out, attribute_codec<T>::to_attribute(value));
    else if constexpr (is_optional<T>) {
        if (value)
            write_value(out, *value);
        else
            out.write_null();
    } else if constexpr (std::same_as<T, attribute_value>)
        out.write_dynamic(value);
    else if constexpr (std::same_as<T, bool>)
        out.write_boolean(value);
    else if constexpr (is_sys_time<T>)
        out.write_epoch_seconds(to_unix_time(value));
    else if constexpr (reflect::described_enum<T>)
        out.write_enumerator(enumerator_name(value));
    else if constexpr (set_like<T>) {
        if (value.empty())
            out.write_null();
        else
            write_set(out, value);
    } else if constexpr (map_like<T>) {
        out.begin(attribute_type::map);
        out.json().begin_object();
        for (auto const& [name, element] : value) {
            out.json().key(name);
            write_value(out, element);
        }
        out.json().end_object();
        out.end();
    } else if constexpr (reflect::described<T>) {
        out.begin(attribute_type::map);
        out.json().begin_object();
        write_members(out, layout_of<T>(), &value);
        out.json().end_object();
        out.end();
    } else if constexpr (list_like<T>) {
        out.begin(attribute_type::list);
        out.json().begin_array();
        for (typename T::value_type const& element : value)
            write_value(out, element);
        out.json().end_array();
        out.end();
    } else {
        out.begin(attribute_type_of<T>());
        out.write_text(value);
        out.end();
    }
}

template <class T>
bool read_value(attribute_reader& in, attribute_type got, T& value) {
    static_assert(storable<T>(),
                  "skiff: a member of this type cannot be stored in DynamoDB: describe it with "
                  "BOOST_DESCRIBE_STRUCT or specialise skiff::dynamodb::attribute_codec");
    if constexpr (has_codec<T>) {
        std::remove_cvref_t<decltype(attribute_codec<T>::to_attribute(value))> stored{};
        if (!read_value(in, got, stored))
            return false;
        auto converted = attribute_codec<T>::from_attribute(stored);
        if (!converted)
            return in.fail("refused by its attribute_codec");
        value = std::move(*converted);
        return true;
    } else if constexpr (is_optional<T>) {
        if (got == attribute_type::null) {
            value.reset();
            return in.read_null();
        }
        return read_value(in, got, value.emplace());
    } else if constexpr (std::same_as<T, attribute_value>)
        return in.read_dynamic(got, value);
    else if constexpr (set_like<T>)
        return read_set(in, got, value);
    else if constexpr (map_like<T>)
        return read_map(in, got, value);
    else if constexpr (reflect::described<T>)
        return in.expect(attribute_type::map, got) && read_members(in, layout_of<T>(), &value);
    else if constexpr (list_like<T>)
        return read_list(in, got, value);
    else if constexpr (is_sys_time<T>) {
        unix_time time;
        return in.expect(attribute_type::number, got) && in.read_epoch_seconds(time) &&
               (from_unix_time(time, value) || in.fail("the time does not fit the member's type"));
    } else {
        if (!in.expect(attribute_type_of<T>(), got))
            return false;
        if constexpr (std::same_as<T, bool>)
            return in.json().boolean(value);
        else if constexpr (reflect::described_enum<T>)
            return read_enumerator(in, value);
        else
            return in.read_text(value);
    }
}

/// A time point as ISO 8601 text.
template <class T>
void write_iso_8601(attribute_writer& out, void const* value) {
    auto const& time = *static_cast<T const*>(value);
    if constexpr (is_optional<T>) {
        if (!time)
            out.write_null();
        else
            write_iso_8601<typename T::value_type>(out, &*time);
    } else
        out.write_iso_8601(to_unix_time(time));
}
template <class T>
bool read_iso_8601(attribute_reader& in, attribute_type got, void* value) {
    auto& time = *static_cast<T*>(value);
    if constexpr (is_optional<T>) {
        if (got == attribute_type::null) {
            time.reset();
            return in.read_null();
        }
        return read_iso_8601<typename T::value_type>(in, got, &time.emplace());
    } else {
        unix_time read;
        return in.expect(attribute_type::string, got) && in.read_iso_8601(read) &&
               (from_unix_time(read, time) || in.fail("the time does not fit the member's type"));
    }
}
template <class T>
inline constexpr codec iso_8601_codec{&write_iso_8601<T>, &read_iso_8601<T>,
                                      is_optional<T> ? &is_absent<T> : nullptr};

} // namespace detail
} // namespace skiff::dynamodb
