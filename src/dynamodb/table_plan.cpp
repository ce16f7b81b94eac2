// SPDX-License-Identifier: Apache-2.0
#include <skiff/dynamodb/detail/table_plan.hpp>

#include <skiff/dynamodb/detail/table_core.hpp>
#include <skiff/dynamodb/operation/create_table.hpp>
#include <skiff/dynamodb/operation/delete_table.hpp>
#include <skiff/dynamodb/operation/describe_table.hpp>
#include <skiff/dynamodb/operations.hpp>
#include <skiff/protocol/waiter.hpp>

#include <algorithm>
#include <utility>

namespace skiff::dynamodb::detail {
namespace {

/// The waiters TableExists and TableNotExists of the service's model.
constexpr protocol::waiter_policy until_active{"TableExists", std::chrono::seconds(20), 25};
constexpr protocol::waiter_policy until_gone{"TableNotExists", std::chrono::seconds(20), 25};

void add_key(create_table_request& request, std::vector<key_schema_element>& keys,
             key_plan const& key, dynamodb::key_type role) {
    if (key.name.empty())
        return;
    keys.push_back({std::string(key.name), role});
    auto& defined = request.attribute_definitions;
    if (std::ranges::find(defined, key.name, &attribute_definition::attribute_name) !=
        defined.end())
        return;
    auto const letter = key.type == attribute_type::number   ? scalar_attribute_type::n
                        : key.type == attribute_type::binary ? scalar_attribute_type::b
                                                             : scalar_attribute_type::s;
    defined.push_back({std::string(key.name), letter});
}

create_table_request request_of(std::string const& name, table_plan const& plan) {
    create_table_request request{.table_name = name, .billing_mode = billing_mode::pay_per_request};
    add_key(request, request.key_schema, plan.partition, dynamodb::key_type::hash);
    add_key(request, request.key_schema, plan.sort, dynamodb::key_type::range);
    for (auto const* index = plan.indexes; index != plan.indexes + plan.index_count; ++index) {
        bool const local = index->partition.name.empty();
        std::vector<key_schema_element> keys;
        add_key(request, keys, local ? plan.partition : index->partition, dynamodb::key_type::hash);
        add_key(request, keys, index->sort, dynamodb::key_type::range);
        projection const everything{.projection_type = projection_type::all};
        if (local)
            request.local_secondary_indexes.push_back(
                {std::string(index->name), std::move(keys), everything});
        else
            request.global_secondary_indexes.push_back(
                {std::string(index->name), std::move(keys), everything});
    }
    return request;
}

} // namespace

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
