// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>

namespace skiff::reflect {

/// The public data members of a described struct, its described bases' first.
template <class T>
using members_of = boost::describe::describe_members<T, boost::describe::mod_public |
                                                            boost::describe::mod_inherited>;

template <class T>
concept described = std::is_class_v<T> && boost::describe::has_describe_members<T>::value &&
    !std::is_union_v<T>;

template <class T>
concept described_enum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

template <described T>
inline constexpr std::size_t member_count = boost::mp11::mp_size<members_of<T>>::value;

/// Calls `f(descriptor)` for each member: `descriptor.pointer` and `descriptor.name`.
template <described T, class F>
constexpr void for_each_member(F&& f) {
    boost::mp11::mp_for_each<members_of<T>>(f);
}

namespace detail {

template <class Pointer>
struct member_pointer;
template <class Class, class Member>
struct member_pointer<Member Class::*> {
    using class_type = Class;
    using member_type = Member;
};

template <auto A, auto B>
constexpr bool same_member() {
    if constexpr (std::is_same_v<std::remove_cv_t<decltype(A)>, std::remove_cv_t<decltype(B)>>)
        return A == B;
    else
        return false;
}

template <auto Pointer>
constexpr char const* name_of_member() {
    using class_type = typename member_pointer<std::remove_cv_t<decltype(Pointer)>>::class_type;
    char const* name = nullptr;
    boost::mp11::mp_for_each<members_of<class_type>>([&name](auto descriptor) {
        if (same_member<decltype(descriptor)::pointer, Pointer>())
            name = descriptor.name;
    });
    return name;
}

} // namespace detail

/// The struct and the type of a pointer to member: `class_of<&work_item::id>` is `work_item`.
template <auto Pointer>
using class_of = typename detail::member_pointer<std::remove_cv_t<decltype(Pointer)>>::class_type;
template <auto Pointer>
using type_of = typename detail::member_pointer<std::remove_cv_t<decltype(Pointer)>>::member_type;

/// True when the pointed-to member is named in the struct's BOOST_DESCRIBE_STRUCT.
template <auto Pointer>
inline constexpr bool is_described_member = detail::name_of_member<Pointer>() != nullptr;

/// The member's C++ name, at compile time.
template <auto Pointer>
    requires is_described_member<Pointer>
inline constexpr std::string_view member_name = detail::name_of_member<Pointer>();

} // namespace skiff::reflect
