// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/capacity.hpp"

#include <algorithm>
#include <utility>

namespace skiff::local::dynamodb {
namespace {

double blocks(std::size_t bytes, std::size_t block) {
    return static_cast<double>(std::max<std::size_t>(1, (bytes + block - 1) / block));
}

api::capacity units_of(double units) {
    api::capacity out;
    out.capacity_units = units;
    return out;
}

} // namespace

bool wants_capacity(wanted_capacity const& wanted) {
    return wanted && *wanted != api::return_consumed_capacity::none;
}

double read_units(std::size_t bytes, bool consistent) {
    return blocks(bytes, 4096) * (consistent ? 1.0 : 0.5);
}

double write_units(std::size_t bytes) {
    return blocks(bytes, 1024);
}

std::optional<api::consumed_capacity> consumed(wanted_capacity const& wanted,
                                               std::string_view table_name, spent const& units) {
    if (!wants_capacity(wanted))
        return std::nullopt;
    api::consumed_capacity out;
    out.table_name = std::string(table_name);
    out.capacity_units = units.on_table + units.on_index;
    if (*wanted == api::return_consumed_capacity::indexes) {
        out.table = units_of(units.on_table);
        if (!units.index_name.empty()) {
            auto& indexes = units.global_index ? out.global_secondary_indexes
                                               : out.local_secondary_indexes;
            indexes.emplace(units.index_name, units_of(units.on_index));
        }
    }
    return out;
}

} // namespace skiff::local::dynamodb
