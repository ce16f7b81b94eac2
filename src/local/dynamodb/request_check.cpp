// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/request_check.hpp"

#include "local/dynamodb/rejection.hpp"

namespace skiff::local::dynamodb {
namespace {

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
}

} // namespace

error constraint_error(std::string_view value, std::string_view member,
                       std::string_view constraint) {
    return validation_error("1 validation error detected: Value '" + std::string(value) + "' at '" +
                            std::string(member) +
                            "' failed to satisfy constraint: " + std::string(constraint));
}

std::optional<error> check_table_name(std::string_view name) {
    if (name.empty())
        return constraint_error(name, "tableName",
                                "Member must have length greater than or equal to 1");
    if (name.size() > 255)
        return constraint_error(name, "tableName",
                                "Member must have length less than or equal to 255");
    if (!std::ranges::all_of(name, is_name_character))
        return constraint_error(name, "tableName",
                                "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
    return std::nullopt;
}

std::optional<error> check_new_name(std::string_view name, std::string_view what) {
    if (name.size() < 3 || name.size() > 255)
        return validation_error(std::string(what) +
                                " must be at least 3 characters long and at most 255 characters "
                                "long");
    if (!std::ranges::all_of(name, is_name_character))
        return constraint_error(name, what == "TableName" ? "tableName" : "indexName",
                                "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
    return std::nullopt;
}

std::optional<error> check_enum(std::string_view text, std::string_view member,
                                std::vector<std::string_view> const& allowed) {
    if (std::ranges::find(allowed, text) != allowed.end())
        return std::nullopt;
    std::string set;
    for (auto const name : allowed)
        set += (set.empty() ? "" : ", ") + std::string(name);
    return constraint_error(text, member, "Member must satisfy enum value set: [" + set + ']');
}

} // namespace skiff::local::dynamodb
