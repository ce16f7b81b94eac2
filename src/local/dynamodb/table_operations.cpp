// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/database.hpp"
#include "local/dynamodb/rejection.hpp"
#include "local/dynamodb/request_check.hpp"
#include "local/dynamodb/table_definition.hpp"

#include <skiff/core/random.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace skiff::local::dynamodb {
namespace {

constexpr std::int32_t max_listed_tables = 100;

/// The definitions that a key of the table or of an index still uses.
void drop_unused_definitions(api::table_description& table) {
    std::vector<std::string> used;
    auto const add = [&](auto const& keys) {
        for (auto const& key : keys)
            used.push_back(key.attribute_name);
    };
    add(table.key_schema);
    for (auto const& index : table.local_secondary_indexes)
        add(index.key_schema);
    for (auto const& index : table.global_secondary_indexes)
        add(index.key_schema);
    std::erase_if(table.attribute_definitions, [&](auto const& definition) {
        return std::ranges::find(used, definition.attribute_name) == used.end();
    });
}

std::optional<error> add_definitions(std::vector<api::attribute_definition>& known,
                                     std::vector<api::attribute_definition> const& more) {
    for (auto const& definition : more) {
        auto const found = std::ranges::find(known, definition.attribute_name,
                                             &api::attribute_definition::attribute_name);
        if (found == known.end())
            known.push_back(definition);
        else if (!(found->attribute_type == definition.attribute_type))
            return invalid_parameter("Attribute " + definition.attribute_name +
                                     " is defined with another type");
    }
    return std::nullopt;
}

std::string const& name_of(api::global_secondary_index_update const& update) {
    return update.create   ? update.create->index_name
           : update.update ? update.update->index_name
                           : update.delete_->index_name;
}

/// What the changes of indexes must be, whatever the table is.
std::optional<error> check_index_updates(
    std::vector<api::global_secondary_index_update> const& updates) {
    std::set<std::string_view> names;
    int made_or_dropped = 0;
    for (auto const& update : updates) {
        auto const given = int{update.create.has_value()} + int{update.update.has_value()} +
                           int{update.delete_.has_value()};
        if (given != 1)
            return invalid_parameter("One of GlobalSecondaryIndexUpdate's Update, Create or Delete "
                                     "must be specified");
        if (!names.insert(name_of(update)).second)
            return invalid_parameter("Only one global secondary index update per index is allowed "
                                     "simultaneously. Index: " +
                                     name_of(update));
        if (!update.update)
            ++made_or_dropped;
    }
    if (made_or_dropped > 1)
        return reject("LimitExceededException",
                      "Subscriber limit exceeded: Only 1 online index can be created or deleted "
                      "simultaneously per table");
    return std::nullopt;
}

std::optional<error> check_update(api::update_table_request const& request) {
    if (auto failed = check_table_name(request.table_name))
        return failed;
    if (auto failed = check_known(request.billing_mode, "billingMode"))
        return failed;
    if (!request.replica_updates.empty())
        return validation_error("ReplicaUpdates is not supported by skiff-local");
    if (!request.vector_index_updates.empty())
        return validation_error("VectorIndexUpdates is not supported by skiff-local");
    if (request.stream_specification)
        return validation_error("StreamSpecification is not supported by skiff-local");
    bool const anything = request.billing_mode || request.provisioned_throughput ||
                          !request.global_secondary_index_updates.empty() ||
                          request.deletion_protection_enabled || request.table_class ||
                          request.on_demand_throughput || request.sse_specification ||
                          request.warm_throughput;
    if (!anything)
        return validation_error("At least one of ProvisionedThroughput, BillingMode, "
                                "UpdateStreamEnabled, GlobalSecondaryIndexUpdates or "
                                "SSESpecification or ReplicaUpdates is required");
    return check_index_updates(request.global_secondary_index_updates);
}

std::optional<error> update_billing(api::update_table_request const& request, timestamp now,
                                    api::table_description& table) {
    auto const mode = request.billing_mode;
    bool const on_demand = mode ? *mode == api::billing_mode::pay_per_request : is_on_demand(table);
    if (on_demand && request.provisioned_throughput)
        return invalid_parameter("Neither ReadCapacityUnits nor WriteCapacityUnits can be "
                                 "specified when BillingMode is PAY_PER_REQUEST");
    if (mode && !on_demand && is_on_demand(table) && !request.provisioned_throughput)
        return invalid_parameter("ReadCapacityUnits and WriteCapacityUnits must both be specified "
                                 "when BillingMode is PROVISIONED");
    if (mode)
        table.billing_mode_summary = api::billing_mode_summary{mode, on_demand ? std::optional(now)
                                                                               : std::nullopt};
    if (request.provisioned_throughput || (mode && on_demand))
        table.provisioned_throughput = describe_throughput(request.provisioned_throughput);
    if (request.on_demand_throughput)
        table.on_demand_throughput = request.on_demand_throughput;
    return std::nullopt;
}

api::global_secondary_index_description* find_global(api::table_description& table,
                                                     std::string_view name) {
    auto const found = std::ranges::find_if(table.global_secondary_indexes, [&](auto const& index) {
        return index.index_name == name;
    });
    return found == table.global_secondary_indexes.end() ? nullptr : &*found;
}

/// Makes one checked change of an index in `table`, which has the definitions of the request.
std::optional<error> update_index(api::global_secondary_index_update const& update,
                                  api::table_description& table) {
    auto& indexes = table.global_secondary_indexes;
    if (update.create) {
        if (auto failed = check_new_index(*update.create, table, table.attribute_definitions))
            return failed;
        indexes.push_back(
            describe_new_index(*update.create, table.table_arn.value_or(""), !is_on_demand(table)));
        return std::nullopt;
    }
    auto const& name = name_of(update);
    auto* const known = find_global(table, name);
    if (!known)
        return reject("ResourceNotFoundException",
                      "Requested resource not found: Table: " + table.table_name.value_or("") +
                          " does not have an index: " + name);
    if (update.update)
        known->provisioned_throughput = describe_throughput(update.update->provisioned_throughput);
    else
        std::erase_if(indexes, [&](auto const& index) { return index.index_name == name; });
    return std::nullopt;
}

/// Shows in UpdateTable's answer what DynamoDB is then about to do, and what here is done at once:
/// the next DescribeTable has the outcome.
void show_change(api::global_secondary_index_update const& update,
                 api::table_description const& before, api::table_description& answer) {
    auto& indexes = answer.global_secondary_indexes;
    if (update.delete_) {
        for (auto const& index : before.global_secondary_indexes)
            if (index.index_name == name_of(update))
                indexes.push_back(index);
        indexes.back().index_status = api::index_status::deleting;
        return;
    }
    auto* const index = find_global(answer, name_of(update));
    index->index_status = update.create ? api::index_status::creating : api::index_status::updating;
    if (update.create)
        index->backfilling = false; // DynamoDB allocates resources before it fills the index.
}

} // namespace

error table_not_found() {
    return reject("ResourceNotFoundException", "Requested resource not found");
}

error table_not_found(std::string_view name) {
    return reject("ResourceNotFoundException",
                  "Requested resource not found: Table: " + std::string(name) + " not found");
}

std::string database::arn_of(std::string_view table_name) const {
    return "arn:aws:dynamodb:" + region_ + ':' + account_id_ + ":table/" + std::string(table_name);
}

catalog_entry* database::find_live(std::string_view table_name) {
    constexpr std::size_t expired_per_request = 100;
    auto* const entry = catalog_.find(table_name);
    if (entry)
        entry->table.drop_expired(clock_->now(), expired_per_request);
    return entry;
}

api::table_description database::described(catalog_entry& entry) {
    auto out = entry.table.description();
    auto const whole = entry.table.totals(nullptr);
    out.item_count = whole.count;
    out.table_size_bytes = whole.bytes;
    auto const fill = [&](auto& index) {
        auto const rows = entry.table.totals(entry.table.find_index(index.index_name.value_or("")));
        index.item_count = rows.count;
        index.index_size_bytes = rows.bytes;
    };
    std::ranges::for_each(out.local_secondary_indexes, fill);
    std::ranges::for_each(out.global_secondary_indexes, fill);
    return out;
}

result<api::create_table_response> database::create_table(
    api::create_table_request const& request) {
    if (auto failed = check_new_table(request))
        return std::move(*failed);
    std::lock_guard const lock(mutex_);
    if (catalog_.find(request.table_name))
        return reject("ResourceInUseException", "Table already exists: " + request.table_name);
    auto& entry = catalog_.create(describe_new_table(request, arn_of(request.table_name),
                                                     system_random().uuid(), clock_->now()),
                                  request.tags);
    auto answer = described(entry);
    answer.table_status = api::table_status::creating;
    for (auto& index : answer.global_secondary_indexes)
        index.index_status = api::index_status::creating;
    return api::create_table_response{std::move(answer)};
}

result<api::describe_table_response> database::describe_table(
    api::describe_table_request const& request) {
    if (auto failed = check_table_name(request.table_name))
        return std::move(*failed);
    std::lock_guard const lock(mutex_);
    auto* const entry = find_live(request.table_name);
    if (!entry)
        return table_not_found(request.table_name);
    return api::describe_table_response{described(*entry)};
}

result<api::list_tables_response> database::list_tables(api::list_tables_request const& request) {
    if (request.limit && (*request.limit < 1 || *request.limit > max_listed_tables))
        return constraint_error(std::to_string(*request.limit), "limit",
                                *request.limit < 1
                                    ? "Member must have value greater than or equal to 1"
                                    : "Member must have value less than or equal to 100");
    auto const limit = static_cast<std::size_t>(request.limit.value_or(max_listed_tables));
    std::lock_guard const lock(mutex_);
    auto const& tables = catalog_.tables();
    api::list_tables_response out;
    auto at = request.exclusive_start_table_name
                  ? tables.upper_bound(*request.exclusive_start_table_name)
                  : tables.begin();
    for (; at != tables.end() && out.table_names.size() != limit; ++at)
        out.table_names.push_back(at->first);
    if (at != tables.end())
        out.last_evaluated_table_name = out.table_names.back();
    return out;
}

result<api::delete_table_response> database::delete_table(
    api::delete_table_request const& request) {
    if (auto failed = check_table_name(request.table_name))
        return std::move(*failed);
    std::lock_guard const lock(mutex_);
    auto* const entry = catalog_.find(request.table_name);
    if (!entry)
        return table_not_found(request.table_name);
    if (entry->table.description().deletion_protection_enabled.value_or(false))
        return validation_error("Resource cannot be deleted as it is currently protected against "
                                "deletion. Disable deletion protection first.");
    auto answer = described(*entry);
    answer.table_status = api::table_status::deleting;
    catalog_.drop(request.table_name);
    return api::delete_table_response{std::move(answer)};
}

result<api::update_table_response> database::update_table(
    api::update_table_request const& request) {
    if (auto failed = check_update(request))
        return std::move(*failed);
    std::lock_guard const lock(mutex_);
    auto* const entry = catalog_.find(request.table_name);
    if (!entry)
        return table_not_found(request.table_name);

    auto changed = entry->table.description();
    if (auto failed = add_definitions(changed.attribute_definitions, request.attribute_definitions))
        return std::move(*failed);
    if (auto failed = update_billing(request, clock_->now(), changed))
        return std::move(*failed);
    for (auto const& update : request.global_secondary_index_updates)
        if (auto failed = update_index(update, changed))
            return std::move(*failed);
    if (request.deletion_protection_enabled)
        changed.deletion_protection_enabled = request.deletion_protection_enabled;
    if (request.table_class)
        changed.table_class_summary = api::table_class_summary{request.table_class, clock_->now()};

    drop_unused_definitions(changed);
    auto const before = entry->table.description();
    catalog_.redefine(*entry, std::move(changed));
    auto answer = described(*entry);
    answer.table_status = api::table_status::updating;
    for (auto const& update : request.global_secondary_index_updates)
        show_change(update, before, answer);
    return api::update_table_response{std::move(answer)};
}

} // namespace skiff::local::dynamodb
