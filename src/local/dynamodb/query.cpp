// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/database.hpp"
#include "local/dynamodb/read.hpp"
#include "local/dynamodb/rejection.hpp"

#include <skiff/core/binary.hpp>

#include <algorithm>
#include <utility>

namespace skiff::local::dynamodb {
namespace {

error unsupported_condition() {
    return validation_error("Query key condition not supported");
}

key_predicate const* find(std::vector<key_predicate> const& predicates, std::string_view name) {
    auto const found = std::ranges::find(predicates, name, &key_predicate::attribute);
    return found == predicates.end() ? nullptr : &*found;
}

std::optional<error> check_value(key_attribute const& key, attribute_value const& value) {
    if (value.type() != key.type)
        return invalid_parameter("Condition parameter type does not match schema type");
    auto const* const text = value.get_if<std::string>();
    auto const* const bytes = value.get_if<binary>();
    if ((text && text->empty()) || (bytes && bytes->bytes.empty()))
        return validation_error("One or more parameter values are not valid. The AttributeValue "
                                "for a key attribute cannot contain an empty " +
                                std::string(text ? "string" : "binary") +
                                " value. Key: " + key.name);
    return std::nullopt;
}

std::optional<error> check_predicate(key_attribute const& key, key_predicate const& predicate) {
    if (auto failed = check_value(key, *predicate.low))
        return failed;
    if (predicate.what == test::begins_with && key.type == attribute_type::number)
        return unsupported_condition();
    return predicate.high ? check_value(key, *predicate.high) : std::nullopt;
}

std::string with(std::string prefix, attribute_value const& value) {
    append_key_value(prefix, value);
    return prefix;
}

/// The part of the keys beginning with `prefix` that a sort key's predicate leaves.
key_range narrowed(std::string const& prefix, key_predicate const& p) {
    auto const at = with(prefix, *p.low);
    switch (p.what) {
    case test::equal:
        return {at, successor(at)};
    case test::less:
        return {prefix, at};
    case test::less_or_equal:
        return {prefix, successor(at)};
    case test::greater:
        return {successor(at), successor(prefix)};
    case test::greater_or_equal:
        return {at, successor(prefix)};
    case test::between:
        return {at, successor(with(prefix, *p.high))};
    default:
        break; // begins_with
    }
    auto beginning = prefix;
    append_key_prefix(beginning, *p.low);
    return {beginning, successor(beginning)};
}

/// The predicates of the partition key; all of them are needed, and must be equalities.
result<std::string> plan_partition(key_schema const& keys,
                                   std::vector<key_predicate> const& predicates) {
    item values;
    for (auto const& key : keys.partition) {
        auto const* const predicate = find(predicates, key.name);
        if (!predicate)
            return validation_error("Query condition missed key schema element: " + key.name);
        if (predicate->what != test::equal)
            return unsupported_condition();
        if (auto failed = check_predicate(key, *predicate))
            return std::move(*failed);
        values.emplace(key.name, *predicate->low);
    }
    return *encode_partition(keys, values);
}

/// What a filter may not look at.
std::optional<error> check_filter_keys(key_schema const& keys, read_request const& request,
                                       bool legacy) {
    if (!request.filter)
        return std::nullopt;
    std::string culprit;
    request.filter->for_each_path([&](document_path const& path) {
        if (keys.find(path.front().name) && culprit.empty())
            culprit = path.front().name;
    });
    if (culprit.empty())
        return std::nullopt;
    return validation_error(std::string(legacy ? "QueryFilter" : "Filter Expression") +
                            " can only contain non-primary key attributes: Primary key "
                            "attribute: " +
                            culprit);
}

std::optional<error> resume_query(read_source const& from, read_request const& request,
                                  std::string const& partition, key_range& range, bool forward) {
    if (request.start->empty())
        return std::nullopt;
    auto const row = row_of_start_key(from, *request.start);
    if (!row)
        return validation_error("The provided starting key is invalid");
    if (!row->starts_with(partition))
        return validation_error("The provided starting key is outside query boundaries based on "
                                "provided conditions");
    if (*row < range.low || *row >= range.high)
        return validation_error("The provided starting key does not match the range key predicate");
    resume(range, *row, forward);
    return std::nullopt;
}

result<std::vector<key_predicate>> parse_keys(api::query_request const& request,
                                              placeholders& names) {
    if (request.key_condition_expression && !request.key_conditions.empty())
        return mixed_parameters("KeyConditions", "KeyConditionExpression");
    if (request.key_condition_expression)
        return parse_key_condition(*request.key_condition_expression, names);
    if (request.key_conditions.empty())
        return validation_error("Either the KeyConditions or KeyConditionExpression parameter "
                                "must be specified in the request.");
    return legacy_key_condition(request.key_conditions);
}

} // namespace

result<key_range> plan_range(key_schema const& keys, std::vector<key_predicate> const& predicates) {
    auto prefix = plan_partition(keys, predicates);
    if (!prefix)
        return std::move(prefix).error();
    auto used = keys.partition.size();
    key_range out{*prefix, successor(*prefix)};
    bool open = true; // A sort attribute may follow only what is equal.
    for (auto const& key : keys.sort) {
        auto const* const predicate = find(predicates, key.name);
        if (!predicate) {
            open = false;
            continue;
        }
        if (!open)
            return unsupported_condition();
        if (auto failed = check_predicate(key, *predicate))
            return std::move(*failed);
        ++used;
        out = narrowed(*prefix, *predicate);
        open = predicate->what == test::equal;
        append_key_value(*prefix, *predicate->low);
    }
    if (predicates.size() == used)
        return out;
    if (predicates.size() > keys.partition.size() + keys.sort.size() && keys.size() <= 2)
        return validation_error("Conditions can be of length 1 or 2 only");
    if (!keys.sort.empty() && used == keys.partition.size())
        return validation_error("Query condition missed key schema element: " +
                                keys.sort.front().name);
    return unsupported_condition();
}

result<api::query_response> database::query(api::query_request const& request) {
    auto const& given_names = request.expression_attribute_names;
    auto const& given_values = request.expression_attribute_values;
    placeholders names(given_names.empty() ? nullptr : &given_names,
                       given_values.empty() ? nullptr : &given_values);
    bool const any = request.key_condition_expression || request.filter_expression ||
                     request.projection_expression;
    if (auto failed = names.check(any, "FilterExpression and KeyConditionExpression are null"))
        return std::move(*failed);
    auto const parsed = parse_read(request, names);
    if (!parsed)
        return parsed.error();
    auto const predicates = parse_keys(request, names);
    if (!predicates)
        return predicates.error();
    if (auto failed = names.check_all_used())
        return std::move(*failed);

    std::lock_guard const lock(mutex_);
    auto* const entry = find_live(request.table_name);
    if (!entry)
        return table_not_found();
    auto const source = find_source(entry->table, *parsed);
    if (!source)
        return source.error();
    auto range = plan_range(source->keys(), *predicates);
    if (!range)
        return std::move(range).error();
    if (auto failed = check_filter_keys(source->keys(), *parsed,
                                        !request.filter_expression.has_value()))
        return std::move(*failed);
    bool const forward = request.scan_index_forward.value_or(true);
    auto const partition = plan_partition(source->keys(), *predicates);
    if (auto failed = resume_query(*source, *parsed, *partition, *range, forward))
        return std::move(*failed);
    auto page = read(*source, *parsed, *range, forward);
    auto cost = cost_of(request.return_consumed_capacity, *source, *parsed, page);
    auto out = answer_of<api::query_response>(std::move(page), *parsed);
    out.consumed_capacity = std::move(cost);
    return out;
}

} // namespace skiff::local::dynamodb
