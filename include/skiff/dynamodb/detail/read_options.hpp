// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/dynamodb/detail/page_source.hpp>
#include <skiff/dynamodb/options.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

// How the options of table<T>'s reads become members of the request.
namespace skiff::dynamodb::detail {

/// The table's own keys, in the form of an index.
template <class T>
struct table_keys {
    using partition = typename schema<T>::partition;
    using sort = typename schema<T>::sort;
};

/// A local index: the table's partition key and its own sort key.
template <class T, class Index>
struct local_keys {
    using partition = typename schema<T>::partition;
    using sort = typename Index::sort;
};

template <class T, class... Options>
struct keys_of_read {
    using type = table_keys<T>;
};
template <class T, class First, class... Rest>
struct keys_of_read<T, First, Rest...> : keys_of_read<T, Rest...> {};
template <class T, fixed_text Name, class... Rest>
struct keys_of_read<T, index_choice<Name>, Rest...> {
    using chosen = typename schema<T>::template index_named<Name>;
    static_assert(!std::is_same_v<chosen, no_key>, "skiff: the schema has no index of this name");
    template <class Index>
    struct own_or_table {
        using type = std::conditional_t<Index::is_local, local_keys<T, Index>, Index>;
    };
    using type =
        typename std::conditional_t<std::is_same_v<chosen, no_key>,
                                    std::type_identity<table_keys<T>>, own_or_table<chosen>>::type;
};

template <class T, auto Member>
constexpr bool is_key_member() {
    return same_member<Member, schema<T>::partition::pointer> ||
           same_member<Member, schema<T>::sort::pointer>;
}

template <class T, auto Member>
constexpr member_layout layout_of_member() {
    return {schema<T>::template name_of<Member>(), &address_of<T, Member>,
            member_codec<T, Member>()};
}

/// The members of a continuation key: the table's keys and those of the index.
template <class T, class Keys>
struct key_layout {
    static constexpr bool table_sorts = has_sort_key<T>;
    static constexpr bool own_partition = !is_key_member<T, Keys::partition::pointer>();
    static constexpr bool own_sort = !std::is_same_v<typename Keys::sort, no_key> &&
                                     !is_key_member<T, Keys::sort::pointer>();

    static constexpr std::array<member_layout, 4> members = [] {
        std::array<member_layout, 4> all{};
        std::size_t at = 0;
        all[at++] = layout_of_member<T, schema<T>::partition::pointer>();
        if constexpr (table_sorts)
            all[at++] = layout_of_member<T, schema<T>::sort::pointer>();
        if constexpr (own_partition)
            all[at++] = layout_of_member<T, Keys::partition::pointer>();
        if constexpr (own_sort)
            all[at++] = layout_of_member<T, Keys::sort::pointer>();
        return all;
    }();
    static constexpr layout whole{members.data(),
                                  std::size_t{1} + table_sorts + own_partition + own_sort};
};

/// The names of the members and of the keys, separated by commas. The keys are always read: a
/// cursor is made of them.
template <class T, class Keys, auto... Members>
void write_projection(request_writer& out, projection_option<Members...>) {
    static_assert((std::is_base_of_v<class_of<Members>, T> && ...),
                  "skiff: project<> names a member of another struct than the table's");
    bool first = true;
    auto const one = [&](std::string_view name) {
        if (!std::exchange(first, false))
            out.text(",");
        out.name(name);
    };
    auto const& keys = key_layout<T, Keys>::whole;
    for (std::size_t i = 0; i != keys.size; ++i)
        one(keys.members[i].name);
    auto const other = [&](std::string_view name) {
        for (std::size_t i = 0; i != keys.size; ++i)
            if (keys.members[i].name == name)
                return;
        one(name);
    };
    (other(schema<T>::template name_of<Members>()), ...);
    out.end_expression("ProjectionExpression");
}

template <class T, class Condition>
constexpr void check_condition() {
    static_assert(std::is_same_v<typename Condition::item_type, any_item> ||
                      std::is_base_of_v<typename Condition::item_type, T>,
                  "skiff: this condition is about members of another struct than the table's");
}

inline void write_consistent(request_writer& out) {
    out.json().plain_key("ConsistentRead");
    out.json().boolean(true);
}

template <class T, class Option>
void write_get_option(request_writer& out, Option const& option) {
    if constexpr (std::is_same_v<Option, consistent_option>)
        write_consistent(out);
    else if constexpr (is_projection<Option>)
        write_projection<T, table_keys<T>>(out, option);
    else
        static_assert(std::is_same_v<Option, call_options>,
                      "skiff: get takes consistent, project<members...> and call_options");
}

/// An option that query and scan have in common.
template <class T, class Keys, class Option>
void write_read_option(request_writer& out, paging& how, Option const& option) {
    if constexpr (condition_node<Option>) {
        check_condition<T, Option>();
        option.template render<T>(out);
        out.end_expression("FilterExpression");
        how.filtered = true;
    } else if constexpr (std::is_same_v<Option, consistent_option>)
        write_consistent(out);
    else if constexpr (is_projection<Option>)
        write_projection<T, Keys>(out, option);
    else if constexpr (is_index_choice<Option>) {
        out.json().plain_key("IndexName");
        out.json().string(Option::name.view());
    } else if constexpr (std::is_same_v<Option, limit_option>)
        how.limit = option.items;
    else if constexpr (std::is_same_v<Option, page_size_option>)
        how.page_size = option.items;
    else if constexpr (std::is_same_v<Option, cursor_option>)
        how.cursor = option.text;
    else
        static_assert(
            std::is_same_v<Option, call_options>,
            "skiff: query and scan take a filter, consistent, project<members...>, "
            "in_index<name>, limit, page_size, start_from and call_options; query also a "
            "condition on the sort key, oldest_first and newest_first; scan also segment");
    if constexpr (std::is_same_v<Option, call_options>)
        how.options = option;
}

/// "#0 = :0 AND begins_with(#1,:1)"
template <class T, class Keys, class Partition>
void begin_key_condition(request_writer& out, Partition const& partition) {
    constexpr auto pointer = Keys::partition::pointer;
    out.name(schema<T>::template name_of<pointer>());
    out.text(" = ");
    with_key_value<T, pointer>(
        partition, [&out](write_function write, void const* at) { out.value(write, at); });
}

template <class T, class Keys, class... Values>
void write_sort_condition(request_writer& out, sort_condition<Values...> const& condition) {
    if constexpr (std::is_same_v<typename Keys::sort, no_key>)
        static_assert(!std::is_same_v<typename Keys::sort, no_key>,
                      "skiff: this table or index has no sort key");
    else {
        using node = member_node<Keys::sort::pointer>;
        using value_type = typename node::value_type;
        static_assert((accepts<value_type, Values> && ...),
                      "skiff: the sort key is compared with a value of another type");
        out.text(" AND ");
        if constexpr ((accepts<value_type, Values> && ...))
            std::apply(
                [&](auto const&... values) {
                    render_pattern<T>(out, condition.pattern, node{},
                                      std::tuple(bind<value_type>(values)...));
                },
                condition.values);
    }
}

template <class T, class Keys, class Option>
void write_query_option(request_writer& out, paging& how, Option const& option) {
    if constexpr (is_sort_condition<Option>)
        return; // a part of the key condition
    else if constexpr (std::is_same_v<Option, order_option>) {
        out.json().plain_key("ScanIndexForward");
        out.json().boolean(option.forward);
    } else
        write_read_option<T, Keys>(out, how, option);
}

template <class... Options>
constexpr void check_read_options() {
    static_assert((0 + ... + int(condition_node<Options>)) <= 1,
                  "skiff: only one filter: join conditions with && or ||");
    static_assert((0 + ... + int(is_sort_condition<Options>)) <= 1,
                  "skiff: only one condition on the sort key; use between for two ends");
}

void write_segment(request_writer& out, paging& how, segment_option const& option);

template <class T, class Keys, class Option>
void write_scan_option(request_writer& out, paging& how, Option const& option) {
    if constexpr (std::is_same_v<Option, segment_option>)
        write_segment(out, how, option);
    else
        write_read_option<T, Keys>(out, how, option);
}

} // namespace skiff::dynamodb::detail
