// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/dynamodb/catalog.hpp"
#include "local/dynamodb/expression/condition.hpp"
#include "local/dynamodb/expression/update.hpp"

#include <skiff/core/result.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace skiff::local::dynamodb {

enum class write_kind : unsigned char { put, update, erase, check };

/// One write, its expressions parsed. Points into the request that it was made from.
struct write_request {
    write_kind kind = write_kind::put;
    std::string_view table_name;
    item const* subject = nullptr; ///< The item to put, else the key.
    std::optional<condition_expression> condition{};
    std::optional<update_expression> update{};
    bool wants_before = false; ///< The old item is needed, for the answer or its cost.
    bool returns_item_on_failure = false;
};

/// What a write found and what it leaves. `before` may be missing when nobody wanted it.
struct write_outcome {
    std::string key;
    std::optional<item> before{};
    std::optional<item> after{};
    std::size_t index_rows = 0; ///< How many secondary indexes the table has.
};

/// Reads, checks the condition and works the new item out, and writes nothing yet. Errors:
/// ValidationException, ConditionalCheckFailedException.
[[nodiscard]] result<write_outcome> stage(table& in, write_request const& request);

/// Writes what stage() worked out.
void apply(table& in, write_request const& request, write_outcome const& staged);

/// True when apply() changes more than one row and so needs a write_scope.
[[nodiscard]] bool needs_scope(table const& in);

/// What a request gives for its expressions. Null members: not given.
struct write_expressions {
    std::string const* condition = nullptr;
    std::string const* update = nullptr;
    name_map const* names = nullptr;
    item const* values = nullptr;
};

/// Parses the expressions into `out` and checks that every placeholder is used. `absent` is the
/// service's word for the expressions that could have been given.
[[nodiscard]] std::optional<error> parse_expressions(write_expressions const& given,
                                                     std::string_view absent, write_request& out);

} // namespace skiff::local::dynamodb
