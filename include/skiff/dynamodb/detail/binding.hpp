// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/dynamodb/detail/request_writer.hpp>
#include <skiff/dynamodb/schema.hpp>

#include <string>
#include <string_view>
#include <type_traits>

namespace skiff::dynamodb::detail {

/// May an A be written where a Member is stored? Strings take what converts to string_view; numbers
/// take numbers, integers only integers; bool takes bool only.
template <class Member, class A>
constexpr bool accepts_value() {
    using member = without_optional<Member>;
    using given = std::remove_cvref_t<A>;
    if constexpr (has_codec<member>)
        return std::convertible_to<A const&, member>;
    else if constexpr (std::same_as<member, std::string>)
        return std::convertible_to<A const&, std::string_view> &&
               !std::same_as<given, std::nullptr_t>;
    else if constexpr (std::same_as<member, bool>)
        return std::same_as<given, bool>;
    else if constexpr (integer<member> || std::same_as<member, number>)
        return integer<given> || std::same_as<given, number>;
    else if constexpr (numeric<member>)
        return numeric<given>;
    else
        return std::convertible_to<A const&, member>;
}
template <class Member, class A>
inline constexpr bool accepts = accepts_value<Member, A>();

/// What an A is kept as until it is written.
template <class Member, class A>
struct stored_type {
    using member = without_optional<Member>;
    using given = std::remove_cvref_t<std::decay_t<A>>;
    using type = std::conditional_t<
        std::same_as<member, std::string> && !has_codec<member>, std::string,
        std::conditional_t<numeric<member> && !has_codec<member>, given, member>>;
};
template <class Member, class A>
using stored_as = typename stored_type<Member, A>::type;

template <class Member, class A>
stored_as<Member, A> bind(A const& value) {
    using stored = stored_as<Member, A>;
    if constexpr (!accepts<Member, A>)
        return stored{}; // a static_assert of the caller says what is wrong
    else if constexpr (std::same_as<stored, std::string>)
        return std::string(std::string_view(value));
    else
        return value;
}

/// How a Stored is written where `Member` of T is.
template <class T, auto Member, class Stored>
constexpr write_function writer_for() {
    if constexpr (schema<T>::template is_iso_8601<Member>())
        return &write_iso_8601<Stored>;
    else
        return &write_erased<Stored>;
}

/// Calls `use(write_function, void const*)` for a caller's value of a key; the value is not copied.
template <class T, auto Member, class A, class Use>
void with_key_value(A const& value, Use const& use) {
    using member_type = without_optional<std::remove_cv_t<type_of<Member>>>;
    static_assert(accepts<member_type, A>,
                  "skiff: this is not a value of the key's type, or no option of this operation");
    if constexpr (!accepts<member_type, A>)
        return;
    else if constexpr (std::same_as<member_type, std::string> && !has_codec<member_type>) {
        std::string_view const text(value);
        use(&write_erased<std::string_view>, &text);
    } else if constexpr (numeric<member_type> && !has_codec<member_type>) {
        use(&write_erased<A>, &value);
    } else {
        member_type const& converted = value;
        use(writer_for<T, Member, member_type>(), &converted);
    }
}

template <class T, auto Member, class A>
void write_key(request_writer& out, A const& value) {
    with_key_value<T, Member>(value, [&out](write_function write, void const* at) {
        out.attribute(schema<T>::template name_of<Member>(), write, at);
    });
}

} // namespace skiff::dynamodb::detail
