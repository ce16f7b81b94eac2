// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/dynamodb/capacity.hpp"
#include "local/dynamodb/catalog.hpp"
#include "local/dynamodb/expression/condition.hpp"
#include "local/dynamodb/expression/key_condition.hpp"
#include "local/dynamodb/legacy.hpp"

#include <skiff/core/result.hpp>
#include <skiff/dynamodb/operation/query.hpp>
#include <skiff/dynamodb/operation/scan.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace skiff::local::dynamodb {

/// What Query and Scan have in common, checked and parsed as far as is possible without the table.
/// Points into the request.
struct read_request {
    std::string const* table_name = nullptr;
    std::string const* index_name = nullptr; ///< Null: the table itself.
    item const* start = nullptr;             ///< ExclusiveStartKey; empty: from the beginning.
    std::optional<condition_expression> filter{};
    std::optional<projection> wanted{};
    std::optional<api::select> select{};
    std::optional<std::size_t> limit{};
    bool consistent = false;
};

/// A part of a table or index: keys in [low, high).
struct key_range {
    std::string low;
    std::string high;
};

struct read_page {
    std::vector<item> items;
    std::int32_t count = 0;
    std::int32_t scanned = 0;
    item last_key; ///< Empty: nothing is left.
    std::size_t bytes = 0;
};

/// Checks names, numbers and Select, and parses filter and projection.
[[nodiscard]] result<read_request> parse_read(api::query_request const& request,
                                              placeholders& names);
[[nodiscard]] result<read_request> parse_read(api::scan_request const& request,
                                              placeholders& names);

/// The table or index that a request reads.
struct read_source {
    dynamodb::table* table = nullptr;
    table_index* index = nullptr; ///< Null: the table itself.

    [[nodiscard]] key_schema const& keys() const { return index ? index->keys : table->keys(); }
};

/// Finds the index, and checks what only its definition can tell.
[[nodiscard]] result<read_source> find_source(table& in, read_request const& request);

/// The bytes of the row that a start key names, or nothing when it has not exactly the keys.
[[nodiscard]] std::optional<std::string> row_of_start_key(read_source const& from,
                                                          item const& start);

/// Leaves out what comes before the start key, whose row is `row`.
void resume(key_range& range, std::string const& row, bool forward);

/// Reads a page: up to 1 MB of items, measured before the filter, or up to the limit. Source:
/// DynamoDB Developer Guide, "Query operations", pagination.
[[nodiscard]] read_page read(read_source const& from, read_request const& request,
                             key_range const& range, bool forward);

[[nodiscard]] std::optional<api::consumed_capacity> cost_of(wanted_capacity const& wanted,
                                                            read_source const& from,
                                                            read_request const& request,
                                                            read_page const& page);

/// Moves a page into an answer.
template <class Response>
Response answer_of(read_page page, read_request const& request) {
    Response out;
    out.count = page.count;
    out.scanned_count = page.scanned;
    out.last_evaluated_key = std::move(page.last_key);
    if (request.select != api::select::count)
        out.items = std::move(page.items);
    return out;
}

/// Where a query's key condition leads. Errors: ValidationException.
[[nodiscard]] result<key_range> plan_range(key_schema const& keys,
                                           std::vector<key_predicate> const& predicates);

} // namespace skiff::local::dynamodb
