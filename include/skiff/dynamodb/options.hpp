// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/call_options.hpp>
#include <skiff/dynamodb/expression.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

/// What may follow the first arguments of table<T>'s operations, in any order.
namespace skiff::dynamodb {

namespace detail {

struct consistent_option {};
struct return_old_option {};
struct return_new_option {};
struct old_item_option {};
struct order_option {
    bool forward;
};
struct limit_option {
    std::size_t items;
};
struct page_size_option {
    std::size_t items;
};
struct segment_option {
    std::uint32_t total;
    std::uint32_t number;
};
struct cursor_option {
    std::string text;
};
template <fixed_text Name>
struct index_choice {
    static constexpr fixed_text name = Name;
};
template <auto... Members>
struct projection_option {
    static_assert(sizeof...(Members) != 0, "skiff: project<> names at least one member");
};

template <class T>
inline constexpr bool is_index_choice = false;
template <fixed_text Name>
inline constexpr bool is_index_choice<index_choice<Name>> = true;
template <class T>
inline constexpr bool is_projection = false;
template <auto... Members>
inline constexpr bool is_projection<projection_option<Members...>> = true;

} // namespace detail

/// Reads see every write that ended before (not on global indexes); costs twice as much.
inline constexpr detail::consistent_option consistent{};
/// Only these members are read, and the keys; the others keep their defaults.
template <auto... Members>
inline constexpr detail::projection_option<Members...> project{};

/// The operation gives the item as it was before, or as it is after.
inline constexpr detail::return_old_option return_old{};
inline constexpr detail::return_new_option return_new{};
/// A failed condition's error brings the item that stands in the way: failed_item<T>(error).
inline constexpr detail::old_item_option old_item_on_failure{};

/// Reads from this secondary index: users.query("a@b.c", in_index<"email-index">).
template <fixed_text Name>
inline constexpr detail::index_choice<Name> in_index{};
namespace detail {

/// Strings are copied, other values too.
template <class A>
using kept = std::conditional_t<std::is_convertible_v<A const&, std::string_view>, std::string, A>;

/// A condition on the sort key of a query.
template <class... Values>
struct sort_condition {
    std::string_view pattern;
    std::tuple<Values...> values;
};
template <class T>
inline constexpr bool is_sort_condition = false;
template <class... Values>
inline constexpr bool is_sort_condition<sort_condition<Values...>> = true;

template <class... A>
sort_condition<kept<A>...> on_sort_key(std::string_view pattern, A const&... values) {
    return {pattern, {kept<A>(values)...}};
}

} // namespace detail

/// Conditions on the sort key: notes.query("USER#demo", begins_with("NOTE#")).
template <class A>
auto equals(A const& value) {
    return detail::on_sort_key("$ = ?", value);
}
template <class A>
auto begins_with(A const& prefix) {
    return detail::on_sort_key("begins_with($,?)", prefix);
}
/// Both ends belong to it.
template <class A, class B>
auto between(A const& least, B const& most) {
    return detail::on_sort_key("$ BETWEEN ? AND ?", least, most);
}
template <class A>
auto less_than(A const& value) {
    return detail::on_sort_key("$ < ?", value);
}
template <class A>
auto at_most(A const& value) {
    return detail::on_sort_key("$ <= ?", value);
}
template <class A>
auto greater_than(A const& value) {
    return detail::on_sort_key("$ > ?", value);
}
template <class A>
auto at_least(A const& value) {
    return detail::on_sort_key("$ >= ?", value);
}

/// By sort key, rising (the default) or falling.
inline constexpr detail::order_option oldest_first{true};
inline constexpr detail::order_option newest_first{false};

/// At most so many items altogether.
[[nodiscard]] constexpr detail::limit_option limit(std::size_t items) {
    return {items};
}
/// The service looks at no more than so many items per request, before the filter.
[[nodiscard]] constexpr detail::page_size_option page_size(std::size_t items) {
    return {items};
}
/// One of `total` parts of a scan that several callers share, from 0.
[[nodiscard]] constexpr detail::segment_option segment(std::uint32_t total, std::uint32_t number) {
    return {total, number};
}
/// Goes on behind a page: `page::next` of an earlier query or scan of the same form.
[[nodiscard]] inline detail::cursor_option start_from(std::string cursor) {
    return {std::move(cursor)};
}

} // namespace skiff::dynamodb
