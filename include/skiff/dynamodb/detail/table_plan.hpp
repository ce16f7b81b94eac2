// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/dynamodb/schema.hpp>

#include <array>
#include <cstddef>
#include <string_view>

// What CreateTable needs to know of a schema, as constants.
namespace skiff::dynamodb::detail {

struct key_plan {
    std::string_view name{}; ///< Empty: there is no such key.
    attribute_type type = attribute_type::string;
};

struct index_plan {
    std::string_view name;
    key_plan partition; ///< Without a name in a local index.
    key_plan sort;
};

struct table_plan {
    key_plan partition;
    key_plan sort;
    index_plan const* indexes;
    std::size_t index_count;
};

template <class T, class Key>
constexpr key_plan plan_of_key() {
    if constexpr (std::is_same_v<Key, no_key>)
        return {};
    else
        return {schema<T>::template name_of<Key::pointer>(),
                schema<T>::template is_iso_8601<Key::pointer>()
                    ? attribute_type::string
                    : attribute_type_of<std::remove_cv_t<type_of<Key::pointer>>>()};
}

template <class T, class Option, std::size_t Size>
constexpr void add_index(std::array<index_plan, Size>& all, std::size_t& count) {
    if constexpr (index_option<Option>)
        all[count++] = {Option::index_name, plan_of_key<T, typename Option::partition>(),
                        plan_of_key<T, typename Option::sort>()};
}

template <class T, class Options>
struct plan_table;
template <class T, class... Options>
struct plan_table<T, schema_options<Options...>> {
    static constexpr std::size_t count = (std::size_t{0} + ... + index_option<Options>);
    static constexpr auto indexes = [] {
        std::array<index_plan, count + 1> all{};
        std::size_t at = 0;
        (add_index<T, Options>(all, at), ...);
        return all;
    }();
    static constexpr table_plan plan{plan_of_key<T, typename schema<T>::partition>(),
                                     plan_of_key<T, typename schema<T>::sort>(), indexes.data(),
                                     count};
};

template <class T>
inline constexpr table_plan const& plan_of = plan_table<T, typename schema<T>::options>::plan;

} // namespace skiff::dynamodb::detail
