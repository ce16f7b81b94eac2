// SPDX-License-Identifier: Apache-2.0
#include <skiff/dynamodb/detail/table_plan.hpp>

#include <skiff/dynamodb/detail/table_core.hpp>
#include <skiff/dynamodb/operation/create_table.hpp>
#include <skiff/dynamodb/operation/delete_table.hpp>
#include <skiff/dynamodb/operation/describe_table.hpp>
#include <skiff/dynamodb/operation/update_table.hpp>
#include <skiff/dynamodb/operations.hpp>
#include <skiff/protocol/waiter.hpp>

#include <algorithm>
#include <span>
#include <utility>

namespace skiff::dynamodb::detail {
namespace {

/// The waiters TableExists and TableNotExists of the service's model.
constexpr protocol::waiter_policy until_active{"TableExists", std::chrono::seconds(20), 25};
constexpr protocol::waiter_policy until_gone{"TableNotExists", std::chrono::seconds(20), 25};

/// Filling the index of a large table takes hours; who will not wait gives a stop token.
constexpr protocol::waiter_policy until_filled{"IndexActive", std::chrono::seconds(20), 4320};

void add_key(std::vector<attribute_definition>& defined, std::vector<key_schema_element>& keys,
             key_plan const& key, dynamodb::key_type role) {
    if (key.name.empty())
        return;
    keys.push_back({std::string(key.name), role});
    if (std::ranges::find(defined, key.name, &attribute_definition::attribute_name) !=
        defined.end())
        return;
    auto const letter = key.type == attribute_type::number   ? scalar_attribute_type::n
                        : key.type == attribute_type::binary ? scalar_attribute_type::b
                                                             : scalar_attribute_type::s;
    defined.push_back({std::string(key.name), letter});
}

std::span<index_plan const> indexes_of(table_plan const& plan) {
    return {plan.indexes, plan.index_count};
}

projection everything() {
    return {.projection_type = projection_type::all};
}

create_table_request request_of(std::string const& name, table_plan const& plan) {
    create_table_request request{.table_name = name, .billing_mode = billing_mode::pay_per_request};
    auto& defined = request.attribute_definitions;
    add_key(defined, request.key_schema, plan.partition, dynamodb::key_type::hash);
    add_key(defined, request.key_schema, plan.sort, dynamodb::key_type::range);
    for (auto const& index : indexes_of(plan)) {
        bool const local = index.partition.name.empty();
        std::vector<key_schema_element> keys;
        add_key(defined, keys, local ? plan.partition : index.partition, dynamodb::key_type::hash);
        add_key(defined, keys, index.sort, dynamodb::key_type::range);
        if (local)
            request.local_secondary_indexes.push_back(
                {std::string(index.name), std::move(keys), everything()});
        else
            request.global_secondary_indexes.push_back(
                {std::string(index.name), std::move(keys), everything()});
    }
    return request;
}

update_table_request request_for(std::string const& name, index_plan const& index) {
    update_table_request request{.table_name = name};
    create_global_secondary_index_action made{.index_name = std::string(index.name),
                                              .projection = everything()};
    add_key(request.attribute_definitions, made.key_schema, index.partition,
            dynamodb::key_type::hash);
    add_key(request.attribute_definitions, made.key_schema, index.sort, dynamodb::key_type::range);
    request.global_secondary_index_updates.push_back({.create = std::move(made)});
    return request;
}

bool has_index(table_description const& table, std::string_view name) {
    return std::ranges::any_of(table.global_secondary_indexes,
                               [name](auto const& index) { return index.index_name == name; });
}

/// True when the table takes requests that change it, and its indexes requests that read them.
bool is_settled(table_description const& table) {
    return table.table_status == table_status::active &&
           std::ranges::all_of(table.global_secondary_indexes, [](auto const& index) {
               return index.index_status == index_status::active;
           });
}

} // namespace

result<void> table_core::wait_until_settled(call_options const& options) const {
    wait_options wait;
    wait.stop = options.stop;
    return protocol::wait_until(service_, until_filled, wait, [this](call_options const& call) {
        auto const found = describe(call);
        protocol::wait_look look;
        if (!found)
            look.failure = found.error();
        else if (is_settled(*found))
            look.state = protocol::wait_state::success;
        return look;
    });
}

result<table_description> table_core::describe(call_options const& options) const {
    auto found = service_.invoke<describe_table_response>(operations::describe_table,
                                                          describe_table_request{name_}, options);
    if (!found)
        return std::move(found).error();
    return std::move(found->table).value_or(table_description());
}

result<void> table_core::add_indexes(table_plan const& plan, call_options const& options) const {
    auto const table = describe(options);
    if (!table)
        return table.error();
    if (auto settled = wait_until_settled(options); !settled)
        return settled;
    for (auto const& index : indexes_of(plan)) {
        if (index.partition.name.empty() || has_index(*table, index.name))
            continue;
        auto const asked = service_.invoke<update_table_response>(
            operations::update_table, request_for(name_, index), options);
        if (!asked)
            return asked.error();
        if (auto settled = wait_until_settled(options); !settled)
            return settled;
    }
    return {};
}

result<void> table_core::create(table_plan const& plan, call_options const& options) const {
    auto const made = service_.invoke<create_table_response>(operations::create_table,
                                                             request_of(name_, plan), options);
    if (!made)
        return made.error();
    wait_options wait;
    wait.stop = options.stop;
    return protocol::wait_until(service_, until_active, wait, [this](call_options const& call) {
        auto const found = service_.invoke<describe_table_response>(
            operations::describe_table, describe_table_request{name_}, call);
        protocol::wait_look look;
        if (found && found->table && found->table->table_status == table_status::active)
            look.state = protocol::wait_state::success;
        else if (!found && found.error().code != condition::not_found)
            look.failure = found.error();
        return look;
    });
}

result<void> table_core::drop(call_options const& options) const {
    auto const gone = service_.invoke<delete_table_response>(operations::delete_table,
                                                             delete_table_request{name_}, options);
    if (!gone)
        return gone.error();
    wait_options wait;
    wait.stop = options.stop;
    return protocol::wait_until(service_, until_gone, wait, [this](call_options const& call) {
        auto const found = service_.invoke<describe_table_response>(
            operations::describe_table, describe_table_request{name_}, call);
        protocol::wait_look look;
        if (!found && found.error().code == condition::not_found)
            look.state = protocol::wait_state::success;
        else if (!found)
            look.failure = found.error();
        return look;
    });
}

} // namespace skiff::dynamodb::detail
