// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/expression/operand_check.hpp"

#include "local/dynamodb/values.hpp"

#include <skiff/core/binary.hpp>

#include <algorithm>
#include <array>

namespace skiff::local::dynamodb {
namespace {

/// The operand's type where it is known: a value's, and N for size().
std::optional<attribute_type> known_type(operand const& o) {
    if (o.kind == operand::form::size)
        return attribute_type::number;
    return o.value ? std::optional(o.value->type()) : std::nullopt;
}

std::optional<std::string> check_ordered(condition_node const& node) {
    for (auto const& o : node.operands)
        if (auto const type = known_type(o); type && !is_ordered(*type))
            return wrong_operand_type(spelling(node.what), descriptor(*type));
    return std::nullopt;
}

std::optional<std::string> check_begins_with(condition_node const& node) {
    for (auto const& o : node.operands)
        if (auto const type = known_type(o);
            type && *type != attribute_type::string && *type != attribute_type::binary)
            return wrong_operand_type("begins_with", descriptor(*type));
    return std::nullopt;
}

std::optional<std::string> check_attribute_type(condition_node const& node) {
    auto const& wanted = node.operands[1];
    if (!wanted.value)
        return wrong_operand_type("attribute_type", "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}");
    auto const* const name = wanted.value->get_if<std::string>();
    if (!name)
        return wrong_operand_type("attribute_type", descriptor(wanted.value->type()));
    constexpr auto names = std::to_array<std::string_view>(
        {"B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M"});
    if (std::ranges::find(names, *name) == names.end())
        return "Invalid attribute type name found; type: " + *name +
               ", valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}";
    return std::nullopt;
}

std::optional<std::string> check_document_path(condition_node const& node) {
    if (node.operands[0].kind == operand::form::path)
        return std::nullopt;
    return "Operator or function requires a document path; operator or function: " +
           std::string(spelling(node.what));
}

std::string printed(attribute_value const& value) {
    std::string text;
    if (auto const* s = value.get_if<std::string>())
        text = *s;
    else if (auto const* n = value.get_if<number>())
        text = n->to_string();
    else if (auto const* b = value.get_if<binary>())
        text = base64_encode(b->bytes);
    return "AttributeValue: {" + std::string(descriptor(value.type())) + ':' + text + '}';
}

std::optional<std::string> check_bounds(condition_node const& node) {
    if (auto wrong = check_ordered(node))
        return wrong;
    auto const* const low = node.operands[1].value;
    auto const* const high = node.operands[2].value;
    if (!low || !high || node.operands[1].kind != operand::form::value ||
        node.operands[2].kind != operand::form::value)
        return std::nullopt;
    char const* demand = nullptr;
    if (low->type() != high->type())
        demand = "same data type for lower and upper bounds";
    else if (compare(test::greater, low, high))
        demand = "upper bound to be greater than or equal to lower bound";
    if (!demand)
        return std::nullopt;
    return std::string("The BETWEEN operator requires ") + demand +
           "; lower bound operand: " + printed(*low) + ", upper bound operand: " + printed(*high);
}

} // namespace

std::string wrong_operand_type(std::string_view function, std::string_view type) {
    return "Incorrect operand type for operator or function; operator or function: " +
           std::string(function) + ", operand type: " + std::string(type);
}

std::optional<std::string> check_operand_count(std::string_view function, std::size_t count,
                                               std::size_t wanted) {
    if (count == wanted)
        return std::nullopt;
    return "Incorrect number of operands for operator or function; operator or function: " +
           std::string(function) + ", number of operands: " + std::to_string(count);
}

std::optional<std::string> check_size_operand(operand const& of) {
    auto const type = known_type(of);
    if (type == attribute_type::number || type == attribute_type::boolean ||
        type == attribute_type::null)
        return wrong_operand_type("size", descriptor(*type));
    return std::nullopt;
}

std::optional<std::string> check_distinct(condition_node const& node) {
    if (node.operands.size() != 2)
        return std::nullopt;
    auto const& [first, second] = std::tie(node.operands[0], node.operands[1]);
    if (first.kind != operand::form::path || second.kind != operand::form::path ||
        first.path != second.path)
        return std::nullopt;
    return "The first operand must be distinct from the remaining operands for this operator or "
           "function; operator: " +
           std::string(spelling(node.what)) + ", first operand: " + to_string(first.path);
}

std::optional<std::string> check_operand_types(condition_node const& node) {
    switch (node.what) {
    case test::less:
    case test::less_or_equal:
    case test::greater:
    case test::greater_or_equal:
        return check_ordered(node);
    case test::between:
        return check_bounds(node);
    case test::begins_with:
        return check_begins_with(node);
    case test::attribute_type:
        return check_attribute_type(node);
    case test::attribute_exists:
    case test::attribute_not_exists:
        return check_document_path(node);
    default:
        return std::nullopt;
    }
}

} // namespace skiff::local::dynamodb
