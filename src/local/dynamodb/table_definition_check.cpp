// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/rejection.hpp"
#include "local/dynamodb/request_check.hpp"
#include "local/dynamodb/table_definition.hpp"

#include <algorithm>
#include <set>
#include <vector>

namespace skiff::local::dynamodb {
namespace {

using elements = std::vector<api::key_schema_element>;
using definitions = std::vector<api::attribute_definition>;

// Source: DynamoDB Developer Guide, "Quotas in Amazon DynamoDB".
constexpr std::size_t max_local_indexes = 5;
constexpr std::size_t max_global_indexes = 20;
constexpr std::size_t max_projected_attributes = 100;
constexpr std::ptrdiff_t max_index_key_parts = 4;

std::vector<std::string> names_of(elements const& keys) {
    std::vector<std::string> out;
    for (auto const& key : keys)
        out.push_back(key.attribute_name);
    return out;
}

std::vector<std::string> names_of(definitions const& defined) {
    std::vector<std::string> out;
    for (auto const& definition : defined)
        out.push_back(definition.attribute_name);
    return out;
}

bool is_defined(definitions const& defined, std::string const& name) {
    return std::ranges::find(defined, name, &api::attribute_definition::attribute_name) !=
           defined.end();
}

std::optional<error> check_definitions(definitions const& defined) {
    if (defined.empty())
        return invalid_parameter(
            "Some index key attributes are not defined in AttributeDefinitions. Keys: [], "
            "AttributeDefinitions: []");
    std::set<std::string_view> seen;
    for (auto const& definition : defined) {
        if (definition.attribute_name.empty() || definition.attribute_name.size() > 255)
            return constraint_error(
                definition.attribute_name, "attributeDefinitions.1.member.attributeName",
                "Member must have length less than or equal to 255, and greater than or equal "
                "to 1");
        if (auto failed = check_known(std::optional(definition.attribute_type),
                                      "attributeDefinitions.1.member.attributeType"))
            return failed;
        if (!seen.insert(definition.attribute_name).second)
            return invalid_parameter("Duplicate AttributeName in AttributeDefinitions: " +
                                     definition.attribute_name);
    }
    return std::nullopt;
}

/// The form of a key: partition attributes first, then sort attributes, no name twice.
std::optional<error> check_key_form(elements const& keys, std::ptrdiff_t max_parts) {
    if (keys.empty())
        return validation_error(
            "1 validation error detected: Value '[]' at 'keySchema' failed to satisfy constraint: "
            "Member must have length greater than or equal to 1");
    for (auto const& key : keys)
        if (auto failed = check_known(std::optional(key.key_type), "keySchema.1.member.keyType"))
            return failed;
    if (keys.front().key_type != api::key_type::hash)
        return validation_error(
            "Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
    auto const hashes = std::ranges::count_if(
        keys, [](auto const& key) { return key.key_type == api::key_type::hash; });
    auto const ranges = std::ssize(keys) - hashes;
    if (max_parts == 1 && keys.size() > 2)
        return validation_error(
            "1 validation error detected: Value at 'keySchema' failed to satisfy constraint: "
            "Member must have length less than or equal to 2");
    if (max_parts == 1 && hashes == 2)
        return validation_error(
            "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
    if (hashes > max_parts || ranges > max_parts)
        return validation_error("Invalid KeySchema: An index key has at most 4 HASH and 4 RANGE "
                                "attributes");
    bool const in_order = std::ranges::is_sorted(keys, [](auto const& a, auto const& b) {
        return a.key_type == api::key_type::hash && b.key_type != api::key_type::hash;
    });
    if (!in_order)
        return validation_error(
            "Invalid KeySchema: HASH key attributes must precede RANGE key attributes");
    auto const names = names_of(keys);
    if (std::set<std::string>(names.begin(), names.end()).size() != names.size())
        return validation_error("Both the Hash Key and the Range Key element in the KeySchema "
                                "have the same name");
    return std::nullopt;
}

std::optional<error> check_keys_defined(elements const& keys, definitions const& defined,
                                        bool of_index) {
    auto const names = names_of(keys);
    bool const all = std::ranges::all_of(
        names, [&](std::string const& name) { return is_defined(defined, name); });
    if (all)
        return std::nullopt;
    if (of_index || defined.size() >= keys.size())
        return invalid_parameter("Some index key attributes are not defined in "
                                 "AttributeDefinitions. Keys: " +
                                 listed(names) +
                                 ", AttributeDefinitions: " + listed(names_of(defined)));
    return validation_error("Invalid KeySchema: Some index key attribute have no definition");
}

std::optional<error> check_projection(api::projection const& wanted) {
    if (!wanted.projection_type)
        return invalid_parameter("Unknown ProjectionType: null");
    if (auto failed = check_known(wanted.projection_type, "projection.projectionType"))
        return failed;
    auto const& more = wanted.non_key_attributes;
    auto const type = std::string(wanted.projection_type->text());
    if (*wanted.projection_type != api::projection_type::include && !more.empty())
        return invalid_parameter("ProjectionType is " + type +
                                 ", but NonKeyAttributes is specified");
    if (*wanted.projection_type == api::projection_type::include && more.empty())
        return invalid_parameter("ProjectionType is " + type +
                                 ", but NonKeyAttributes is not specified");
    if (more.size() > max_projected_attributes)
        return invalid_parameter("NonKeyAttributes has more than 100 attributes");
    return std::nullopt;
}

std::optional<error> check_throughput(std::optional<api::provisioned_throughput> const& given,
                                      bool on_demand, std::string const& index) {
    if (on_demand && given)
        return invalid_parameter(
            index.empty()
                ? "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when "
                  "BillingMode is PAY_PER_REQUEST"
                : "ProvisionedThroughput should not be specified for index: " + index +
                      " when BillingMode is PAY_PER_REQUEST");
    if (!on_demand && !given)
        return invalid_parameter(
            index.empty() ? "ReadCapacityUnits and WriteCapacityUnits must both be specified when "
                            "BillingMode is PROVISIONED"
                          : "ProvisionedThroughput is not specified for index: " + index);
    if (!given)
        return std::nullopt;
    auto const units = {std::pair("readCapacityUnits", given->read_capacity_units),
                        std::pair("writeCapacityUnits", given->write_capacity_units)};
    for (auto const& [member, value] : units)
        if (value < 1)
            return constraint_error(std::to_string(value),
                                    "provisionedThroughput." + std::string(member),
                                    "Member must have value greater than or equal to 1");
    return std::nullopt;
}

template <class Index>
std::optional<error> check_index_form(Index const& index, std::ptrdiff_t max_parts,
                                      definitions const& defined,
                                      std::set<std::string, std::less<>>& seen) {
    if (auto failed = check_new_name(index.index_name, "IndexName"))
        return failed;
    if (auto failed = check_key_form(index.key_schema, max_parts))
        return failed;
    if (auto failed = check_keys_defined(index.key_schema, defined, true))
        return failed;
    if (!seen.insert(index.index_name).second)
        return invalid_parameter("Duplicate index name: " + index.index_name);
    return check_projection(index.projection);
}

std::optional<error> check_local_indexes(api::create_table_request const& request,
                                         std::set<std::string, std::less<>>& seen) {
    auto const& indexes = request.local_secondary_indexes;
    if (!indexes.empty() && request.key_schema.size() < 2)
        return invalid_parameter("Table KeySchema does not have a range key, which is required "
                                 "when specifying a LocalSecondaryIndex");
    if (indexes.size() > max_local_indexes)
        return invalid_parameter("Number of LocalSecondaryIndexes exceeds per-table limit of 5");
    for (auto const& index : indexes) {
        if (auto failed = check_index_form(index, 1, request.attribute_definitions, seen))
            return failed;
        if (index.key_schema.size() < 2)
            return invalid_parameter("Index KeySchema does not have a range key for index: " +
                                     index.index_name);
        auto const& hash = index.key_schema.front().attribute_name;
        auto const& table_hash = request.key_schema.front().attribute_name;
        if (hash != table_hash)
            return invalid_parameter(
                "Index KeySchema does not have the same leading hash key as table KeySchema for "
                "index: " +
                index.index_name + ". index hash key: " + hash + ", table hash key: " + table_hash);
    }
    return std::nullopt;
}

std::optional<error> check_global_indexes(api::create_table_request const& request, bool on_demand,
                                          std::set<std::string, std::less<>>& seen) {
    auto const& indexes = request.global_secondary_indexes;
    if (indexes.size() > max_global_indexes)
        return invalid_parameter("GlobalSecondaryIndex count exceeds the per-table limit of 20");
    for (auto const& index : indexes) {
        if (auto failed = check_index_form(index, max_index_key_parts,
                                           request.attribute_definitions, seen))
            return failed;
        if (auto failed = check_throughput(index.provisioned_throughput, on_demand,
                                           index.index_name))
            return failed;
    }
    return std::nullopt;
}

std::optional<error> check_all_used(api::create_table_request const& request) {
    std::set<std::string> used;
    auto const add = [&](elements const& keys) {
        for (auto const& key : keys)
            used.insert(key.attribute_name);
    };
    add(request.key_schema);
    for (auto const& index : request.local_secondary_indexes)
        add(index.key_schema);
    for (auto const& index : request.global_secondary_indexes)
        add(index.key_schema);
    if (used.size() == request.attribute_definitions.size())
        return std::nullopt;
    if (request.local_secondary_indexes.empty() && request.global_secondary_indexes.empty())
        return invalid_parameter("Number of attributes in KeySchema does not exactly match number "
                                 "of attributes defined in AttributeDefinitions");
    return invalid_parameter("Some AttributeDefinitions are not used. AttributeDefinitions: " +
                             listed(names_of(request.attribute_definitions)) +
                             ", keys used: " + listed({used.begin(), used.end()}));
}

std::optional<error> check_unsupported(api::create_table_request const& request) {
    if (request.stream_specification && request.stream_specification->stream_enabled)
        return validation_error("StreamSpecification is not supported by skiff-local");
    if (!request.vector_indexes.empty())
        return validation_error("VectorIndexes is not supported by skiff-local");
    if (request.global_table_source_arn)
        return validation_error("GlobalTableSourceArn is not supported by skiff-local");
    return std::nullopt;
}

} // namespace

std::optional<error> check_new_table(api::create_table_request const& request) {
    if (auto failed = check_new_name(request.table_name, "TableName"))
        return failed;
    if (auto failed = check_unsupported(request))
        return failed;
    if (auto failed = check_known(request.billing_mode, "billingMode"))
        return failed;
    if (auto failed = check_known(request.table_class, "tableClass"))
        return failed;
    bool const on_demand = request.billing_mode == api::billing_mode::pay_per_request;
    if (auto failed = check_throughput(request.provisioned_throughput, on_demand, ""))
        return failed;
    if (auto failed = check_definitions(request.attribute_definitions))
        return failed;
    if (auto failed = check_key_form(request.key_schema, 1))
        return failed;
    if (auto failed = check_keys_defined(request.key_schema, request.attribute_definitions, false))
        return failed;
    std::set<std::string, std::less<>> seen;
    if (auto failed = check_local_indexes(request, seen))
        return failed;
    if (auto failed = check_global_indexes(request, on_demand, seen))
        return failed;
    return check_all_used(request);
}

std::optional<error> check_new_index(api::create_global_secondary_index_action const& index,
                                     api::table_description const& table,
                                     definitions const& defined) {
    std::set<std::string, std::less<>> seen;
    for (auto const& other : table.local_secondary_indexes)
        seen.insert(other.index_name.value_or(""));
    for (auto const& other : table.global_secondary_indexes)
        seen.insert(other.index_name.value_or(""));
    if (seen.contains(index.index_name))
        return validation_error("Attempting to create an index which already exists");
    if (table.global_secondary_indexes.size() >= max_global_indexes)
        return reject("LimitExceededException", "Subscriber limit exceeded: Number of "
                                                "GlobalSecondaryIndexes exceeds per-table limit "
                                                "of 20");
    if (auto failed = check_index_form(index, max_index_key_parts, defined, seen))
        return failed;
    return check_throughput(index.provisioned_throughput, is_on_demand(table), index.index_name);
}

} // namespace skiff::local::dynamodb
