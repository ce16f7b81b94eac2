// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/parameters.hpp"

#include "local/rds_data/refusal.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace skiff::local::rds_data {
namespace {

int members_of(api::field const& value) {
    return value.is_null.has_value() + value.boolean_value.has_value() +
           value.long_value.has_value() + value.double_value.has_value() +
           value.string_value.has_value() + value.blob_value.has_value() +
           value.array_value.has_value();
}

result<bound_value> read(api::sql_parameter const& given) {
    std::string const name = given.name.value_or("");
    if (!given.value || members_of(*given.value) != 1)
        return bad_request("Parameter " + name + " must have a value of exactly one type.");
    api::field const& value = *given.value;
    bound_value out;
    if (value.array_value)
        return bad_request("Array parameters are not supported.");
    if (value.is_null) {
        if (!*value.is_null)
            return bad_request("Parameter " + name + " has isNull with the value false.");
    } else if (value.boolean_value) {
        out.what = *value.boolean_value;
    } else if (value.long_value) {
        out.what = *value.long_value;
    } else if (value.double_value) {
        out.what = *value.double_value;
    } else if (value.string_value) {
        out.what = *value.string_value;
    } else {
        out.what = *value.blob_value;
    }
    if (!given.type_hint)
        return out;
    auto const hint = given.type_hint->known();
    if (!hint)
        return validation_error("1 validation error detected: Value '" +
                                std::string(given.type_hint->text()) +
                                "' at 'typeHint' failed to satisfy constraint: Member must satisfy "
                                "enum value set: [JSON, UUID, TIMESTAMP, DATE, TIME, DECIMAL]");
    if (!value.string_value && !value.is_null)
        return bad_request("Parameter " + name + ": typeHint " +
                           std::string(given.type_hint->text()) + " needs a stringValue.");
    out.hint = *hint;
    return out;
}

} // namespace

result<std::vector<bound_value>> bind(named_sql const& sql,
                                      std::vector<api::sql_parameter> const& given) {
    std::vector<bound_value> out(sql.names.size());
    std::vector<bool> found(sql.names.size());
    for (api::sql_parameter const& one : given) {
        if (!one.name || one.name->empty())
            return bad_request("A parameter has no name.");
        auto value = read(one);
        if (!value)
            return value.error();
        auto const at = std::find(sql.names.begin(), sql.names.end(), *one.name);
        if (at == sql.names.end())
            continue;
        auto const index = static_cast<std::size_t>(at - sql.names.begin());
        if (found[index])
            return bad_request("Parameter " + *one.name + " is given twice.");
        found[index] = true;
        out[index] = *std::move(value);
    }
    for (std::size_t i = 0; i < found.size(); ++i)
        if (!found[i])
            return bad_request("Cannot find parameter: " + sql.names[i]);
    return out;
}

} // namespace skiff::local::rds_data
