// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/reflect/rules.hpp>

namespace skiff::rds_data {

/// The member's column (and parameter) has another name: `renamed<&work_item::name, "username">`.
using json::renamed;
/// The column may be missing from a result: the member keeps the value that a new struct gives it.
using json::defaulted;
/// Members without a name of their own are columns in camelCase: `user_id` is "userId".
using json::camel_case;

/// What differs between a described struct and its columns. Specialise it where the struct is;
/// without it, each member is the column of its own name:
///
///     template <> struct skiff::rds_data::columns<work_item>
///         : column_rules<renamed<&work_item::id, "iditem">, defaulted<&work_item::guide>> {};
template <class T>
struct columns {};

template <class... Rules>
struct column_rules : json::rule_list<Rules...> {};

namespace detail {

template <class T, class Descriptor>
inline constexpr std::string_view column_name =
    json::detail::name_by_rules<Descriptor>(static_cast<columns<T> const*>(nullptr));
template <class T, class Descriptor>
inline constexpr bool column_may_be_missing =
    json::detail::defaulted_by_rules<Descriptor>(static_cast<columns<T> const*>(nullptr));

} // namespace detail
} // namespace skiff::rds_data
