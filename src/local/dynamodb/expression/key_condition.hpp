// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/dynamodb/expression/condition.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace skiff::local::dynamodb {

/// What a query asks of one key attribute: equal, less, ..., between or begins_with.
struct key_predicate {
    std::string attribute;
    test what = test::equal;
    attribute_value const* low = nullptr;  ///< The only bound, or between's lower one.
    attribute_value const* high = nullptr; ///< between
};

/// Reads a key condition: predicates on top-level attributes, joined by AND. Whether they fit the
/// table's keys is not looked at here.
[[nodiscard]] result<std::vector<key_predicate>> parse_key_condition(std::string_view text,
                                                                     placeholders& names);

} // namespace skiff::local::dynamodb
