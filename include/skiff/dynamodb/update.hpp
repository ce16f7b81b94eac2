// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/dynamodb/expression.hpp>
#include <skiff/dynamodb/patch.hpp>

#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>

/// What table<T>::update does, each for a member or a member of a member:
///
///     items.update(id, set<&work_item::archived>(true), increment<&work_item::revision>())
///
/// Values are copied. Values of another type, key members and members of other structs do not
/// compile.
namespace skiff::dynamodb {

namespace detail {

/// The clauses of an update expression.
enum class clause : std::uint8_t { set, remove, add, erase };

struct action_base {};
template <class A>
concept action_node = std::is_base_of_v<action_base, A>;

template <class Node, class... Values>
struct action : action_base {
    using item_type = typename Node::item_type;
    using node_type = Node;

    Node node;
    clause kind;
    std::string_view pattern;
    std::tuple<Values...> values;

    action(Node on, clause what, std::string_view how, Values... with)
        : node(std::move(on)), kind(what), pattern(how), values(std::move(with)...) {}

    /// Empty sets and empty optionals are not stored: setting one removes the attribute.
    [[nodiscard]] bool sets_nothing() const {
        return kind == clause::set &&
               std::apply(
                   [](auto const&... value) {
                       return (is_absent<std::remove_cvref_t<decltype(value)>>(&value) || ...);
                   },
                   values);
    }
    [[nodiscard]] bool is_in(clause wanted) const {
        return wanted == (sets_nothing() ? clause::remove : kind);
    }
    template <class T>
    void render(request_writer& out, clause, bool& first) const {
        if (!std::exchange(first, false))
            out.text(",");
        if (sets_nothing())
            node.template render<T>(out);
        else
            render_pattern<T>(out, pattern, node, values);
    }
};

template <class Value, class A>
constexpr void check_value() {
    static_assert(accepts<Value, A>,
                  "skiff: this attribute is updated with a value of another type");
}

template <class Node, class A>
auto make_action(Node const& node, clause kind, std::string_view pattern, A const& value) {
    using value_type = typename Node::value_type;
    check_value<value_type, A>();
    return action<Node, stored_as<value_type, A>>(node, kind, pattern, bind<value_type>(value));
}

/// A value that is bound as it is, whatever the attribute's type.
template <class Node>
struct plain_values : Node {
    template <class T, class Stored>
    static constexpr write_function writer() {
        return &write_erased<Stored>;
    }
};

template <class Node, class... A>
auto make_list_action(Node const& node, std::string_view pattern, A const&... values) {
    using list_type = typename Node::value_type;
    static_assert(list_like<list_type>, "skiff: append and prepend are for lists (std::vector)");
    using element = typename list_type::value_type;
    (check_value<element, A>(), ...);
    list_type list;
    (list.push_back(element(bind<element>(values))), ...);
    return action<plain_values<Node>, list_type>(plain_values<Node>{node}, clause::set, pattern,
                                                 std::move(list));
}

template <class Node, class... A>
auto make_set_action(Node const& node, clause kind, A const&... values) {
    using set_type = typename Node::value_type;
    static_assert(set_like<set_type>, "skiff: elements are added to and erased from sets");
    using element = typename set_type::key_type;
    (check_value<element, A>(), ...);
    set_type set;
    (set.insert(element(bind<element>(values))), ...);
    return action<plain_values<Node>, set_type>(plain_values<Node>{node}, kind, "$ ?",
                                                std::move(set));
}

constexpr bool same_text(char const* a, char const* b) {
    return std::string_view(a) == b;
}

template <class List, class Named>
struct position_of_name;
template <template <class...> class List, class... Members, class Named>
struct position_of_name<List<Members...>, Named> {
    static constexpr std::size_t value = [] {
        std::size_t at = 0;
        (void)((same_text(Members::name, Named::name) || (++at, false)) || ...);
        return at;
    }();
    static constexpr bool found = value != sizeof...(Members);
};

/// A struct of patches, as actions.
template <class Patches>
struct patch_action : action_base {
    static_assert(reflect::described<Patches>,
                  "skiff: changes() takes a struct of patch<...> or std::optional members that is "
                  "described with BOOST_DESCRIBE_STRUCT");
    using item_type = any_item;

    Patches patches;

    explicit patch_action(Patches what) : patches(std::move(what)) {}

    [[nodiscard]] bool is_in(clause wanted) const {
        bool any = false;
        reflect::for_each_member<Patches>(
            [&](auto descriptor) { any = any || clause_is(patches.*descriptor.pointer, wanted); });
        return any;
    }
    template <class T>
    void render(request_writer& out, clause wanted, bool& first) const {
        reflect::for_each_member<Patches>([&](auto descriptor) {
            using place = position_of_name<reflect::members_of<T>, decltype(descriptor)>;
            static_assert(place::found,
                          "skiff: a member of the patch struct is missing in the table's struct");
            if constexpr (place::found) {
                using member = boost::mp11::mp_at_c<reflect::members_of<T>, place::value>;
                one<T, member::pointer>(out, patches.*descriptor.pointer, wanted, first);
            }
        });
    }

  private:
    template <class Value>
    static bool clause_is(patch<Value> const& value, clause wanted) {
        if (value.keeps())
            return false;
        auto const removes = value.removes() || is_absent<Value>(&value.value());
        return wanted == (removes ? clause::remove : clause::set);
    }
    template <class Value>
    static bool clause_is(std::optional<Value> const& value, clause wanted) {
        return value && wanted == (is_absent<Value>(&*value) ? clause::remove : clause::set);
    }

    template <class T, auto Member, class Patch>
    static void one(request_writer& out, Patch const& value, clause wanted, bool& first) {
        using node = member_node<Member>;
        using Value = typename Patch::value_type;
        static_assert(!same_member<Member, schema<T>::partition::pointer> &&
                          !same_member<Member, schema<T>::sort::pointer>,
                      "skiff: a patch struct names a key member; keys cannot be updated");
        static_assert(std::is_same_v<without_optional<Value>, typename node::value_type>,
                      "skiff: a member of the patch struct has another type than the table's");
        if (!clause_is(value, wanted))
            return;
        if (!std::exchange(first, false))
            out.text(",");
        node{}.template render<T>(out);
        if (wanted == clause::remove)
            return;
        out.text(" = ");
        out.value(node::template writer<T, Value>(), &value.value());
    }
};

} // namespace detail

/// What a struct of patches changes. Its members are named like the item's and may be fewer. A
/// std::optional in place of a patch keeps or sets.
///
///     struct item_patch { patch<std::string> name, status; };
///     BOOST_DESCRIBE_STRUCT(item_patch, (), (name, status))
///     items.update(id, changes(item_patch{.status = "done"}), if_exists)
///
/// A patch that changes nothing still makes the request, so that a condition is checked.
template <class Patches>
auto changes(Patches patches) {
    return detail::patch_action<Patches>(std::move(patches));
}

/// The attribute becomes this value. An empty set, or an empty optional, removes the attribute.
template <class Node, class A>
auto set(detail::operand<Node> const& attribute, A const& value) {
    return detail::make_action(attribute.node(), detail::clause::set, "$ = ?", value);
}
template <auto First, auto... Rest, class A>
auto set(A const& value) {
    return set(attr<First, Rest...>, value);
}

/// Only when the item does not have the attribute yet.
template <auto First, auto... Rest, class A>
auto set_if_not_exists(A const& value) {
    return detail::make_action(attr<First, Rest...>.node(), detail::clause::set,
                               "$ = if_not_exists($,?)", value);
}

/// Adds elements at the end, or the front, of a list; makes the list when there is none.
template <auto First, auto... Rest, class... A>
    requires(sizeof...(A) >= 1)
auto append(A const&... values) {
    return detail::make_list_action(attr<First, Rest...>.node(),
                                    "$ = list_append(if_not_exists($,@),?)", values...);
}
template <auto First, auto... Rest, class... A>
    requires(sizeof...(A) >= 1)
auto prepend(A const&... values) {
    return detail::make_list_action(attr<First, Rest...>.node(),
                                    "$ = list_append(?,if_not_exists($,@))", values...);
}

/// Adds to a number (0 when the attribute does not exist), or elements to a set.
template <auto First, auto... Rest, class... A>
    requires(sizeof...(A) >= 1)
auto add(A const&... values) {
    constexpr auto const& attribute = attr<First, Rest...>;
    using value_type = typename std::remove_cvref_t<decltype(attribute)>::value_type;
    if constexpr (detail::set_like<value_type>)
        return detail::make_set_action(attribute.node(), detail::clause::add, values...);
    else {
        static_assert(detail::numeric<value_type>, "skiff: add() is for numbers and sets");
        static_assert(sizeof...(A) == 1, "skiff: add() takes one number");
        return detail::make_action(attribute.node(), detail::clause::add, "$ ?", values...);
    }
}

/// Adds 1, or another number, to a number; a missing attribute counts as 0.
template <auto First, auto... Rest>
auto increment() {
    return add<First, Rest...>(1);
}
template <auto First, auto... Rest, class A>
auto increment(A const& by) {
    return add<First, Rest...>(by);
}

/// Takes elements out of a set.
template <auto First, auto... Rest, class... A>
    requires(sizeof...(A) >= 1)
auto erase_from(A const&... values) {
    return detail::make_set_action(attr<First, Rest...>.node(), detail::clause::erase, values...);
}

/// Removes the attribute; an element of a list or a value of a map likewise.
template <class Node>
auto remove(detail::operand<Node> const& attribute) {
    return detail::action<Node>(attribute.node(), detail::clause::remove, "$");
}
template <auto First, auto... Rest>
auto remove() {
    return remove(attr<First, Rest...>);
}

} // namespace skiff::dynamodb
