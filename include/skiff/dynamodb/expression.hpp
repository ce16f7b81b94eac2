// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/dynamodb/detail/binding.hpp>
#include <skiff/dynamodb/schema.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

/// Conditions and filters, checked at compile time:
///
///     attr<&work_item::archived> == false && attr<&work_item::name>.begins_with("A")
///
/// Values are copied into the expression, so it may be kept. Wrong value types, members of other
/// structs and members that are not described do not compile.
namespace skiff::dynamodb {

namespace detail {

struct condition_base {};
template <class C>
concept condition_node = std::is_base_of_v<condition_base, C>;

/// The item type of what fits every item.
struct any_item {};

template <class Node>
class operand;
template <class T>
inline constexpr bool is_operand = false;
template <class Node>
inline constexpr bool is_operand<operand<Node>> = true;

/// Writes `pattern`: '$' is the operand, '?' the next value, '@' an empty list.
template <class T, class Node, class... Values>
void render_pattern(request_writer& out, std::string_view pattern, Node const& node,
                    std::tuple<Values...> const& values) {
    auto const before_value = [&](char stop) {
        while (!pattern.empty()) {
            char const c = pattern.front();
            pattern.remove_prefix(1);
            if (c == '$')
                node.template render<T>(out);
            else if (c == '@')
                out.empty_list();
            else if (c == stop)
                return;
            else
                out.text({&c, 1});
        }
    };
    [[maybe_unused]] auto const one = [&](auto const& value) {
        before_value('?');
        using value_type = std::remove_cvref_t<decltype(value)>;
        if constexpr (is_operand<value_type>)
            value.template render<T>(out);
        else
            out.value(Node::template writer<T, value_type>(), &value);
    };
    std::apply([&](auto const&... value) { (one(value), ...); }, values);
    before_value('\0');
}

/// A condition on one operand and some values.
template <class Node, class... Values>
struct predicate : condition_base {
    using item_type = typename Node::item_type;
    using node_type = Node;
    static constexpr bool is_leaf = true;

    Node node;
    std::string_view pattern; ///< A literal.
    std::tuple<Values...> values;

    predicate(Node on, std::string_view what, Values... with)
        : node(std::move(on)), pattern(what), values(std::move(with)...) {}

    template <class T>
    void render(request_writer& out) const {
        render_pattern<T>(out, pattern, node, values);
    }
};

/// $ IN (...)
template <class Node, class Value>
struct membership : condition_base {
    using item_type = typename Node::item_type;
    static constexpr bool is_leaf = true;

    Node node;
    std::vector<Value> values;

    membership(Node on, std::vector<Value> of) : node(std::move(on)), values(std::move(of)) {}

    template <class T>
    void render(request_writer& out) const {
        node.template render<T>(out);
        out.text(" IN (");
        bool first = true;
        for (Value const& value : values) {
            if (!std::exchange(first, false))
                out.text(",");
            out.value(Node::template writer<T, Value>(), &value);
        }
        out.text(")");
    }
};

template <class T, class Condition>
void render_nested(request_writer& out, Condition const& condition) {
    if constexpr (Condition::is_leaf)
        condition.template render<T>(out);
    else {
        out.text("(");
        condition.template render<T>(out);
        out.text(")");
    }
}

template <class A, class B>
constexpr bool same_item = std::is_same_v<A, any_item> || std::is_same_v<B, any_item> ||
                           std::is_base_of_v<A, B> || std::is_base_of_v<B, A>;

template <class Left, class Right>
struct conjunction : condition_base {
    static_assert(same_item<typename Left::item_type, typename Right::item_type>,
                  "skiff: the two sides of this condition are about members of different structs");
    using item_type = std::conditional_t<std::is_same_v<typename Left::item_type, any_item>,
                                         typename Right::item_type, typename Left::item_type>;
    static constexpr bool is_leaf = false;

    std::string_view word;
    Left left;
    Right right;

    conjunction(std::string_view joined_by, Left l, Right r)
        : word(joined_by), left(std::move(l)), right(std::move(r)) {}

    template <class T>
    void render(request_writer& out) const {
        render_nested<T>(out, left);
        out.text(word);
        render_nested<T>(out, right);
    }
};

template <class Inner>
struct negation : condition_base {
    using item_type = typename Inner::item_type;
    static constexpr bool is_leaf = false;

    Inner inner;
    explicit negation(Inner i) : inner(std::move(i)) {}

    template <class T>
    void render(request_writer& out) const {
        out.text("NOT ");
        render_nested<T>(out, inner);
    }
};

/// attribute_exists or attribute_not_exists of the partition key.
struct existence : condition_base {
    using item_type = any_item;
    static constexpr bool is_leaf = true;
    std::string_view function;

    constexpr explicit existence(std::string_view name) : function(name) {}

    template <class T>
    void render(request_writer& out) const {
        out.text(function);
        out.name(schema<T>::template name_of<schema<T>::partition::pointer>());
        out.text(")");
    }
};

// Operands ----------------------------------------------------------------------------------------

template <auto Last, auto...>
struct last_of {
    static constexpr auto pointer = Last;
};
template <auto First, auto Second, auto... Rest>
struct last_of<First, Second, Rest...> : last_of<Second, Rest...> {};

/// A member, or a member of a member.
template <auto First, auto... Rest>
struct member_node {
    using item_type = class_of<First>;
    static constexpr auto last = last_of<First, Rest...>::pointer;
    using value_type = without_optional<std::remove_cv_t<type_of<last>>>;
    static constexpr auto first = First;
    static constexpr bool nested = sizeof...(Rest) != 0;

    template <class T>
    void render(request_writer& out) const {
        out.name(schema<T>::template name_of<First>());
        (render_part<Rest>(out), ...);
    }
    template <class T, class Stored>
    static constexpr write_function writer() {
        if constexpr (nested)
            return writer_for<class_of<last>, last, Stored>();
        else
            return writer_for<T, First, Stored>();
    }

  private:
    template <auto Part>
    void render_part(request_writer& out) const {
        out.text(".");
        out.name(schema<class_of<Part>>::template name_of<Part>());
    }
};

/// An element of a list.
template <class Parent>
struct element_node {
    using item_type = typename Parent::item_type;
    using value_type = without_optional<typename Parent::value_type::value_type>;
    Parent parent;
    std::size_t at;

    template <class T>
    void render(request_writer& out) const {
        parent.template render<T>(out);
        out.index(at);
    }
    template <class T, class Stored>
    static constexpr write_function writer() {
        return &write_erased<Stored>;
    }
};

/// A value of a map.
template <class Parent>
struct entry_node {
    using item_type = typename Parent::item_type;
    using value_type = without_optional<typename Parent::value_type::mapped_type>;
    Parent parent;
    std::string key;

    template <class T>
    void render(request_writer& out) const {
        parent.template render<T>(out);
        out.text(".");
        out.name(key);
    }
    template <class T, class Stored>
    static constexpr write_function writer() {
        return &write_erased<Stored>;
    }
};

/// A member of what stands in a list or a map.
template <class Parent, auto Member>
struct inner_member_node {
    using item_type = typename Parent::item_type;
    using value_type = without_optional<std::remove_cv_t<type_of<Member>>>;
    Parent parent;

    template <class T>
    void render(request_writer& out) const {
        parent.template render<T>(out);
        out.text(".");
        out.name(schema<class_of<Member>>::template name_of<Member>());
    }
    template <class T, class Stored>
    static constexpr write_function writer() {
        return writer_for<class_of<Member>, Member, Stored>();
    }
};

/// size($)
template <class Parent>
struct size_node {
    using item_type = typename Parent::item_type;
    using value_type = std::uint64_t;
    Parent parent;

    template <class T>
    void render(request_writer& out) const {
        out.text("size(");
        parent.template render<T>(out);
        out.text(")");
    }
    template <class T, class Stored>
    static constexpr write_function writer() {
        return &write_erased<Stored>;
    }
};

struct type_letters {
    std::string_view letters;
};

/// What `contains` looks for: a part of a string, an element of a set or list.
template <class V>
struct contained {
    using type = typename V::value_type;
};
template <>
struct contained<std::string> {
    using type = std::string;
};
template <>
struct contained<attribute_value> {
    using type = attribute_value;
};
template <class V>
concept has_contents = std::same_as<V, std::string> || std::same_as<V, attribute_value> ||
    set_like<V> || list_like<V>;

template <class Node>
class operand {
  public:
    using node_type = Node;
    using item_type = typename Node::item_type;
    using value_type = typename Node::value_type;

    constexpr operand() = default;
    constexpr explicit operand(Node node) : node_(std::move(node)) {}
    [[nodiscard]] Node const& node() const { return node_; }

    template <class T>
    void render(request_writer& out) const {
        node_.template render<T>(out);
    }

    template <class A>
    auto operator==(A const& a) const {
        return compare("$ = ?", a);
    }
    template <class A>
    auto operator!=(A const& a) const {
        return compare("$ <> ?", a);
    }
    template <class A>
    auto operator<(A const& a) const {
        return compare("$ < ?", a);
    }
    template <class A>
    auto operator<=(A const& a) const {
        return compare("$ <= ?", a);
    }
    template <class A>
    auto operator>(A const& a) const {
        return compare("$ > ?", a);
    }
    template <class A>
    auto operator>=(A const& a) const {
        return compare("$ >= ?", a);
    }

    /// Both ends belong to it.
    template <class A, class B>
    auto between(A const& least, B const& most) const {
        check<A>();
        check<B>();
        return predicate<Node, stored<A>, stored<B>>(
            node_, "$ BETWEEN ? AND ?", bind<value_type>(least), bind<value_type>(most));
    }
    /// Equal to one of up to 100 values.
    template <class... A>
    auto in(A const&... values) const {
        static_assert(sizeof...(A) >= 1 && sizeof...(A) <= 100,
                      "skiff: in() takes 1 to 100 values");
        (check<A>(), ...);
        using common = std::common_type_t<stored<A>...>;
        return membership<Node, common>(node_,
                                        std::vector<common>{common(bind<value_type>(values))...});
    }
    /// Equal to one of the values, 1 to 100 of them.
    template <class A>
    auto in(std::vector<A> const& values) const {
        check<A>();
        return membership<Node, A>(node_, values);
    }
    auto begins_with(std::string_view prefix) const requires std::same_as<value_type, std::string> {
        return predicate<Node, std::string>(node_, "begins_with($,?)", std::string(prefix));
    }
    auto begins_with(binary const& prefix) const requires std::same_as<value_type, binary> {
        return predicate<Node, binary>(node_, "begins_with($,?)", prefix);
    }
    /// A string has this part; a set or list has this element.
    template <class A>
    auto contains(A const& part) const requires has_contents<value_type> {
        using part_type = typename contained<value_type>::type;
        static_assert(accepts<part_type, A>,
                      "skiff: contains() looks for a value of another type than what is stored");
        return predicate<element_writer<part_type>, stored_as<part_type, A>>(
            element_writer<part_type>{node_}, "contains($,?)", bind<part_type>(part));
    }
    [[nodiscard]] auto exists() const { return predicate<Node>(node_, "attribute_exists($)"); }
    [[nodiscard]] auto not_exists() const {
        return predicate<Node>(node_, "attribute_not_exists($)");
    }
    /// Stored as this type.
    [[nodiscard]] auto is(attribute_type type) const {
        return predicate<element_writer<std::string>, std::string>(
            element_writer<std::string>{node_}, "attribute_type($,?)",
            std::string(descriptor(type)));
    }
    /// Length of a string or binary, number of elements of a set, list or map: compare it.
    [[nodiscard]] auto size() const { return operand<size_node<Node>>(size_node<Node>{node_}); }

    /// An element of a list, from 0.
    auto operator[](std::size_t at) const requires list_like<value_type> {
        return operand<element_node<Node>>(element_node<Node>{node_, at});
    }
    /// A value of a map.
    auto operator[](std::string_view key) const requires map_like<value_type> {
        return operand<entry_node<Node>>(entry_node<Node>{node_, std::string(key)});
    }
    /// A member of the struct that an element of a list or map is.
    template <auto Member>
    [[nodiscard]] auto member() const {
        static_assert(std::is_base_of_v<class_of<Member>, value_type>,
                      "skiff: this is a member of another struct than the one stored here");
        return operand<inner_member_node<Node, Member>>(inner_member_node<Node, Member>{node_});
    }

  private:
    /// The operand, with values written as plain ones.
    template <class Part>
    struct element_writer : Node {
        template <class T, class Stored>
        static constexpr write_function writer() {
            return &write_erased<Stored>;
        }
    };

    template <class A>
    using stored = stored_as<value_type, A>;

    template <class A>
    static constexpr void check() {
        static_assert(accepts<value_type, A>,
                      "skiff: this attribute is compared with a value of another type");
    }

    template <class A>
    auto compare(std::string_view pattern, A const& a) const {
        if constexpr (is_operand<A>) {
            static_assert(same_item<item_type, typename A::item_type>,
                          "skiff: the two attributes belong to different structs");
            static_assert(attribute_type_of<value_type>() ==
                              attribute_type_of<typename A::value_type>(),
                          "skiff: the two attributes are stored as different types");
            return predicate<Node, A>(node_, pattern, a);
        } else {
            check<A>();
            return predicate<Node, stored<A>>(node_, pattern, bind<value_type>(a));
        }
    }

    Node node_{};
};

template <auto First, auto... Rest>
constexpr bool is_path() {
    static_assert(reflect::is_described_member<First>,
                  "skiff: this member is not listed in its struct's BOOST_DESCRIBE_STRUCT");
    return true;
}

// Here, where they are found by their operands whatever namespace is used.
template <condition_node Left, condition_node Right>
auto operator&&(Left left, Right right) {
    return conjunction<Left, Right>(" AND ", std::move(left), std::move(right));
}
template <condition_node Left, condition_node Right>
auto operator||(Left left, Right right) {
    return conjunction<Left, Right>(" OR ", std::move(left), std::move(right));
}
template <condition_node Inner>
auto operator!(Inner inner) {
    return negation<Inner>(std::move(inner));
}

} // namespace detail

/// An attribute: a member of the item's struct, or of a struct in it:
/// attr<&user::address, &address::city>. Elements of lists: attr<&user::tags>[0]; values of maps:
/// attr<&user::labels>["colour"].
template <auto First, auto... Rest>
    requires(detail::is_path<First, Rest...>())
inline constexpr detail::operand<detail::member_node<First, Rest...>> attr{};

/// The item exists: its partition key does.
inline constexpr detail::existence if_exists{"attribute_exists("};
inline constexpr detail::existence if_not_exists{"attribute_not_exists("};

} // namespace skiff::dynamodb
