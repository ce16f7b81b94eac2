// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/legacy.hpp"

#include "local/dynamodb/item_check.hpp"
#include "local/dynamodb/rejection.hpp"
#include "local/dynamodb/request_check.hpp"
#include "local/dynamodb/values.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace skiff::local::dynamodb {
namespace {

using api::comparison_operator;

struct operator_rule {
    comparison_operator spelled;
    test what;
    std::size_t min_values;
    std::size_t max_values;
    bool ordered; ///< Strings, numbers and binaries only.
};

constexpr std::size_t max_in_values = 100;

constexpr std::array<operator_rule, 13> rules{{
    {comparison_operator::eq, test::equal, 1, 1, false},
    {comparison_operator::ne, test::not_equal, 1, 1, false},
    {comparison_operator::in, test::in, 1, max_in_values, false},
    {comparison_operator::le, test::less_or_equal, 1, 1, true},
    {comparison_operator::lt, test::less, 1, 1, true},
    {comparison_operator::ge, test::greater_or_equal, 1, 1, true},
    {comparison_operator::gt, test::greater, 1, 1, true},
    {comparison_operator::between, test::between, 2, 2, true},
    {comparison_operator::not_null, test::attribute_exists, 0, 0, false},
    {comparison_operator::null, test::attribute_not_exists, 0, 0, false},
    {comparison_operator::contains, test::contains, 1, 1, false},
    {comparison_operator::not_contains, test::contains, 1, 1, false},
    {comparison_operator::begins_with, test::begins_with, 1, 1, true},
}};

operand path_operand(std::string const& name) {
    operand out;
    out.path.push_back({name});
    return out;
}

operand value_operand(attribute_value const& value) {
    operand out;
    out.kind = operand::form::value;
    out.value = &value;
    return out;
}

/// What is asked of one attribute, checked.
struct asked {
    operator_rule const* rule;
    std::vector<attribute_value const*> values;
};

result<asked> read_condition(open_enum<comparison_operator> const& spelled,
                             std::vector<attribute_value const*> values) {
    if (auto failed = check_known(std::optional(spelled), "comparisonOperator"))
        return std::move(*failed);
    auto const& rule = *std::ranges::find(rules, *spelled.known(), &operator_rule::spelled);
    auto const name = std::string(spelled.text());
    if (values.size() < rule.min_values || values.size() > rule.max_values)
        return invalid_parameter("Invalid number of argument(s) for the " + name +
                                 " ComparisonOperator");
    for (auto const* value : values) {
        if (auto fault = find_fault(*value))
            return invalid_parameter(*fault);
        if (rule.ordered && !is_ordered(value->type()))
            return invalid_parameter("ComparisonOperator " + name + " is not valid for " +
                                     std::string(descriptor(value->type())) +
                                     " AttributeValue type");
    }
    return asked{&rule, std::move(values)};
}

std::vector<attribute_value const*> pointers(std::vector<attribute_value> const& values) {
    std::vector<attribute_value const*> out;
    for (auto const& value : values)
        out.push_back(&value);
    return out;
}

condition_node make_node(std::string const& name, asked const& what) {
    condition_node out;
    out.what = what.rule->what;
    out.operands.push_back(path_operand(name));
    for (auto const* value : what.values)
        out.operands.push_back(value_operand(*value));
    return out;
}

/// Gathers one node for each attribute.
class gatherer {
  public:
    std::optional<error> add(std::string const& name, open_enum<comparison_operator> const& spelled,
                             std::vector<attribute_value const*> values) {
        auto const what = read_condition(spelled, std::move(values));
        if (!what)
            return what.error();
        auto node = make_node(name, *what);
        node.negated = spelled == comparison_operator::not_contains;
        nodes_.push_back(std::move(node));
        return std::nullopt;
    }

    std::optional<error> add(std::string const& name, api::expected_attribute_value const& e) {
        if (e.comparison_operator) {
            if (e.exists)
                return invalid_parameter("Exists and ComparisonOperator cannot be used together "
                                         "for Attribute: " +
                                         name);
            auto values = pointers(e.attribute_value_list);
            if (values.empty() && e.value)
                values.push_back(&*e.value);
            return add(name, *e.comparison_operator, std::move(values));
        }
        bool const exists = e.exists.value_or(true);
        if (exists && !e.value)
            return invalid_parameter("Value must be provided when Exists is " +
                                     std::string(e.exists ? "true" : "null") +
                                     " for Attribute: " + name);
        if (!exists && e.value)
            return invalid_parameter("Value cannot be used when Exists is false for Attribute: " +
                                     name);
        return exists ? add(name, comparison_operator::eq, {&*e.value})
                      : add(name, comparison_operator::null, {});
    }

    condition_expression joined(conditional_operator const& how) {
        return condition_expression::joined(
            how == api::conditional_operator::or_ ? test::any_of : test::all_of, std::move(nodes_));
    }

  private:
    std::vector<condition_node> nodes_;
};

template <class Request>
std::optional<error> add_expected(Request const& request, bool has_expression,
                                  std::string_view expressions, write_request& out) {
    if (request.expected.empty()) {
        if (request.conditional_operator)
            return validation_error(
                has_expression ? mixed_parameters("ConditionalOperator", expressions).message
                               : "ConditionalOperator cannot be used without Filter or Expected");
        return std::nullopt;
    }
    if (has_expression)
        return mixed_parameters("Expected", expressions);
    if (auto failed = check_known(request.conditional_operator, "conditionalOperator"))
        return failed;
    gatherer nodes;
    for (auto const& [name, expected] : request.expected)
        if (auto failed = nodes.add(name, expected))
            return failed;
    out.condition = nodes.joined(request.conditional_operator);
    return std::nullopt;
}

void add_put(update_expression& out, document_path path, attribute_value const& value) {
    update_term term;
    term.kind = update_term::form::value;
    term.value = &value;
    out.sets.push_back({std::move(path), static_cast<std::uint32_t>(out.terms.size())});
    out.terms.push_back(std::move(term));
}

std::optional<error> add_update(std::string const& name, api::attribute_value_update const& update,
                                update_expression& out) {
    if (auto failed = check_known(update.action, "attributeUpdates.action"))
        return failed;
    auto const action = update.action ? *update.action->known() : api::attribute_action::put;
    document_path path{path_step{name}};
    if (!update.value) {
        if (action != api::attribute_action::delete_)
            return invalid_parameter(
                "Only DELETE action is allowed when no attribute value is specified");
        out.removes.push_back(std::move(path));
        return std::nullopt;
    }
    if (auto fault = find_fault(*update.value))
        return invalid_parameter(*fault);
    auto const type = update.value->type();
    if (action == api::attribute_action::put) {
        add_put(out, std::move(path), *update.value);
    } else if (action == api::attribute_action::add) {
        if (!is_set(type) && type != attribute_type::number)
            return invalid_parameter("ADD action is not supported for the type " +
                                     std::string(descriptor(type)));
        out.adds.push_back({std::move(path), &*update.value});
    } else {
        if (!is_set(type))
            return invalid_parameter("DELETE action with value is not supported for the type " +
                                     std::string(descriptor(type)));
        out.deletes.push_back({std::move(path), &*update.value});
    }
    return std::nullopt;
}

} // namespace

error mixed_parameters(std::string_view legacy, std::string_view expression) {
    return validation_error("Can not use both expression and non-expression parameters in the "
                            "same request: Non-expression parameters: {" +
                            std::string(legacy) + "} Expression parameters: {" +
                            std::string(expression) + '}');
}

std::optional<error> add_legacy_condition(api::put_item_request const& request,
                                          write_request& out) {
    return add_expected(request, request.condition_expression.has_value(), "ConditionExpression",
                        out);
}

std::optional<error> add_legacy_condition(api::delete_item_request const& request,
                                          write_request& out) {
    return add_expected(request, request.condition_expression.has_value(), "ConditionExpression",
                        out);
}

std::optional<error> add_legacy_condition(api::update_item_request const& request,
                                          write_request& out) {
    return add_expected(
        request, request.condition_expression.has_value() || request.update_expression.has_value(),
        request.update_expression ? "UpdateExpression" : "ConditionExpression", out);
}

std::optional<error> add_legacy_update(api::update_item_request const& request,
                                       write_request& out) {
    if (request.attribute_updates.empty())
        return std::nullopt;
    if (request.update_expression || request.condition_expression)
        return mixed_parameters("AttributeUpdates", request.update_expression
                                                        ? "UpdateExpression"
                                                        : "ConditionExpression");
    update_expression update;
    for (auto const& [name, change] : request.attribute_updates)
        if (auto failed = add_update(name, change, update))
            return failed;
    out.update = std::move(update);
    return std::nullopt;
}

result<std::optional<condition_expression>> legacy_filter(filter_map const& filter,
                                                          conditional_operator const& joined) {
    if (auto failed = check_known(joined, "conditionalOperator"))
        return std::move(*failed);
    if (filter.empty())
        return std::optional<condition_expression>();
    gatherer nodes;
    for (auto const& [name, condition] : filter)
        if (auto failed = nodes.add(name, condition.comparison_operator,
                                    pointers(condition.attribute_value_list)))
            return std::move(*failed);
    return std::optional(nodes.joined(joined));
}

result<std::vector<key_predicate>> legacy_key_condition(filter_map const& keys) {
    std::vector<key_predicate> out;
    for (auto const& [name, condition] : keys) {
        auto const what = read_condition(condition.comparison_operator,
                                         pointers(condition.attribute_value_list));
        if (!what)
            return what.error();
        switch (what->rule->what) {
        case test::not_equal:
        case test::in:
        case test::contains:
        case test::attribute_exists:
        case test::attribute_not_exists:
            return validation_error("Attempted conditional constraint is not an indexable "
                                    "operation");
        default:
            break;
        }
        out.push_back({name, what->rule->what, what->values[0],
                       what->values.size() > 1 ? what->values[1] : nullptr});
    }
    return out;
}

result<std::optional<projection>> read_projection(
    std::optional<std::string> const& expression, name_map const& names,
    std::vector<std::string> const& attributes_to_get) {
    if (expression && !attributes_to_get.empty())
        return mixed_parameters("AttributesToGet", "ProjectionExpression");
    placeholders aliases(names.empty() ? nullptr : &names, nullptr);
    if (auto failed = aliases.check(expression.has_value(), ""))
        return std::move(*failed);
    if (!expression) {
        if (attributes_to_get.empty())
            return std::optional<projection>();
        auto sorted = attributes_to_get;
        std::ranges::sort(sorted);
        if (auto const twice = std::ranges::adjacent_find(sorted); twice != sorted.end())
            return invalid_parameter("Duplicate value in attribute name: " + *twice);
        return std::optional(projection::of_names(attributes_to_get));
    }
    auto parsed = projection::parse(*expression, aliases);
    if (!parsed)
        return std::move(parsed).error();
    if (auto failed = aliases.check_all_used())
        return std::move(*failed);
    return std::optional(std::move(*parsed));
}

} // namespace skiff::local::dynamodb
