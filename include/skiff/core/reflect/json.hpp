// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/binary.hpp>
#include <skiff/core/json/writer.hpp>
#include <skiff/core/open_enum.hpp>
#include <skiff/core/reflect/describe.hpp>
#include <skiff/core/reflect/document.hpp>
#include <skiff/core/reflect/document_reader.hpp>
#include <skiff/core/reflect/rules.hpp>
#include <skiff/core/secret.hpp>

#include <boost/system/result.hpp>

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

namespace skiff::json {

/// How a type of your own stands in documents. Specialise it with two static functions:
///
///     template <> struct skiff::json::codec<money> {
///         static void write(writer& to, money const& value);
///         static bool read(document_reader& from, money& out);   // false when it was reported
///     };
template <class T>
struct codec {};

/// A secret is text in a document as any other: what is made of it is as secret.
template <>
struct codec<secret_string> {
    static void write(writer& to, secret_string const& value);
    static bool read(document_reader& from, secret_string& out);
};
template <>
struct codec<secret_binary> {
    static void write(writer& to, secret_binary const& value);
    static bool read(document_reader& from, secret_binary& out);
};

namespace detail {

/// Invalid UTF-8 is written as U+FFFD, so that a document is always valid.
void write_text(writer& to, std::string_view text);
void write_key(writer& to, std::string_view name);
/// NaN and infinities, which JSON does not have, are written as null.
void write_real(writer& to, double value);
/// RFC 3339 in UTC with as many digits as needed.
void write_time(writer& to, std::int64_t seconds, std::int32_t nanoseconds);

template <class T>
concept has_codec = requires(writer& to, document_reader& from, T const& in, T& out) {
    codec<T>::write(to, in);
    { codec<T>::read(from, out) } -> std::same_as<bool>;
};
template <class T>
concept optional_like = std::same_as<T, std::optional<typename T::value_type>>;
template <class T>
concept named_enum = std::is_enum_v<T> && requires {
    enum_names<T>::values();
};
template <class T>
concept is_open_enum = requires(T const& e) {
    e.text();
    e.known();
};
template <class T>
concept text = std::convertible_to<T const&, std::string_view>;
template <class T>
concept map_like = requires(T& t) {
    typename T::mapped_type;
    t.begin();
}
&&std::same_as<typename T::key_type, std::string>;
template <class T>
concept sequence_like = requires(T& t, typename T::value_type value) {
    t.begin();
    t.insert(t.end(), std::move(value));
};
template <class T>
inline constexpr bool is_time_point = false;
template <class Duration>
inline constexpr bool is_time_point<std::chrono::time_point<std::chrono::system_clock, Duration>> =
    true;
template <class>
inline constexpr bool always_false = false;

/// The enumerators' names in documents.
template <reflect::described_enum Enum>
struct described_names {
    using enumerators = boost::describe::describe_enumerators<Enum>;
    static constexpr std::size_t count = boost::mp11::mp_size<enumerators>::value;
    std::string_view names[count == 0 ? 1 : count]{};
    Enum values[count == 0 ? 1 : count]{};

    constexpr described_names() {
        std::size_t i = 0;
        boost::mp11::mp_for_each<enumerators>([&](auto d) {
            names[i] = d.name;
            values[i++] = d.value;
        });
    }
};
template <class Enum>
inline constexpr described_names<Enum> names_of{};

template <class T>
void write_value(writer& to, T const& value);
template <class T>
bool read_value(document_reader& from, T& out);

template <class T>
void write_struct(writer& to, T const& value) {
    to.begin_object();
    reflect::for_each_member<T>([&](auto d) {
        auto const& member = value.*d.pointer;
        using member_type = std::remove_cvref_t<decltype(member)>;
        if constexpr (optional_like<member_type>)
            if (!member)
                return;
        to.key(document_name<T, decltype(d)>);
        write_value(to, member);
    });
    to.end_object();
}

template <class Enum>
void write_enum(writer& to, Enum value) {
    auto const& table = names_of<Enum>;
    for (std::size_t i = 0; i != table.count; ++i)
        if (table.values[i] == value)
            return to.string(table.names[i]);
    to.integer(static_cast<std::int64_t>(value));
}

template <class Duration>
void write_time_point(writer& to,
                      std::chrono::time_point<std::chrono::system_clock, Duration> when) {
    using namespace std::chrono;
    auto const whole = floor<seconds>(when);
    write_time(to, static_cast<std::int64_t>(whole.time_since_epoch().count()),
               static_cast<std::int32_t>(duration_cast<nanoseconds>(when - whole).count()));
}

template <class T>
void write_value(writer& to, T const& value) {
    if constexpr (has_codec<T>)
        codec<T>::write(to, value);
    else if constexpr (std::same_as<T, bool>)
        to.boolean(value);
    else if constexpr (std::signed_integral<T>)
        to.integer(value);
    else if constexpr (std::unsigned_integral<T>)
        to.unsigned_integer(value);
    else if constexpr (std::floating_point<T>)
        write_real(to, static_cast<double>(value));
    else if constexpr (std::same_as<T, std::nullptr_t> || std::same_as<T, std::nullopt_t>)
        to.null();
    else if constexpr (text<T>)
        write_text(to, value);
    else if constexpr (named_enum<T>)
        to.string(open_enum<T>(value).text());
    else if constexpr (reflect::described_enum<T>)
        write_enum(to, value);
    else if constexpr (is_open_enum<T>)
        write_text(to, value.text());
    else if constexpr (std::same_as<T, binary>)
        to.base64(value.bytes);
    else if constexpr (std::same_as<T, raw>)
        to.raw(value.text);
    else if constexpr (optional_like<T>) {
        if (value)
            write_value(to, *value);
        else
            to.null();
    } else if constexpr (is_time_point<T>)
        write_time_point(to, value);
    else if constexpr (map_like<T>) {
        to.begin_object();
        for (auto const& [key, mapped] : value) {
            write_key(to, key);
            write_value(to, mapped);
        }
        to.end_object();
    } else if constexpr (reflect::described<T>)
        write_struct(to, value);
    else if constexpr (requires { value.begin() != value.end(); }) {
        to.begin_array();
        for (auto const& element : value)
            write_value<std::remove_cvref_t<decltype(element)>>(to, element);
        to.end_array();
    } else
        static_assert(always_false<T>, "describe the type with BOOST_DESCRIBE_STRUCT or "
                                       "BOOST_DESCRIBE_ENUM, or specialise skiff::json::codec");
}

template <class Integer>
bool read_whole_number(document_reader& from, Integer& out) {
    using limits = std::numeric_limits<Integer>;
    if constexpr (std::is_signed_v<Integer>) {
        std::int64_t value = 0;
        if (!from.read_integer(value, limits::min(), limits::max()))
            return false;
        out = static_cast<Integer>(value);
    } else {
        std::uint64_t value = 0;
        if (!from.read_unsigned(value, limits::max()))
            return false;
        out = static_cast<Integer>(value);
    }
    return true;
}

template <class Duration>
bool read_time_point(document_reader& from,
                     std::chrono::time_point<std::chrono::system_clock, Duration>& out) {
    using namespace std::chrono;
    std::int64_t whole = 0;
    std::int32_t rest = 0;
    if (!from.read_time(whole, rest))
        return false;
    auto const at = duration<std::int64_t>(whole);
    if (at >= duration_cast<duration<std::int64_t>>(Duration::max()) ||
        at <= duration_cast<duration<std::int64_t>>(Duration::min())) {
        from.report("out of range");
        return false;
    }
    out = time_point<std::chrono::system_clock, Duration>(floor<Duration>(at) +
                                                          floor<Duration>(nanoseconds(rest)));
    return true;
}

template <class Map>
bool read_map(document_reader& from, Map& out) {
    if (!from.begin_object())
        return false;
    Map read{};
    for (std::string key; from.next_key(key);) {
        document_reader::inside const place(from, key);
        typename Map::mapped_type value{};
        read_value(from, value);
        if (!read.emplace(key, std::move(value)).second)
            from.report("given twice");
    }
    out = std::move(read);
    return true;
}

template <class Sequence>
bool read_sequence(document_reader& from, Sequence& out) {
    if (!from.begin_array())
        return false;
    Sequence read{};
    for (std::size_t i = 0; from.next_element(); ++i) {
        document_reader::inside const place(from, i);
        typename Sequence::value_type element{};
        read_value(from, element);
        read.insert(read.end(), std::move(element));
    }
    out = std::move(read);
    return true;
}

template <class T, class Descriptor>
void read_member(document_reader& from, void* object) {
    read_value(from, static_cast<T*>(object)->*Descriptor::pointer);
}

/// The table by which a described struct is read.
template <class T>
struct member_table {
    static constexpr std::size_t count = reflect::member_count<T>;
    document_reader::member members[count == 0 ? 1 : count]{};

    constexpr member_table() {
        std::size_t i = 0;
        reflect::for_each_member<T>([&](auto d) {
            using descriptor = decltype(d);
            using member_type = std::remove_cvref_t<decltype(std::declval<T&>().*d.pointer)>;
            members[i++] = {document_name<T, descriptor>,
                            optional_like<member_type> || is_defaulted<T, descriptor>,
                            &read_member<T, descriptor>};
        });
    }
};
template <class T>
inline constexpr member_table<T> members_of{};

template <class T>
bool read_value(document_reader& from, T& out) {
    if constexpr (has_codec<T>)
        return codec<T>::read(from, out);
    else if constexpr (std::same_as<T, bool> || std::same_as<T, double> ||
                       std::same_as<T, std::string> || std::same_as<T, raw>)
        return from.read(out);
    else if constexpr (std::integral<T>)
        return read_whole_number(from, out);
    else if constexpr (std::floating_point<T>) {
        double value = 0;
        bool const fits = from.read(value);
        if (fits)
            out = static_cast<T>(value);
        return fits;
    } else if constexpr (named_enum<T>) {
        std::size_t index = 0;
        bool const fits = from.read_name(index, enum_names<T>::values());
        if (fits)
            out = static_cast<T>(index);
        return fits;
    } else if constexpr (reflect::described_enum<T>) {
        auto const& table = names_of<T>;
        std::size_t index = 0;
        bool const fits = from.read_name(index, {table.names, table.count});
        if (fits)
            out = table.values[index];
        return fits;
    } else if constexpr (is_open_enum<T>) {
        std::string name;
        bool const fits = from.read(name);
        if (fits)
            out = T(std::string_view(name));
        return fits;
    } else if constexpr (std::same_as<T, binary>)
        return from.read_base64(out.bytes);
    else if constexpr (optional_like<T>) {
        if (from.take_empty()) {
            out.reset();
            return true;
        }
        return read_value(from, out.emplace());
    } else if constexpr (is_time_point<T>)
        return read_time_point(from, out);
    else if constexpr (map_like<T>)
        return read_map(from, out);
    else if constexpr (reflect::described<T>) {
        from.read_members({members_of<T>.members, member_table<T>::count}, &out);
        return true;
    } else if constexpr (sequence_like<T>)
        return read_sequence(from, out);
    else
        static_assert(always_false<T>, "describe the type with BOOST_DESCRIBE_STRUCT or "
                                       "BOOST_DESCRIBE_ENUM, or specialise skiff::json::codec");
}

} // namespace detail
} // namespace skiff::json

namespace skiff {

/// The value as a JSON document: described structs are objects with their members in order (an
/// empty optional is left out), sequences arrays, maps with string keys objects, enumerations their
/// enumerators' names, time points RFC 3339 text in UTC, `binary` base64.
template <class T>
[[nodiscard]] std::string to_json(T const& value) {
    std::string out;
    json::writer to(out);
    json::detail::write_value(to, value);
    return out;
}

/// A value from a JSON document. All that does not fit is reported, each with its path; null fits
/// an optional only. Never throws but for lack of memory.
///
///     auto item = parse_json<work_item>(text);
///     if (!item) std::puts(item.error().to_string().c_str());
template <class T>
[[nodiscard]] boost::system::result<T, json::document_error> parse_json(
    std::string_view text, json::parse_options const& options = {}) {
    json::document_reader from(text, options);
    T out{};
    json::detail::read_value(from, out);
    using outcome = boost::system::result<T, json::document_error>;
    if (!from.finish())
        return outcome(boost::system::in_place_error, from.take_error());
    return outcome(boost::system::in_place_value, std::move(out));
}

} // namespace skiff
