// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/expression/key_condition.hpp"

#include "local/dynamodb/rejection.hpp"

#include <algorithm>
#include <utility>

namespace skiff::local::dynamodb {
namespace {

error refuse_operator(std::string_view spelled) {
    return validation_error("Invalid operator used in KeyConditionExpression: " +
                            std::string(spelled));
}

error refuse_condition(std::string_view why) {
    return validation_error("Invalid condition in KeyConditionExpression: " + std::string(why));
}

/// `:v < key` says `key > :v`.
test mirrored(test what) {
    switch (what) {
    case test::less:
        return test::greater;
    case test::less_or_equal:
        return test::greater_or_equal;
    case test::greater:
        return test::less;
    case test::greater_or_equal:
        return test::less_or_equal;
    default:
        return what;
    }
}

bool is_predicate(test what) {
    switch (what) {
    case test::equal:
    case test::less:
    case test::less_or_equal:
    case test::greater:
    case test::greater_or_equal:
    case test::between:
    case test::begins_with:
        return true;
    default:
        return false;
    }
}

result<key_predicate> read_predicate(condition_node const& node) {
    if (!is_predicate(node.what))
        return refuse_operator(spelling(node.what));
    auto const has_form = [](operand::form wanted) {
        return [wanted](operand const& o) { return o.kind == wanted; };
    };
    if (std::ranges::any_of(node.operands, has_form(operand::form::size)))
        return refuse_operator("size");
    auto const paths = std::ranges::count_if(node.operands, has_form(operand::form::path));
    if (paths == 0)
        return refuse_condition("No key attribute specified");
    if (paths > 1)
        return refuse_condition("Multiple attribute names used in one condition");
    bool const swapped = node.operands[0].kind != operand::form::path;
    if (swapped && (node.what == test::between || node.what == test::begins_with))
        return refuse_condition(std::string(spelling(node.what)) +
                                " operator requires the key attribute as its first operand");
    auto const& name = node.operands[swapped ? 1 : 0].path;
    if (name.size() > 1)
        return validation_error("KeyConditionExpressions cannot have conditions on nested "
                                "attributes");
    key_predicate out{name.front().name, swapped ? mirrored(node.what) : node.what,
                      node.operands[swapped ? 0 : 1].value, nullptr};
    if (node.what == test::between)
        out.high = node.operands[2].value;
    return out;
}

} // namespace

result<std::vector<key_predicate>> parse_key_condition(std::string_view text, placeholders& names) {
    auto const parsed = condition_expression::parse(expression_kind::key_condition, text, names);
    if (!parsed)
        return parsed.error();
    std::vector<key_predicate> out;
    std::vector<condition_node const*> pending{&parsed->root()};
    while (!pending.empty()) {
        auto const& node = *pending.back();
        pending.pop_back();
        if (node.what == test::all_of) {
            for (auto child = node.children.rbegin(); child != node.children.rend(); ++child)
                pending.push_back(&parsed->node(*child));
            continue;
        }
        auto predicate = read_predicate(node);
        if (!predicate)
            return std::move(predicate).error();
        bool const again = std::ranges::find(out, predicate->attribute,
                                             &key_predicate::attribute) != out.end();
        if (again)
            return validation_error(
                "KeyConditionExpressions must only contain one condition per key");
        out.push_back(std::move(*predicate));
    }
    return out;
}

} // namespace skiff::local::dynamodb
