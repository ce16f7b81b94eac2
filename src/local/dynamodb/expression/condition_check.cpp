// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/expression/condition.hpp"

#include <algorithm>
#include <compare>
#include <optional>
#include <type_traits>
#include <variant>

namespace skiff::local::dynamodb {
namespace {

/// Bytes as unsigned numbers; for UTF-8 that is the order of code points too.
std::strong_ordering order_bytes(std::string_view a, std::string_view b) {
    return a.compare(b) <=> 0;
}

/// Nothing when the two cannot be put in order.
std::optional<std::strong_ordering> order(attribute_value const& a, attribute_value const& b) {
    if (a.type() != b.type())
        return std::nullopt;
    if (auto const* s = a.get_if<std::string>())
        return order_bytes(*s, *b.get_if<std::string>());
    if (auto const* n = a.get_if<number>())
        return *n <=> *b.get_if<number>();
    if (auto const* bytes = a.get_if<binary>())
        return order_bytes(bytes->bytes, b.get_if<binary>()->bytes);
    return std::nullopt;
}

/// Code points of a string, bytes of a binary, elements of the others.
std::optional<std::int64_t> size_for_expression(attribute_value const& value) {
    return std::visit(
        []<class T>(T const& v) -> std::optional<std::int64_t> {
            if constexpr (std::is_same_v<T, std::string>)
                return std::ranges::count_if(
                    v, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
            else if constexpr (std::is_same_v<T, binary>)
                return static_cast<std::int64_t>(v.bytes.size());
            else if constexpr (requires { v.values; })
                return static_cast<std::int64_t>(v.values.size());
            else if constexpr (std::is_same_v<T, attribute_value::list> ||
                               std::is_same_v<T, attribute_value::map>)
                return static_cast<std::int64_t>(v.size());
            else
                return std::nullopt;
        },
        value.as_variant());
}

/// An operand with an item's values in it. `value` is null for what the item does not have.
class operand_value {
  public:
    operand_value(operand const& o, item const& subject) {
        value_ = o.value ? o.value : find(subject, o.path);
        if (o.kind != operand::form::size || !value_)
            return;
        auto const size = size_for_expression(*value_);
        value_ = nullptr;
        if (size) {
            size_ = attribute_value(*size);
            value_ = &size_;
        }
    }
    operand_value(operand_value const&) = delete;
    operand_value& operator=(operand_value const&) = delete;

    [[nodiscard]] attribute_value const* get() const { return value_; }

  private:
    attribute_value size_;
    attribute_value const* value_;
};

bool check_test(condition_node const& node, item const& subject) {
    operand_value const first(node.operands[0], subject);
    auto const* const value = first.get();
    auto const other = [&](std::size_t i) { return operand_value(node.operands[i], subject); };
    switch (node.what) {
    case test::attribute_exists:
        return value != nullptr;
    case test::attribute_not_exists:
        return value == nullptr;
    case test::attribute_type:
        return value && descriptor(value->type()) == *node.operands[1].value->get_if<std::string>();
    case test::between:
        return compare(test::greater_or_equal, value, other(1).get()) &&
               compare(test::less_or_equal, value, other(2).get());
    case test::in:
        for (std::size_t i = 1; i != node.operands.size(); ++i)
            if (compare(test::equal, value, other(i).get()))
                return true;
        return false;
    case test::begins_with:
    case test::contains: {
        operand_value const second(node.operands[1], subject);
        if (!value || !second.get())
            return false;
        return node.what == test::contains ? contains(*value, *second.get()) != node.negated
                                           : begins_with(*value, *second.get());
    }
    default:
        return compare(node.what, value, other(1).get());
    }
}

} // namespace

bool compare(test what, attribute_value const* a, attribute_value const* b) {
    if (what == test::equal)
        return a && b && *a == *b;
    if (what == test::not_equal)
        return !(a && b && *a == *b) && (a || b);
    if (!a || !b)
        return false;
    auto const ordering = order(*a, *b);
    if (!ordering)
        return false;
    switch (what) {
    case test::less:
        return *ordering < 0;
    case test::less_or_equal:
        return *ordering <= 0;
    case test::greater:
        return *ordering > 0;
    case test::greater_or_equal:
        return *ordering >= 0;
    default:
        return false;
    }
}

bool begins_with(attribute_value const& whole, attribute_value const& start) {
    if (auto const* s = whole.get_if<std::string>())
        if (auto const* with = start.get_if<std::string>())
            return s->starts_with(*with);
    if (auto const* b = whole.get_if<binary>())
        if (auto const* with = start.get_if<binary>())
            return b->bytes.starts_with(with->bytes);
    return false;
}

bool contains(attribute_value const& whole, attribute_value const& part) {
    if (auto const* list = whole.get_if<attribute_value::list>())
        return std::ranges::find(*list, part) != list->end();
    auto const has = [](auto const& set, auto const* element) {
        return element && std::ranges::find(set.values, *element) != set.values.end();
    };
    if (auto const* set = whole.get_if<api::string_set>())
        return has(*set, part.get_if<std::string>());
    if (auto const* set = whole.get_if<api::number_set>())
        return has(*set, part.get_if<number>());
    if (auto const* set = whole.get_if<api::binary_set>())
        return has(*set, part.get_if<binary>());
    if (auto const* s = whole.get_if<std::string>())
        if (auto const* piece = part.get_if<std::string>())
            return s->find(*piece) != std::string::npos;
    if (auto const* b = whole.get_if<binary>())
        if (auto const* piece = part.get_if<binary>())
            return b->bytes.find(piece->bytes) != std::string::npos;
    return false;
}

bool condition_expression::holds_for(item const& subject) const {
    return holds(root_, subject);
}

bool condition_expression::holds(std::uint32_t index, item const& subject) const {
    auto const& node = nodes_[index];
    auto const child_holds = [&](std::uint32_t child) { return holds(child, subject); };
    switch (node.what) {
    case test::all_of:
        return std::ranges::all_of(node.children, child_holds);
    case test::any_of:
        return std::ranges::any_of(node.children, child_holds);
    case test::none_of:
        return std::ranges::none_of(node.children, child_holds);
    default:
        return check_test(node, subject);
    }
}

} // namespace skiff::local::dynamodb
