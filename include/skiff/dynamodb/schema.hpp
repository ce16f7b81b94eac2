// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/dynamodb/attribute_codec.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace skiff::dynamodb {

/// Text as a template argument: the "iditem" in partition_key<&work_item::id, "iditem">.
template <std::size_t Size>
struct fixed_text {
    char text[Size]{};

    constexpr fixed_text(char const (&from)[Size]) {
        for (std::size_t i = 0; i != Size; ++i)
            text[i] = from[i];
    }
    [[nodiscard]] constexpr std::string_view view() const { return {text, Size - 1}; }
};

/// The member that is the table's (or an index's) partition key, and the name it is stored under;
/// without a name the member's own. Keys are strings, numbers, integers or binary.
template <auto Member, fixed_text Name = "">
struct partition_key {
    static constexpr auto pointer = Member;
    static constexpr std::string_view name = Name.view();
    static constexpr bool is_partition_key = true;
};

/// The member that is the sort key.
template <auto Member, fixed_text Name = "">
struct sort_key {
    static constexpr auto pointer = Member;
    static constexpr std::string_view name = Name.view();
    static constexpr bool is_sort_key = true;
};

/// A member that is stored under another name.
template <auto Member, fixed_text Name>
struct renamed {
    static constexpr auto pointer = Member;
    static constexpr std::string_view name = Name.view();
};

/// A std::chrono::sys_time member that is stored as text, "2026-11-20T11:38:28.5Z", instead of
/// seconds since 1970. Such texts sort by time as long as all have the same number of decimals.
template <auto Member, fixed_text Name = "">
struct iso_8601 {
    static constexpr auto pointer = Member;
    static constexpr std::string_view name = Name.view();
    static constexpr bool is_iso_8601 = true;
};

namespace detail {

using reflect::class_of;
using reflect::type_of;

template <auto A, auto B>
inline constexpr bool same_member = reflect::detail::same_member<A, B>();

template <class Option>
concept partition_key_option = requires {
    Option::is_partition_key;
};
template <class Option>
concept sort_key_option = requires {
    Option::is_sort_key;
};
template <class Option>
concept index_option = requires {
    Option::index_name;
};
template <class Option>
concept iso_8601_option = requires {
    Option::is_iso_8601;
};
template <class Option>
concept naming_option = requires {
    Option::pointer;
};

template <class T>
inline constexpr bool key_type = !is_optional<T> &&
                                 (attribute_type_of<T>() == attribute_type::string ||
                                  attribute_type_of<T>() == attribute_type::number ||
                                  attribute_type_of<T>() == attribute_type::binary) &&
                                 !std::same_as<T, double> && !std::same_as<T, float>;

template <class Key>
concept naming_key = partition_key_option<Key> || sort_key_option<Key>;

template <class... Options>
struct schema_options {};

struct no_key {
    static constexpr std::nullptr_t pointer = nullptr;
};

template <class... Options>
struct find_partition_key {
    using type = no_key;
};
template <class First, class... Rest>
struct find_partition_key<First, Rest...> : find_partition_key<Rest...> {};
template <partition_key_option First, class... Rest>
struct find_partition_key<First, Rest...> {
    using type = First;
};

template <class... Options>
struct find_sort_key {
    using type = no_key;
};
template <class First, class... Rest>
struct find_sort_key<First, Rest...> : find_sort_key<Rest...> {};
template <sort_key_option First, class... Rest>
struct find_sort_key<First, Rest...> {
    using type = First;
};

} // namespace detail

/// A secondary index and its keys: a local one has only a sort key and shares the table's partition
/// key; a global one has its own partition key and, if wanted, a sort key. All attributes are
/// projected. The keys' stored names are those the members have in the table.
template <fixed_text Name, class... Keys>
struct secondary_index {
    static constexpr std::string_view index_name = Name.view();
    using partition = typename detail::find_partition_key<Keys...>::type;
    using sort = typename detail::find_sort_key<Keys...>::type;
    static constexpr bool is_local = std::is_same_v<partition, detail::no_key>;
    static_assert(
        sizeof...(Keys) >= 1 && sizeof...(Keys) <= 2,
        "skiff: secondary_index<name, partition_key<...>, sort_key<...>> has one or two keys");
    static_assert(((detail::partition_key_option<Keys> || detail::sort_key_option<Keys>)&&...),
                  "skiff: an index takes partition_key and sort_key only");
};

namespace detail {

template <fixed_text Name, class... Options>
struct find_index {
    using type = no_key;
};
template <fixed_text Name, class First, class... Rest>
struct find_index<Name, First, Rest...> : find_index<Name, Rest...> {};
template <fixed_text Name, class... Keys, class... Rest>
struct find_index<Name, secondary_index<Name, Keys...>, Rest...> {
    using type = secondary_index<Name, Keys...>;
};

template <auto Member, class Option>
constexpr void take_name(std::string_view& name) {
    if constexpr (naming_option<Option>) {
        if constexpr (same_member<Member, Option::pointer>)
            if (!Option::name.empty())
                name = Option::name;
    }
}

template <auto Member, class Option>
constexpr bool as_iso_8601() {
    if constexpr (iso_8601_option<Option>)
        return same_member<Member, Option::pointer>;
    else
        return false;
}

template <class T, class Key>
constexpr void check_index_key() {
    if constexpr (naming_key<Key>) {
        static_assert(std::is_base_of_v<class_of<Key::pointer>, T>,
                      "skiff: an index names a member of another struct");
        static_assert(key_type<without_optional<type_of<Key::pointer>>>,
                      "skiff: a key of an index must be a string, an integer, a number or binary: "
                      "DynamoDB takes no other type as a key");
        static_assert(Key::name.empty(),
                      "skiff: the keys of an index have the names that their members have in the "
                      "table: use renamed<> there");
    }
}
template <class T, class Index>
constexpr void check_index() {
    check_index_key<T, typename Index::partition>();
    check_index_key<T, typename Index::sort>();
}

/// Checks of one option; each failure is a message of its own.
template <class T, class Option>
constexpr bool check_option() {
    if constexpr (naming_option<Option>) {
        static_assert(std::is_base_of_v<class_of<Option::pointer>, T>,
                      "skiff: the schema names a member of another struct");
        static_assert(reflect::is_described_member<Option::pointer>,
                      "skiff: the schema names a member that BOOST_DESCRIBE_STRUCT does not list");
        if constexpr (partition_key_option<Option> || sort_key_option<Option>)
            static_assert(key_type<type_of<Option::pointer>>,
                          "skiff: a key must be a string, an integer, a number or binary: "
                          "DynamoDB takes no other type as a key");
        if constexpr (iso_8601_option<Option>)
            static_assert(is_sys_time<without_optional<type_of<Option::pointer>>>,
                          "skiff: iso_8601 is for std::chrono::sys_time members");
    } else if constexpr (index_option<Option>)
        check_index<T, Option>();
    else
        static_assert(index_option<Option>,
                      "skiff: a schema takes partition_key, sort_key, renamed, iso_8601 and "
                      "secondary_index");
    return true;
}

template <std::size_t Size>
constexpr bool all_different(std::array<std::string_view, Size> const& names) {
    for (std::size_t i = 0; i != Size; ++i)
        for (std::size_t j = 0; j != i; ++j)
            if (names[i] == names[j])
                return false;
    return true;
}

template <class T, class... Options>
struct options_of_schema {
    static_assert(reflect::described<T>,
                  "skiff: the struct of a schema must be described: write "
                  "BOOST_DESCRIBE_STRUCT(type, (), (members...)) before the schema");
    static_assert((check_option<T, Options>() && ...));

    /// The attribute that the member is stored as.
    template <auto Member>
    static constexpr std::string_view name_of() {
        static_assert(reflect::is_described_member<Member>,
                      "skiff: this member is not listed in its struct's BOOST_DESCRIBE_STRUCT");
        std::string_view name = reflect::member_name<Member>;
        (take_name<Member, Options>(name), ...);
        return name;
    }
    template <auto Member>
    static constexpr bool is_iso_8601() {
        return (as_iso_8601<Member, Options>() || ...);
    }

  private:
    template <template <class...> class List, class... Members>
    static constexpr bool names_differ(List<Members...>) {
        return all_different<sizeof...(Members)>({name_of<Members::pointer>()...});
    }
    static_assert(names_differ(reflect::members_of<T>()),
                  "skiff: two members of this struct are stored under the same name");
};

} // namespace detail

/// How a described struct that is no item of its own (a map in an item) is stored, when its members
/// are to have other names: derive schema<T> from it.
template <class T, class... Options>
struct document_schema : detail::options_of_schema<T, Options...> {
    using partition = detail::no_key;
    using sort = detail::no_key;
};

/// How a described struct is stored as an item: derive schema<T> from it.
///
///     template <> struct skiff::dynamodb::schema<work_item>
///         : table_schema<work_item, partition_key<&work_item::id, "iditem">,
///                        renamed<&work_item::name, "username">> {};
template <class T, class... Options>
struct table_schema : detail::options_of_schema<T, Options...> {
    using partition = typename detail::find_partition_key<Options...>::type;
    using sort = typename detail::find_sort_key<Options...>::type;
    using options = detail::schema_options<Options...>;
    template <fixed_text Name>
    using index_named = typename detail::find_index<Name, Options...>::type;

    static_assert((0 + ... + int(detail::partition_key_option<Options>)) == 1,
                  "skiff: a table's schema has exactly one partition_key");
    static_assert((0 + ... + int(detail::sort_key_option<Options>)) <= 1,
                  "skiff: a table's schema has at most one sort_key");
};

/// What skiff knows of a struct. Specialise it for the structs of tables; others are stored under
/// their members' own names.
template <class T>
struct schema : document_schema<T> {};

namespace detail {

template <class T>
inline constexpr bool has_partition_key = !std::is_same_v<typename schema<T>::partition, no_key>;
template <class T>
inline constexpr bool has_sort_key = !std::is_same_v<typename schema<T>::sort, no_key>;

template <class T, auto Member>
void* address_of(void* object) {
    return &(static_cast<T*>(object)->*Member);
}

template <class T, auto Member>
constexpr codec const* member_codec() {
    using member_type = std::remove_cv_t<type_of<Member>>;
    if constexpr (schema<T>::template is_iso_8601<Member>())
        return &iso_8601_codec<member_type>;
    else
        return &codec_for<member_type>;
}

template <class T, class Members>
struct layout_table;
template <class T, template <class...> class List, class... Members>
struct layout_table<T, List<Members...>> {
    static_assert(sizeof...(Members) != 0, "skiff: a stored struct has at least one member");
    static constexpr member_layout members[] = {{schema<T>::template name_of<Members::pointer>(),
                                                 &address_of<T, Members::pointer>,
                                                 member_codec<T, Members::pointer>()}...};
    static constexpr layout whole{members, sizeof...(Members)};
};

template <class T>
layout const& layout_of() noexcept {
    return layout_table<T, reflect::members_of<T>>::whole;
}

} // namespace detail
} // namespace skiff::dynamodb
