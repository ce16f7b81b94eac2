// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/capacity.hpp"
#include "local/dynamodb/database.hpp"
#include "local/dynamodb/item_check.hpp"
#include "local/dynamodb/key_check.hpp"
#include "local/dynamodb/legacy.hpp"
#include "local/dynamodb/rejection.hpp"
#include "local/dynamodb/request_check.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace skiff::local::dynamodb {
namespace {

// Source: DynamoDB API Reference, BatchGetItem and BatchWriteItem.
constexpr std::size_t max_reads = 100;
constexpr std::size_t max_writes = 25;
constexpr std::size_t max_batch_bytes = std::size_t{16} << 20;

error no_requests(std::string_view detail) {
    return validation_error("1 validation error detected: Value '{}' at 'requestItems' failed to "
                            "satisfy constraint: " +
                            std::string(detail));
}

error duplicate_keys() {
    return validation_error("Provided list of item keys contains duplicates");
}

template <class Requests>
std::optional<error> check_tables(Requests const& requests) {
    if (requests.empty())
        return no_requests("Member must have length greater than or equal to 1");
    for (auto const& [name, of_table] : requests)
        if (auto failed = check_table_name(name))
            return failed;
    return std::nullopt;
}

/// The keys that a batch reads from one table, encoded; in the order of the request.
result<std::vector<std::string>> read_keys(table const& in, api::keys_and_attributes const& of) {
    std::vector<std::string> out;
    for (auto const& key : of.keys) {
        auto encoded = key_of_parameter(in, key);
        if (!encoded)
            return std::move(encoded).error();
        out.push_back(std::move(*encoded));
    }
    auto const distinct = std::set<std::string_view>(out.begin(), out.end()).size();
    if (distinct != out.size())
        return duplicate_keys();
    return out;
}

struct table_reads {
    api::keys_and_attributes const* request = nullptr;
    std::string_view name;
    dynamodb::table* table = nullptr;
    std::optional<projection> wanted{};
    std::vector<std::string> keys{};
};

/// One write of a batch.
struct batch_write {
    dynamodb::table* table;
    write_request plan;
    api::write_request const* request;
};

result<write_request> plan_write(std::string_view table_name, api::write_request const& request) {
    if (request.put_request.has_value() == request.delete_request.has_value())
        return validation_error("Supplied AttributeValue has more than one datatypes set, must "
                                "contain exactly one of the supported datatypes");
    write_request out;
    out.table_name = table_name;
    out.kind = request.put_request ? write_kind::put : write_kind::erase;
    out.subject = request.put_request ? &request.put_request->item : &request.delete_request->key;
    return out;
}

/// Reads until 16 MB; what is left goes to unprocessed_keys.
class batch_reader {
  public:
    explicit batch_reader(api::batch_get_item_response& out) : out_(out) {}

    /// Gives the units spent.
    double read(table_reads& from) {
        auto& items = out_.responses[std::string(from.name)];
        double units = 0;
        bool const consistent = from.request->consistent_read.value_or(false);
        for (std::size_t i = 0; i != from.keys.size(); ++i) {
            if (bytes_ >= max_batch_bytes) {
                postpone(from, i);
                break;
            }
            item found;
            bool const exists = from.table->read(from.keys[i], found);
            auto const size = exists ? size_of(found) : 0;
            bytes_ += size;
            units += read_units(size, consistent);
            if (exists)
                items.push_back(from.wanted ? from.wanted->apply(std::move(found))
                                            : std::move(found));
        }
        return units;
    }

  private:
    void postpone(table_reads const& from, std::size_t first) {
        auto rest = *from.request;
        rest.keys.erase(rest.keys.begin(), rest.keys.begin() + static_cast<std::ptrdiff_t>(first));
        out_.unprocessed_keys.emplace(from.name, std::move(rest));
    }

    api::batch_get_item_response& out_;
    std::size_t bytes_ = 0;
};

} // namespace

result<api::batch_get_item_response> database::batch_get_item(
    api::batch_get_item_request const& request) {
    if (auto failed = check_tables(request.request_items))
        return std::move(*failed);
    std::size_t count = 0;
    std::vector<table_reads> reads;
    for (auto const& [name, of_table] : request.request_items) {
        if (of_table.keys.empty())
            return constraint_error("[]", "requestItems." + name + ".member.keys",
                                    "Member must have length greater than or equal to 1");
        count += of_table.keys.size();
        auto wanted = read_projection(of_table.projection_expression,
                                      of_table.expression_attribute_names,
                                      of_table.attributes_to_get);
        if (!wanted)
            return std::move(wanted).error();
        reads.push_back({&of_table, name, nullptr, std::move(*wanted), {}});
    }
    if (count > max_reads)
        return validation_error("Too many items requested for the BatchGetItem call");

    std::lock_guard const lock(mutex_);
    for (auto& from : reads) {
        auto* const entry = find_live(from.name);
        if (!entry)
            return table_not_found();
        from.table = &entry->table;
        auto keys = read_keys(entry->table, *from.request);
        if (!keys)
            return std::move(keys).error();
        from.keys = std::move(*keys);
    }
    api::batch_get_item_response out;
    batch_reader reader(out);
    for (auto& from : reads) {
        auto const units = reader.read(from);
        if (auto cost = consumed(request.return_consumed_capacity, from.name, {units}))
            out.consumed_capacity.push_back(std::move(*cost));
    }
    return out;
}

result<api::batch_write_item_response> database::batch_write_item(
    api::batch_write_item_request const& request) {
    if (auto failed = check_tables(request.request_items))
        return std::move(*failed);
    std::vector<batch_write> writes;
    for (auto const& [name, of_table] : request.request_items) {
        if (of_table.empty())
            return constraint_error("[]", "requestItems." + name + ".member",
                                    "Member must have length greater than or equal to 1");
        for (auto const& one : of_table) {
            auto plan = plan_write(name, one);
            if (!plan)
                return std::move(plan).error();
            plan->wants_before = wants_capacity(request.return_consumed_capacity);
            writes.push_back({nullptr, std::move(*plan), &one});
        }
    }
    if (writes.size() > max_writes)
        return validation_error("Too many items requested for the BatchWriteItem call");

    std::lock_guard const lock(mutex_);
    std::vector<write_outcome> staged;
    std::set<std::pair<table const*, std::string>> keys;
    std::size_t bytes = 0;
    for (auto& write : writes) {
        auto* const entry = find_live(write.plan.table_name);
        if (!entry)
            return table_not_found();
        write.table = &entry->table;
        auto outcome = stage(entry->table, write.plan);
        if (!outcome)
            return std::move(outcome).error();
        if (!keys.emplace(write.table, outcome->key).second)
            return duplicate_keys();
        bytes += size_of(*write.plan.subject);
        staged.push_back(std::move(*outcome));
    }
    if (bytes > max_batch_bytes)
        return validation_error("Request size exceeds the limit of 16 MB");

    api::batch_write_item_response out;
    std::map<std::string, double, std::less<>> units;
    write_scope all(catalog_.storage());
    for (std::size_t i = 0; i != writes.size(); ++i) {
        auto const& plan = writes[i].plan;
        apply(*writes[i].table, plan, staged[i]);
        auto const size = std::max(staged[i].before ? size_of(*staged[i].before) : 0,
                                   plan.kind == write_kind::put ? size_of(*plan.subject) : 0);
        units[std::string(plan.table_name)] += write_units(size);
    }
    all.commit();
    for (auto const& [name, spent_units] : units)
        if (auto cost = consumed(request.return_consumed_capacity, name, {spent_units}))
            out.consumed_capacity.push_back(std::move(*cost));
    return out;
}

} // namespace skiff::local::dynamodb
