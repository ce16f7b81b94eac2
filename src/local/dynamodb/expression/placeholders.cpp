// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/expression/placeholders.hpp"

#include "local/dynamodb/item_check.hpp"
#include "local/dynamodb/rejection.hpp"

#include <algorithm>

namespace skiff::local::dynamodb {
namespace {

// Source: DynamoDB Developer Guide, "Constraints in DynamoDB", expression parameters.
constexpr std::size_t max_placeholder_bytes = 255;
constexpr std::size_t max_values_bytes = std::size_t{2} << 20;

bool is_placeholder(std::string_view key, char mark) {
    return key.size() > 1 && key.front() == mark && std::ranges::all_of(key.substr(1), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_';
           });
}

/// What is wrong with one key of either map, after "... contains invalid key: ".
std::optional<std::string> key_fault(std::string_view key, char mark) {
    if (key.size() > max_placeholder_bytes)
        return "Expression attribute placeholder is too large, must be at most 255 bytes";
    if (!is_placeholder(key, mark))
        return "Syntax error; key: \"" + std::string(key) + '"';
    return std::nullopt;
}

std::optional<error> check_names(name_map const& names) {
    std::string const parameter = "ExpressionAttributeNames";
    if (names.empty())
        return validation_error(parameter + " must not be empty");
    for (auto const& [key, name] : names) {
        if (auto fault = key_fault(key, '#'))
            return validation_error(parameter + " contains invalid key: " + *fault);
        if (name.empty())
            return validation_error(parameter +
                                    " contains invalid value: Empty attribute name "
                                    "for key " +
                                    key);
    }
    return std::nullopt;
}

std::optional<error> check_values(item const& values) {
    std::string const parameter = "ExpressionAttributeValues";
    if (values.empty())
        return validation_error(parameter + " must not be empty");
    for (auto const& [key, value] : values) {
        if (auto fault = key_fault(key, ':'))
            return validation_error(parameter + " contains invalid key: " + *fault);
        if (auto fault = find_fault(value))
            return validation_error(parameter +
                                    " contains invalid value: One or more parameter values were "
                                    "invalid: " +
                                    *fault + " for key " + key);
    }
    if (size_of(values) > max_values_bytes)
        return validation_error(parameter + " exceeds the maximum size of 2097152 bytes");
    return std::nullopt;
}

/// The message for what is in `given` and not in `used`.
template <class Map>
std::optional<error> find_unused(Map const* given, std::set<std::string_view> const& used,
                                 std::string_view parameter) {
    if (!given || given->size() == used.size())
        return std::nullopt;
    std::string unused;
    for (auto const& [key, value] : *given)
        if (!used.contains(key))
            unused += (unused.empty() ? "" : ", ") + key;
    return validation_error("Value provided in " + std::string(parameter) +
                            " unused in expressions: keys: {" + unused + '}');
}

} // namespace

std::optional<error> placeholders::check(bool any_expression,
                                         std::string_view absent_expressions) const {
    if (names_ && !any_expression)
        return validation_error(
            "ExpressionAttributeNames can only be specified when using expressions");
    if (values_ && !any_expression)
        return validation_error(
            "ExpressionAttributeValues can only be specified when using expressions: " +
            std::string(absent_expressions));
    if (names_)
        if (auto failed = check_names(*names_))
            return failed;
    return values_ ? check_values(*values_) : std::nullopt;
}

std::string const* placeholders::name(std::string_view placeholder) {
    if (!names_)
        return nullptr;
    auto const found = names_->find(placeholder);
    if (found == names_->end())
        return nullptr;
    used_names_.insert(found->first);
    return &found->second;
}

attribute_value const* placeholders::value(std::string_view placeholder) {
    if (!values_)
        return nullptr;
    auto const found = values_->find(placeholder);
    if (found == values_->end())
        return nullptr;
    used_values_.insert(found->first);
    return &found->second;
}

std::optional<error> placeholders::check_all_used() const {
    if (auto failed = find_unused(names_, used_names_, "ExpressionAttributeNames"))
        return failed;
    return find_unused(values_, used_values_, "ExpressionAttributeValues");
}

} // namespace skiff::local::dynamodb
