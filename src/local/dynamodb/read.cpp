// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/read.hpp"

#include "local/dynamodb/rejection.hpp"
#include "local/dynamodb/request_check.hpp"

#include <algorithm>
#include <utility>

namespace skiff::local::dynamodb {
namespace {

constexpr std::size_t page_bytes = std::size_t{1} << 20;

template <class Request>
std::optional<error> check_form(Request const& request) {
    if (auto failed = check_table_name(request.table_name))
        return failed;
    if (auto failed = check_known(request.select, "select"))
        return failed;
    if (auto failed = check_known(request.return_consumed_capacity, "returnConsumedCapacity"))
        return failed;
    if (request.limit && *request.limit < 1)
        return constraint_error(std::to_string(*request.limit), "limit",
                                "Member must have value greater than or equal to 1");
    return std::nullopt;
}

template <class Request>
std::optional<error> check_select(Request const& request) {
    auto const* const parameter = request.projection_expression       ? "ProjectionExpression"
                                  : request.attributes_to_get.empty() ? nullptr
                                                                      : "AttributesToGet";
    if (!request.select)
        return std::nullopt;
    bool const specific = *request.select == api::select::specific_attributes;
    if (specific && !parameter)
        return validation_error("Must specify the AttributesToGet or ProjectionExpression when "
                                "choosing to get SPECIFIC_ATTRIBUTES");
    if (!specific && parameter)
        return validation_error("Cannot specify the " + std::string(parameter) +
                                " when choosing to get " + std::string(request.select->text()));
    if (*request.select == api::select::all_projected_attributes && !request.index_name)
        return validation_error(
            "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
    return std::nullopt;
}

template <class Request>
result<std::optional<projection>> parse_wanted(Request const& request, placeholders& names) {
    if (!request.projection_expression) {
        static name_map const no_names;
        return read_projection(std::nullopt, no_names, request.attributes_to_get);
    }
    if (!request.attributes_to_get.empty())
        return mixed_parameters("AttributesToGet", "ProjectionExpression");
    auto parsed = projection::parse(*request.projection_expression, names);
    if (!parsed)
        return std::move(parsed).error();
    return std::optional(std::move(*parsed));
}

/// Everything but the filter.
template <class Request>
result<read_request> parse_common(Request const& request, placeholders& names) {
    if (auto failed = check_form(request))
        return std::move(*failed);
    if (auto failed = check_select(request))
        return std::move(*failed);
    auto wanted = parse_wanted(request, names);
    if (!wanted)
        return std::move(wanted).error();
    read_request out;
    out.table_name = &request.table_name;
    out.index_name = request.index_name ? &*request.index_name : nullptr;
    out.start = &request.exclusive_start_key;
    out.wanted = std::move(*wanted);
    if (request.select)
        out.select = request.select->known();
    if (request.limit)
        out.limit = static_cast<std::size_t>(*request.limit);
    out.consistent = request.consistent_read.value_or(false);
    return out;
}

template <class Request>
std::optional<error> parse_filter(Request const& request, filter_map const& legacy,
                                  std::string_view legacy_name, placeholders& names,
                                  read_request& out) {
    if (request.filter_expression && !legacy.empty())
        return mixed_parameters(legacy_name, "FilterExpression");
    if (request.filter_expression) {
        auto parsed = condition_expression::parse(expression_kind::filter,
                                                  *request.filter_expression, names);
        if (!parsed)
            return std::move(parsed).error();
        out.filter = std::move(*parsed);
        return std::nullopt;
    }
    auto translated = legacy_filter(legacy, request.conditional_operator);
    if (!translated)
        return std::move(translated).error();
    out.filter = std::move(*translated);
    return std::nullopt;
}

/// True when rows of the index show less than the item.
bool shows_part(read_source const& from, read_request const& request) {
    if (!from.index || !from.index->picked)
        return false;
    bool const fetches = !from.index->global &&
                         (request.wanted || request.select == api::select::all_attributes);
    return !fetches;
}

item last_key_of(read_source const& from, item const& last) {
    auto out = pick_key(from.table->keys(), last);
    if (from.index)
        out.merge(pick_key(from.index->keys, last));
    return out;
}

std::optional<error> check_projected(table_index const& index, read_request const& request) {
    if (!request.wanted || !index.global || !index.picked)
        return std::nullopt;
    std::string absent;
    for (auto const& path : request.wanted->paths()) {
        auto const& name = path.front().name;
        bool const there = std::ranges::any_of(
            index.picked->paths(), [&](document_path const& p) { return p.front().name == name; });
        if (!there)
            absent += (absent.empty() ? "" : ", ") + name;
    }
    if (absent.empty())
        return std::nullopt;
    return invalid_parameter("Global secondary index " + index.name + " does not project [" +
                             absent + ']');
}

} // namespace

result<read_request> parse_read(api::query_request const& request, placeholders& names) {
    auto out = parse_common(request, names);
    if (!out)
        return out;
    if (auto failed = parse_filter(request, request.query_filter, "QueryFilter", names, *out))
        return std::move(*failed);
    return out;
}

result<read_request> parse_read(api::scan_request const& request, placeholders& names) {
    auto out = parse_common(request, names);
    if (!out)
        return out;
    if (auto failed = parse_filter(request, request.scan_filter, "ScanFilter", names, *out))
        return std::move(*failed);
    return out;
}

result<read_source> find_source(table& in, read_request const& request) {
    if (!request.index_name)
        return read_source{&in, nullptr};
    auto* const index = in.find_index(*request.index_name);
    if (!index)
        return validation_error("The table does not have the specified index: " +
                                *request.index_name);
    if (index->global && request.consistent)
        return validation_error("Consistent reads are not supported on global secondary indexes");
    if (index->global && index->picked && request.select == api::select::all_attributes)
        return invalid_parameter("Select type ALL_ATTRIBUTES is not supported for global "
                                 "secondary index " +
                                 index->name + " because its projection type is not ALL");
    if (auto failed = check_projected(*index, request))
        return std::move(*failed);
    return read_source{&in, index};
}

std::optional<std::string> row_of_start_key(read_source const& from, item const& start) {
    auto row = encode_key(from.table->keys(), start);
    if (row && from.index)
        row = index_row_key(*from.index, *row, start);
    if (!row || last_key_of(from, start).size() != start.size())
        return std::nullopt;
    return row;
}

void resume(key_range& range, std::string const& row, bool forward) {
    if (forward)
        range.low = row + '\0';
    else
        range.high = row;
}

read_page read(read_source const& from, read_request const& request, key_range const& range,
               bool forward) {
    read_page out;
    bool const part = shows_part(from, request);
    auto rows = from.table->rows(from.index, range.low, range.high, forward);
    while (rows.next()) {
        auto found = rows.attributes();
        auto size = rows.size();
        if (part) {
            found = from.index->picked->apply(std::move(found));
            size = size_of(found);
        }
        out.bytes += size;
        ++out.scanned;
        bool const full = out.bytes >= page_bytes ||
                          (request.limit &&
                           static_cast<std::size_t>(out.scanned) >= *request.limit);
        if (full)
            out.last_key = last_key_of(from, found);
        if (!request.filter || request.filter->holds_for(found)) {
            ++out.count;
            if (request.select != api::select::count)
                out.items.push_back(request.wanted ? request.wanted->apply(std::move(found))
                                                   : std::move(found));
        }
        if (full)
            break;
    }
    return out;
}

std::optional<api::consumed_capacity> cost_of(wanted_capacity const& wanted,
                                              read_source const& from, read_request const& request,
                                              read_page const& page) {
    auto const units = read_units(page.bytes, request.consistent);
    spent where;
    if (from.index) {
        where.on_index = units;
        where.index_name = from.index->name;
        where.global_index = from.index->global;
    } else {
        where.on_table = units;
    }
    return consumed(wanted, *request.table_name, where);
}

} // namespace skiff::local::dynamodb
