// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/capacity.hpp"
#include "local/dynamodb/database.hpp"
#include "local/dynamodb/item_check.hpp"
#include "local/dynamodb/key_check.hpp"
#include "local/dynamodb/legacy.hpp"
#include "local/dynamodb/rejection.hpp"
#include "local/dynamodb/request_check.hpp"
#include "protocol/json_codec.hpp"

#include <skiff/core/auth/sha256.hpp>
#include <skiff/dynamodb/errors.hpp>
#include <skiff/dynamodb/operations.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace skiff::local::dynamodb {
namespace {

// Source: DynamoDB API Reference, TransactWriteItems and TransactGetItems.
constexpr std::size_t max_actions = 100;
constexpr std::size_t max_transaction_bytes = std::size_t{4} << 20;
constexpr std::size_t max_token_bytes = 36;

std::optional<error> check_count(std::size_t count) {
    if (count >= 1 && count <= max_actions)
        return std::nullopt;
    return constraint_error("[...]", "transactItems",
                            count == 0 ? "Member must have length greater than or equal to 1"
                                       : "Member must have length less than or equal to 100");
}

/// What the four kinds of action have in common.
template <class Action>
std::optional<error> plan_action(write_kind kind, Action const& action, item const& subject,
                                 std::string const* condition, std::string const* update,
                                 write_request& out) {
    if (auto failed = check_table_name(action.table_name))
        return failed;
    out.kind = kind;
    out.table_name = action.table_name;
    out.subject = &subject;
    out.wants_before = true;
    out.returns_item_on_failure = action.return_values_on_condition_check_failure ==
                                  api::return_values_on_condition_check_failure::all_old;
    return parse_expressions({condition, update, &action.expression_attribute_names,
                              &action.expression_attribute_values},
                             "ConditionExpression is null", out);
}

template <class T>
T const* pointer(std::optional<T> const& value) {
    return value ? &*value : nullptr;
}

result<write_request> plan_write(api::transact_write_item const& one) {
    auto const given = int{one.put.has_value()} + int{one.update.has_value()} +
                       int{one.delete_.has_value()} + int{one.condition_check.has_value()};
    if (given != 1)
        return validation_error("TransactItems can only contain one of Check, Put, Update or "
                                "Delete");
    write_request out;
    std::optional<error> failed;
    if (one.put)
        failed = plan_action(write_kind::put, *one.put, one.put->item,
                             pointer(one.put->condition_expression), nullptr, out);
    else if (one.update)
        failed = plan_action(write_kind::update, *one.update, one.update->key,
                             pointer(one.update->condition_expression),
                             &one.update->update_expression, out);
    else if (one.delete_)
        failed = plan_action(write_kind::erase, *one.delete_, one.delete_->key,
                             pointer(one.delete_->condition_expression), nullptr, out);
    else
        failed = plan_action(write_kind::check, *one.condition_check, one.condition_check->key,
                             &one.condition_check->condition_expression, nullptr, out);
    if (failed)
        return std::move(*failed);
    return out;
}

api::cancellation_reason no_reason() {
    api::cancellation_reason out;
    out.code = "None";
    return out;
}

/// An action's failure as one of the transaction's reasons.
api::cancellation_reason reason_of(error const& failed) {
    api::cancellation_reason out;
    auto const* const condition = failed.as<api::conditional_check_failed_exception>();
    out.code = condition ? "ConditionalCheckFailed" : "ValidationError";
    out.message = failed.message;
    if (condition)
        out.item = condition->item;
    return out;
}

error cancelled(std::vector<api::cancellation_reason> reasons) {
    std::string codes;
    for (auto const& reason : reasons)
        codes += (codes.empty() ? "" : ", ") + reason.code.value_or("None");
    auto e = reject("TransactionCanceledException",
                    "Transaction cancelled, please refer cancellation reasons for specific "
                    "reasons [" +
                        codes + ']');
    api::transaction_canceled_exception details;
    details.message = e.message;
    details.cancellation_reasons = std::move(reasons);
    e.modelled = std::move(details);
    return e;
}

/// What an action found wrong before any condition is looked at, such as a key that does not fit
/// the table, refuses the whole request; what it finds with the item cancels it.
bool refuses_request(error const& failed, write_request const& plan, table const& in) {
    if (failed.as<api::conditional_check_failed_exception>())
        return false;
    return plan.kind != write_kind::put && !key_of_parameter(in, *plan.subject);
}

auth::sha256_digest fingerprint_of(api::transact_write_items_request const& request) {
    std::string text;
    protocol::write_json_body(*api::operations::transact_write_items.input, &request, nullptr,
                              text);
    return auth::sha256(text);
}

struct table_units {
    std::map<std::string, double, std::less<>> by_name;

    void add(std::string_view name, double units) { by_name[std::string(name)] += units; }

    [[nodiscard]] std::vector<api::consumed_capacity> costs(wanted_capacity const& wanted) const {
        std::vector<api::consumed_capacity> out;
        for (auto const& [name, units] : by_name)
            if (auto cost = consumed(wanted, name, {units}))
                out.push_back(std::move(*cost));
        return out;
    }
};

/// One action, with what its stage gave.
struct staged_action {
    dynamodb::table* table;
    write_request plan;
    write_outcome outcome;
};

/// Units of a transactional write: twice those of a plain one.
double units_of(staged_action const& action) {
    auto const before = action.outcome.before ? size_of(*action.outcome.before) : 0;
    auto const& after = action.outcome.after;
    auto const now = action.plan.kind == write_kind::put ? size_of(*action.plan.subject)
                     : after                             ? size_of(*after)
                                                         : 0;
    return 2 * write_units(std::max(before, now));
}

/// Stages all actions against the tables as they are; no two touch the same item.
result<std::vector<staged_action>> stage_all(catalog& tables, std::vector<write_request> plans) {
    std::vector<staged_action> out;
    std::vector<api::cancellation_reason> reasons;
    std::set<std::pair<table const*, std::string>> keys;
    bool failed = false;
    std::size_t bytes = 0;
    for (auto& plan : plans) {
        auto* const entry = tables.find(plan.table_name);
        if (!entry)
            return table_not_found();
        auto key = plan.kind == write_kind::put ? key_of_item(entry->table, *plan.subject)
                                                : key_of_parameter(entry->table, *plan.subject);
        if (key && !keys.emplace(&entry->table, *key).second)
            return validation_error(
                "Transaction request cannot include multiple operations on one item");
        auto outcome = stage(entry->table, plan);
        if (!outcome) {
            auto const why = outcome.error();
            if (refuses_request(why, plan, entry->table))
                return why;
            reasons.push_back(reason_of(why));
            failed = true;
            continue;
        }
        reasons.push_back(no_reason());
        bytes += size_of(outcome->after ? *outcome->after : *plan.subject);
        out.push_back({&entry->table, std::move(plan), std::move(*outcome)});
    }
    if (failed)
        return cancelled(std::move(reasons));
    if (bytes > max_transaction_bytes)
        return validation_error("Transaction request size exceeds the limit of 4 MB");
    return out;
}

} // namespace

result<api::transact_write_items_response> database::transact_write_items(
    api::transact_write_items_request const& request) {
    if (auto failed = check_count(request.transact_items.size()))
        return std::move(*failed);
    auto const& token = request.client_request_token;
    if (token && (token->empty() || token->size() > max_token_bytes))
        return constraint_error(*token, "clientRequestToken",
                                token->empty()
                                    ? "Member must have length greater than or equal to 1"
                                    : "Member must have length less than or equal to 36");
    std::vector<write_request> plans;
    for (auto const& one : request.transact_items) {
        auto plan = plan_write(one);
        if (!plan)
            return std::move(plan).error();
        plans.push_back(std::move(*plan));
    }
    auto const fingerprint = token ? fingerprint_of(request) : auth::sha256_digest();

    std::lock_guard const lock(mutex_);
    api::transact_write_items_response out;
    auto const now = clock_->now();
    auto const seen = token ? recent_.look_up(*token, fingerprint, now)
                            : recent_transactions::verdict::fresh;
    if (seen == recent_transactions::verdict::other_request)
        return reject("IdempotentParameterMismatchException",
                      "Idempotent parameter mismatch: the token was used with another request");
    if (seen == recent_transactions::verdict::repeated)
        return out;
    for (auto const& plan : plans)
        (void)find_live(plan.table_name);
    auto const staged = stage_all(catalog_, std::move(plans));
    if (!staged)
        return staged.error();
    table_units units;
    write_scope all(catalog_.storage());
    for (auto const& action : *staged) {
        apply(*action.table, action.plan, action.outcome);
        units.add(action.plan.table_name, units_of(action));
    }
    all.commit();
    if (token)
        recent_.remember(*token, fingerprint, now);
    out.consumed_capacity = units.costs(request.return_consumed_capacity);
    return out;
}

result<api::transact_get_items_response> database::transact_get_items(
    api::transact_get_items_request const& request) {
    if (auto failed = check_count(request.transact_items.size()))
        return std::move(*failed);
    std::vector<std::optional<projection>> wanted;
    for (auto const& one : request.transact_items) {
        if (auto failed = check_table_name(one.get.table_name))
            return std::move(*failed);
        auto parsed = read_projection(one.get.projection_expression,
                                      one.get.expression_attribute_names, {});
        if (!parsed)
            return std::move(parsed).error();
        wanted.push_back(std::move(*parsed));
    }

    std::lock_guard const lock(mutex_);
    api::transact_get_items_response out;
    std::set<std::pair<table const*, std::string>> keys;
    table_units units;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i != wanted.size(); ++i) {
        auto const& get = request.transact_items[i].get;
        auto* const entry = find_live(get.table_name);
        if (!entry)
            return table_not_found();
        auto key = key_of_parameter(entry->table, get.key);
        if (!key)
            return std::move(key).error();
        if (!keys.emplace(&entry->table, *key).second)
            return validation_error(
                "Transaction request cannot include multiple operations on one item");
        auto& found = out.responses.emplace_back().item;
        if (!entry->table.read(*key, found))
            found.clear();
        auto const size = size_of(found);
        bytes += size;
        units.add(get.table_name, 2 * read_units(size, true));
        if (wanted[i])
            found = wanted[i]->apply(std::move(found));
    }
    if (bytes > max_transaction_bytes)
        return validation_error("The aggregate size of the items in the transaction exceeds the "
                                "limit of 4 MB");
    out.consumed_capacity = units.costs(request.return_consumed_capacity);
    return out;
}

} // namespace skiff::local::dynamodb
