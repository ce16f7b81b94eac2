// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/item_check.hpp"

#include "local/dynamodb/rejection.hpp"

#include <skiff/core/binary.hpp>

#include <algorithm>
#include <functional>
#include <type_traits>
#include <variant>
#include <vector>

namespace skiff::local::dynamodb {
namespace {

constexpr int max_nesting = 32;
constexpr std::size_t max_name_bytes = 65535;

template <class T>
bool has_duplicates(std::vector<T> const& values) {
    std::vector<std::reference_wrapper<T const>> sorted(values.begin(), values.end());
    auto const less = [](T const& a, T const& b) { return a < b; };
    std::ranges::sort(sorted, less);
    return std::ranges::adjacent_find(sorted, [](T const& a, T const& b) { return a == b; }) !=
           sorted.end();
}

std::optional<std::string> fault_of(api::string_set const& set) {
    if (set.values.empty())
        return "An string set  may not be empty";
    if (has_duplicates(set.values))
        return "Input collection " + listed(set.values) + " contains duplicates.";
    return std::nullopt;
}

std::optional<std::string> fault_of(api::number_set const& set) {
    if (set.values.empty())
        return "An number set  may not be empty";
    if (has_duplicates(set.values))
        return "Input collection contains duplicates";
    return std::nullopt;
}

std::optional<std::string> fault_of(api::binary_set const& set) {
    if (set.values.empty())
        return "Binary sets should not be empty";
    if (!has_duplicates(set.values))
        return std::nullopt;
    std::vector<std::string> texts;
    for (auto const& element : set.values)
        texts.push_back(base64_encode(element.bytes));
    return "Input collection " + listed(texts) + "of type BS contains duplicates.";
}

std::optional<std::string> fault_of(attribute_value const& value, int nesting) {
    return std::visit(
        [nesting]<class T>(T const& v) -> std::optional<std::string> {
            if constexpr (std::is_same_v<T, attribute_value::list> ||
                          std::is_same_v<T, attribute_value::map>) {
                if (nesting == max_nesting)
                    return "Nesting Levels have exceeded supported limits";
                for (auto const& element : v) {
                    auto const& inner = [&]() -> attribute_value const& {
                        if constexpr (std::is_same_v<T, attribute_value::map>)
                            return element.second;
                        else
                            return element;
                    }();
                    if (auto fault = fault_of(inner, nesting + 1))
                        return fault;
                }
                return std::nullopt;
            } else if constexpr (requires { v.values; }) {
                return fault_of(v);
            } else {
                return std::nullopt;
            }
        },
        value.as_variant());
}

} // namespace

std::optional<std::string> find_fault(attribute_value const& value) {
    return fault_of(value, 0);
}

std::optional<error> check_attributes(item const& attributes) {
    for (auto const& [name, value] : attributes) {
        if (name.size() > max_name_bytes)
            return invalid_parameter("Attribute name is too large, must be less than 65536 bytes");
        if (auto fault = find_fault(value)) {
            if (fault->starts_with("Nesting"))
                return validation_error(std::move(*fault));
            return invalid_parameter(*fault);
        }
    }
    return std::nullopt;
}

} // namespace skiff::local::dynamodb
