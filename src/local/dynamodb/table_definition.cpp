// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/table_definition.hpp"

#include <utility>

namespace skiff::local::dynamodb {

api::provisioned_throughput_description describe_throughput(
    std::optional<api::provisioned_throughput> const& throughput) {
    api::provisioned_throughput_description out;
    out.number_of_decreases_today = 0;
    out.read_capacity_units = throughput ? throughput->read_capacity_units : 0;
    out.write_capacity_units = throughput ? throughput->write_capacity_units : 0;
    return out;
}

bool is_on_demand(api::table_description const& table) {
    return table.billing_mode_summary &&
           table.billing_mode_summary->billing_mode == api::billing_mode::pay_per_request;
}

api::global_secondary_index_description describe_new_index(
    api::create_global_secondary_index_action const& index, std::string_view table_arn,
    bool provisioned) {
    api::global_secondary_index_description out;
    out.index_name = index.index_name;
    out.key_schema = index.key_schema;
    out.projection = index.projection;
    out.index_status = api::index_status::active;
    out.provisioned_throughput = describe_throughput(provisioned ? index.provisioned_throughput
                                                                 : std::nullopt);
    out.index_arn = std::string(table_arn) + "/index/" + index.index_name;
    out.on_demand_throughput = index.on_demand_throughput;
    return out;
}

namespace {

api::local_secondary_index_description describe(api::local_secondary_index const& index,
                                                std::string const& table_arn) {
    api::local_secondary_index_description out;
    out.index_name = index.index_name;
    out.key_schema = index.key_schema;
    out.projection = index.projection;
    out.index_arn = table_arn + "/index/" + index.index_name;
    return out;
}

api::create_global_secondary_index_action as_action(api::global_secondary_index const& index) {
    api::create_global_secondary_index_action out;
    out.index_name = index.index_name;
    out.key_schema = index.key_schema;
    out.projection = index.projection;
    out.provisioned_throughput = index.provisioned_throughput;
    out.on_demand_throughput = index.on_demand_throughput;
    return out;
}

void describe_indexes(api::create_table_request const& request, api::table_description& out,
                      bool provisioned) {
    for (auto const& index : request.local_secondary_indexes)
        out.local_secondary_indexes.push_back(describe(index, *out.table_arn));
    for (auto const& index : request.global_secondary_indexes)
        out.global_secondary_indexes.push_back(
            describe_new_index(as_action(index), *out.table_arn, provisioned));
}

} // namespace

api::table_description describe_new_table(api::create_table_request const& request, std::string arn,
                                          std::string id, timestamp now) {
    bool const on_demand = request.billing_mode == api::billing_mode::pay_per_request;
    api::table_description out;
    out.attribute_definitions = request.attribute_definitions;
    out.table_name = request.table_name;
    out.key_schema = request.key_schema;
    out.table_status = api::table_status::active;
    out.creation_date_time = now;
    out.provisioned_throughput = describe_throughput(request.provisioned_throughput);
    out.table_arn = std::move(arn);
    out.table_id = std::move(id);
    if (on_demand)
        out.billing_mode_summary = api::billing_mode_summary{api::billing_mode::pay_per_request,
                                                             now};
    describe_indexes(request, out, !on_demand);
    if (request.table_class)
        out.table_class_summary = api::table_class_summary{request.table_class, {}};
    if (request.sse_specification && request.sse_specification->enabled.value_or(false)) {
        api::sse_description encryption;
        encryption.status = api::sse_status::enabled;
        encryption.sse_type = api::sse_type::kms;
        out.sse_description = encryption;
    }
    out.deletion_protection_enabled = request.deletion_protection_enabled.value_or(false);
    out.on_demand_throughput = request.on_demand_throughput;
    return out;
}

} // namespace skiff::local::dynamodb
