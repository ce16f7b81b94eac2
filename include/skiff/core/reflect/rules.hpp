// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/reflect/describe.hpp>
#include <skiff/core/reflect/literal.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>

namespace skiff::json {

/// The member has another name in documents.
template <auto Member, reflect::literal Name>
    requires reflect::is_described_member<Member>
struct renamed {
};

/// The member may be absent in documents: it keeps the value that a new struct gives it.
template <auto Member>
    requires reflect::is_described_member<Member>
struct defaulted {
};

/// Every member may be absent, as by `defaulted`.
struct all_defaulted {};

/// Members without a name of their own are spelled in camelCase: `user_id` is "userId".
struct camel_case {};

/// What differs between a described struct and its documents. Specialise it where the struct is:
///
///     template <> struct skiff::json::rules<user>
///         : rule_list<renamed<&user::user_id, "userId">, defaulted<&user::tags>> {};
template <class T>
struct rules {};

template <class... Rules>
struct rule_list {};

namespace detail {

template <class Rule, auto Member>
inline constexpr std::string_view name_by_rule{};
template <auto Named, reflect::literal Name, auto Member>
    requires(reflect::detail::same_member<Named, Member>())
inline constexpr std::string_view name_by_rule<renamed<Named, Name>, Member> = Name.view();

template <class Rule, auto Member>
inline constexpr bool is_defaulted_by_rule = false;
template <auto Named, auto Member>
    requires(reflect::detail::same_member<Named, Member>())
inline constexpr bool is_defaulted_by_rule<defaulted<Named>, Member> = true;

/// The descriptor's name in camelCase, kept in the program's constants.
template <class Descriptor>
struct camel_name {
    static constexpr std::string_view plain = Descriptor::name;
    struct text {
        char characters[plain.size() + 1]{};
        std::size_t size = 0;
    };
    static constexpr text value = [] {
        text out{};
        for (std::size_t i = 0; i != plain.size(); ++i) {
            bool const raise = i != 0 && plain[i - 1] == '_' && plain[i] >= 'a' && plain[i] <= 'z';
            if (plain[i] != '_')
                out.characters[out.size++] = raise ? static_cast<char>(plain[i] - 'a' + 'A')
                                                   : plain[i];
        }
        return out;
    }();
    static constexpr std::string_view view{value.characters, value.size};
};

template <class Descriptor, class... Rules>
constexpr std::string_view name_by_rules(rule_list<Rules...> const*) {
    std::string_view name{};
    (void)((name = name_by_rule<Rules, Descriptor::pointer>, !name.empty()) || ...);
    if (!name.empty())
        return name;
    if ((std::is_same_v<Rules, camel_case> || ...))
        return camel_name<Descriptor>::view;
    return Descriptor::name;
}
template <class Descriptor>
constexpr std::string_view name_by_rules(void const*) {
    return Descriptor::name;
}

template <class Descriptor, class... Rules>
constexpr bool defaulted_by_rules(rule_list<Rules...> const*) {
    return ((is_defaulted_by_rule<Rules, Descriptor::pointer> ||
             std::is_same_v<Rules, all_defaulted>) ||
            ...);
}
template <class Descriptor>
constexpr bool defaulted_by_rules(void const*) {
    return false;
}

/// The member's name in documents.
template <class T, class Descriptor>
inline constexpr std::string_view document_name =
    name_by_rules<Descriptor>(static_cast<rules<T> const*>(nullptr));
template <class T, class Descriptor>
inline constexpr bool is_defaulted =
    defaulted_by_rules<Descriptor>(static_cast<rules<T> const*>(nullptr));

} // namespace detail
} // namespace skiff::json
