// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/database.hpp"
#include "local/dynamodb/read.hpp"
#include "local/dynamodb/rejection.hpp"
#include "local/dynamodb/request_check.hpp"

#include <utility>

namespace skiff::local::dynamodb {
namespace {

constexpr std::int32_t max_segments = 1'000'000;

std::optional<error> check_segments(api::scan_request const& request) {
    auto const& segment = request.segment;
    auto const& total = request.total_segments;
    if (segment && !total)
        return validation_error("The TotalSegments parameter is required but was not present in "
                                "the request when Segment parameter is present");
    if (total && !segment)
        return validation_error("The Segment parameter is required but was not present in the "
                                "request when parameter TotalSegments is present");
    if (!total)
        return std::nullopt;
    if (*segment < 0)
        return constraint_error(std::to_string(*segment), "segment",
                                "Member must have value greater than or equal to 0");
    if (*total < 1 || *total > max_segments)
        return constraint_error(std::to_string(*total), "totalSegments",
                                *total < 1
                                    ? "Member must have value greater than or equal to 1"
                                    : "Member must have value less than or equal to 1000000");
    if (*segment >= *total)
        return validation_error("The Segment parameter is zero-based and must be less than "
                                "parameter TotalSegments: Segment: " +
                                std::to_string(*segment) +
                                " is not less than TotalSegments: " + std::to_string(*total));
    return std::nullopt;
}

std::optional<error> resume_scan(read_source const& from, api::scan_request const& request,
                                 key_range& range) {
    if (request.exclusive_start_key.empty())
        return std::nullopt;
    auto const row = row_of_start_key(from, request.exclusive_start_key);
    if (!row)
        return validation_error("The provided starting key is invalid: The provided key element "
                                "does not match the schema");
    if (*row < range.low || *row >= range.high)
        return validation_error(
            "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use "
            "ExclusiveStartKey with correct Segment. TotalSegments: " +
            std::to_string(request.total_segments.value_or(1)) +
            " Segment: " + std::to_string(request.segment.value_or(0)));
    resume(range, *row, true);
    return std::nullopt;
}

} // namespace

result<api::scan_response> database::scan(api::scan_request const& request) {
    auto const& given_names = request.expression_attribute_names;
    auto const& given_values = request.expression_attribute_values;
    placeholders names(given_names.empty() ? nullptr : &given_names,
                       given_values.empty() ? nullptr : &given_values);
    bool const any = request.filter_expression || request.projection_expression;
    if (auto failed = names.check(any, "FilterExpression is null"))
        return std::move(*failed);
    auto const parsed = parse_read(request, names);
    if (!parsed)
        return parsed.error();
    if (auto failed = names.check_all_used())
        return std::move(*failed);
    if (auto failed = check_segments(request))
        return std::move(*failed);

    std::lock_guard const lock(mutex_);
    auto* const entry = find_live(request.table_name);
    if (!entry)
        return table_not_found();
    auto const source = find_source(entry->table, *parsed);
    if (!source)
        return source.error();
    auto const segment = request.segment.value_or(0);
    auto const total = request.total_segments.value_or(1);
    key_range range{segment_start(segment, total), segment_start(segment + 1, total)};
    if (auto failed = resume_scan(*source, request, range))
        return std::move(*failed);
    auto page = read(*source, *parsed, range, true);
    auto cost = cost_of(request.return_consumed_capacity, *source, *parsed, page);
    auto out = answer_of<api::scan_response>(std::move(page), *parsed);
    out.consumed_capacity = std::move(cost);
    return out;
}

} // namespace skiff::local::dynamodb
