// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/capacity.hpp"
#include "local/dynamodb/database.hpp"
#include "local/dynamodb/key_check.hpp"
#include "local/dynamodb/legacy.hpp"
#include "local/dynamodb/rejection.hpp"
#include "local/dynamodb/request_check.hpp"

#include <algorithm>
#include <utility>

namespace skiff::local::dynamodb {
namespace {

/// What PutItem, UpdateItem and DeleteItem have in common.
template <class Request>
std::optional<error> check_write(Request const& request) {
    if (auto failed = check_table_name(request.table_name))
        return failed;
    if (auto failed = check_known(request.return_values, "returnValues"))
        return failed;
    if (auto failed = check_known(request.return_consumed_capacity, "returnConsumedCapacity"))
        return failed;
    return check_known(request.return_values_on_condition_check_failure,
                       "returnValuesOnConditionCheckFailure");
}

template <class Request>
bool returns_old_only(Request const& request) {
    return !request.return_values || *request.return_values == api::return_value::none ||
           *request.return_values == api::return_value::all_old;
}

template <class Request>
write_request plan_write(write_kind kind, Request const& request, item const& subject) {
    write_request out;
    out.kind = kind;
    out.table_name = request.table_name;
    out.subject = &subject;
    out.wants_before = (request.return_values &&
                        *request.return_values != api::return_value::none) ||
                       wants_capacity(request.return_consumed_capacity);
    out.returns_item_on_failure = request.return_values_on_condition_check_failure ==
                                  api::return_values_on_condition_check_failure::all_old;
    return out;
}

/// PutItem and DeleteItem, checked: a write of a whole item under an optional condition.
template <class Request>
result<write_request> plan_whole_write(write_kind kind, Request const& request,
                                       item const& subject) {
    if (auto failed = check_write(request))
        return std::move(*failed);
    if (!returns_old_only(request))
        return validation_error("ReturnValues can only be ALL_OLD or NONE");
    auto plan = plan_write(kind, request, subject);
    auto const* const condition = request.condition_expression ? &*request.condition_expression
                                                               : nullptr;
    auto failed = parse_expressions({condition, nullptr, &request.expression_attribute_names,
                                     &request.expression_attribute_values},
                                    "ConditionExpression is null", plan);
    if (!failed)
        failed = add_legacy_condition(request, plan);
    if (failed)
        return std::move(*failed);
    return plan;
}

template <class Request>
std::optional<api::consumed_capacity> cost_of(Request const& request, write_outcome const& done,
                                              item const* after) {
    if (!wants_capacity(request.return_consumed_capacity))
        return std::nullopt;
    auto const bytes = std::max(done.before ? size_of(*done.before) : 0,
                                after ? size_of(*after) : 0);
    return consumed(request.return_consumed_capacity, request.table_name,
                    {write_units(bytes), static_cast<double>(done.index_rows)});
}

template <class Request>
item old_attributes(Request const& request, write_outcome& done) {
    if (request.return_values == api::return_value::all_old && done.before)
        return std::move(*done.before);
    return {};
}

/// The paths an update touched, in the old or the new item.
item touched(write_request const& plan, std::optional<item> const& whole) {
    if (!plan.update || !whole)
        return {};
    return projection::of_paths(plan.update->targets()).apply(*whole);
}

item returned(api::update_item_request const& request, write_request const& plan,
              write_outcome& done) {
    if (!request.return_values)
        return {};
    auto const wanted = request.return_values->known().value_or(api::return_value::none);
    switch (wanted) {
    case api::return_value::none:
        break;
    case api::return_value::all_old:
        return old_attributes(request, done);
    case api::return_value::updated_old:
        return touched(plan, done.before);
    case api::return_value::all_new:
        return std::move(*done.after);
    case api::return_value::updated_new:
        return touched(plan, done.after);
    }
    return {};
}

} // namespace

result<write_outcome> database::write_one(write_request const& request) {
    std::lock_guard const lock(mutex_);
    auto* const entry = find_live(request.table_name);
    if (!entry)
        return table_not_found();
    auto staged = stage(entry->table, request);
    if (!staged)
        return staged;
    if (!needs_scope(entry->table)) {
        apply(entry->table, request, *staged);
        return staged;
    }
    write_scope all(catalog_.storage());
    apply(entry->table, request, *staged);
    all.commit();
    return staged;
}

result<api::put_item_response> database::put_item(api::put_item_request const& request) {
    auto const plan = plan_whole_write(write_kind::put, request, request.item);
    if (!plan)
        return plan.error();
    auto done = write_one(*plan);
    if (!done)
        return std::move(done).error();
    api::put_item_response out;
    out.consumed_capacity = cost_of(request, *done, &request.item);
    out.attributes = old_attributes(request, *done);
    return out;
}

result<api::delete_item_response> database::delete_item(api::delete_item_request const& request) {
    auto const plan = plan_whole_write(write_kind::erase, request, request.key);
    if (!plan)
        return plan.error();
    auto done = write_one(*plan);
    if (!done)
        return std::move(done).error();
    api::delete_item_response out;
    out.consumed_capacity = cost_of(request, *done, nullptr);
    out.attributes = old_attributes(request, *done);
    return out;
}

result<api::update_item_response> database::update_item(api::update_item_request const& request) {
    if (auto failed = check_write(request))
        return std::move(*failed);
    auto plan = plan_write(write_kind::update, request, request.key);
    write_expressions given{nullptr, nullptr, &request.expression_attribute_names,
                            &request.expression_attribute_values};
    if (request.condition_expression)
        given.condition = &*request.condition_expression;
    if (request.update_expression)
        given.update = &*request.update_expression;
    auto failed = parse_expressions(given, "UpdateExpression and ConditionExpression are null",
                                    plan);
    if (!failed)
        failed = add_legacy_condition(request, plan);
    if (!failed)
        failed = add_legacy_update(request, plan);
    if (failed)
        return std::move(*failed);
    auto done = write_one(plan);
    if (!done)
        return std::move(done).error();
    api::update_item_response out;
    out.consumed_capacity = cost_of(request, *done, &*done->after);
    out.attributes = returned(request, plan, *done);
    return out;
}

result<api::get_item_response> database::get_item(api::get_item_request const& request) {
    if (auto failed = check_table_name(request.table_name))
        return std::move(*failed);
    auto const wanted = read_projection(request.projection_expression,
                                        request.expression_attribute_names,
                                        request.attributes_to_get);
    if (!wanted)
        return wanted.error();
    api::get_item_response out;
    {
        std::lock_guard const lock(mutex_);
        auto* const entry = find_live(request.table_name);
        if (!entry)
            return table_not_found();
        auto const key = key_of_parameter(entry->table, request.key);
        if (!key)
            return key.error();
        if (!entry->table.read(*key, out.item))
            out.item.clear();
    }
    if (wants_capacity(request.return_consumed_capacity))
        out.consumed_capacity = consumed(
            request.return_consumed_capacity, request.table_name,
            {read_units(size_of(out.item), request.consistent_read.value_or(false))});
    if (*wanted)
        out.item = (*wanted)->apply(std::move(out.item));
    return out;
}

} // namespace skiff::local::dynamodb
