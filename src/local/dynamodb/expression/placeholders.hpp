// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/dynamodb/values.hpp"

#include <skiff/core/error.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace skiff::local::dynamodb {

using name_map = std::map<std::string, std::string, std::less<>>;

/// ExpressionAttributeNames and ExpressionAttributeValues of one request, and which of them its
/// expressions used. The maps must outlive it and every expression parsed with it.
class placeholders {
  public:
    placeholders() = default;
    /// Either may be null: not given.
    placeholders(name_map const* names, item const* values) : names_(names), values_(values) {}

    /// Checks the maps themselves: sizes, spelling of the keys, values. `expressions` names the
    /// request's expression parameters and says which is present, for the message.
    [[nodiscard]] std::optional<error> check(bool any_expression,
                                             std::string_view absent_expressions) const;

    /// Null when it is not defined. Remembers that it was used.
    [[nodiscard]] std::string const* name(std::string_view placeholder);
    [[nodiscard]] attribute_value const* value(std::string_view placeholder);

    /// What was given and never used is an error; call after all expressions are parsed.
    [[nodiscard]] std::optional<error> check_all_used() const;

  private:
    name_map const* names_ = nullptr;
    item const* values_ = nullptr;
    std::set<std::string_view> used_names_;
    std::set<std::string_view> used_values_;
};

} // namespace skiff::local::dynamodb
