// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/rds_data/column_codec.hpp>
#include <skiff/rds_data/columns.hpp>

#include <boost/mp11/algorithm.hpp>

#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace skiff::rds_data {

/// What a row is read into (the T of query<T>):
///
/// - a described struct, by the columns' names: each member takes the column with its own name
///   (the column's label: what AS says) or with the one that `columns<T>` gives it. A member
///   without a column is an error that names it, unless it is a std::optional or `defaulted`.
///   Columns that no member takes are ignored, or refused when the statement's options say so. Of
///   two columns with the same name none can be taken.
/// - a std::tuple or std::pair, by position; there must be as many columns as elements.
/// - any other type that column_codec.hpp lists: the one column that there is.
///
/// A described struct with a `column_codec` is a column, not a row. A described struct as an
/// element of a tuple is a JSON document.
template <class T>
inline constexpr bool is_struct_row = reflect::described<T> && !detail::has_codec<T>;

namespace detail {

using read_function = bool (*)(value_reader&, value_kind, void*);

/// A column that a row wants: its name and how to read it.
struct wanted_column {
    std::string_view name; ///< Empty when columns go by position.
    bool may_be_missing;
    void* (*at)(void* row);
    read_function read;
};

struct row_layout {
    wanted_column const* columns;
    std::size_t size;
    bool by_name;
};

/// Where the rows go.
struct row_sink {
    row_layout const* layout;
    void* rows;
    void* (*append)(void* rows); ///< A new row at the end.
    void (*reserve)(void* rows, std::size_t count);
    void (*clear)(void* rows);
};

template <class T>
bool read_erased(value_reader& in, value_kind got, void* value) {
    return read_value(in, got, *static_cast<T*>(value));
}

template <class T, class Descriptor>
void* member_of_row(void* row) {
    return &(static_cast<T*>(row)->*Descriptor::pointer);
}
template <class T, std::size_t Index>
void* element_of_row(void* row) {
    return &std::get<Index>(*static_cast<T*>(row));
}
inline void* whole_row(void* row) {
    return row;
}

template <std::size_t Size>
constexpr bool all_differ(wanted_column const (&columns)[Size]) {
    for (std::size_t i = 0; i != Size; ++i)
        for (std::size_t j = 0; j != i; ++j)
            if (columns[i].name == columns[j].name)
                return false;
    return true;
}

template <class T, class Members>
struct struct_table;
template <class T, template <class...> class List, class... Members>
struct struct_table<T, List<Members...>> {
    static_assert(sizeof...(Members) != 0, "skiff: a row's struct has at least one member");
    template <class Member>
    using type_of = std::remove_cvref_t<decltype(std::declval<T&>().*Member::pointer)>;

    static constexpr wanted_column columns[] = {
        {column_name<T, Members>,
         is_optional<type_of<Members>> || column_may_be_missing<T, Members>,
         &member_of_row<T, Members>, &read_erased<type_of<Members>>}...};
    static_assert(all_differ(columns),
                  "skiff: two members of this struct take the same column: rename one");
    static constexpr row_layout whole{columns, sizeof...(Members), true};
};

template <class T>
inline constexpr bool is_tuple_row = requires {
    std::tuple_size<T>::value;
}
&&!has_codec<T>;

template <class T, class Indices>
struct tuple_table;
template <class T, std::size_t... Indices>
struct tuple_table<T, std::index_sequence<Indices...>> {
    static_assert(sizeof...(Indices) != 0, "skiff: a row's tuple has at least one element");
    static constexpr wanted_column columns[] = {
        {{},
         false,
         &element_of_row<T, Indices>,
         &read_erased<std::tuple_element_t<Indices, T>>}...};
    static constexpr row_layout whole{columns, sizeof...(Indices), false};
};

template <class T>
struct single_table {
    static_assert(
        readable<T>(),
        "skiff: a row of this type cannot be read: describe it with BOOST_DESCRIBE_STRUCT, "
        "or take a std::tuple of what column_codec.hpp lists");
    static constexpr wanted_column columns[] = {{{}, false, &whole_row, &read_erased<T>}};
    static constexpr row_layout whole{columns, 1, false};
};

template <class T>
constexpr row_layout const& row_layout_of() noexcept {
    if constexpr (is_struct_row<T>)
        return struct_table<T, reflect::members_of<T>>::whole;
    else if constexpr (is_tuple_row<T>)
        return tuple_table<T, std::make_index_sequence<std::tuple_size_v<T>>>::whole;
    else
        return single_table<T>::whole;
}

template <class T>
void* append_row(void* rows) {
    return &static_cast<std::vector<T>*>(rows)->emplace_back();
}
template <class T>
void reserve_rows(void* rows, std::size_t count) {
    static_cast<std::vector<T>*>(rows)->reserve(count);
}
template <class T>
void clear_rows(void* rows) {
    static_cast<std::vector<T>*>(rows)->clear();
}

template <class T>
row_sink sink_of(std::vector<T>& rows) {
    return {&row_layout_of<T>(), &rows, &append_row<T>, &reserve_rows<T>, &clear_rows<T>};
}

} // namespace detail
} // namespace skiff::rds_data
