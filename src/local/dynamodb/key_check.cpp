// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/key_check.hpp"

#include "local/dynamodb/rejection.hpp"

#include <skiff/core/binary.hpp>

namespace skiff::local::dynamodb {
namespace {

constexpr std::size_t max_partition_bytes = 2048;
constexpr std::size_t max_sort_bytes = 1024;

/// "string" or "binary" when the value has no bytes; keys must have some.
char const* empty_kind(attribute_value const& value) {
    if (auto const* text = value.get_if<std::string>())
        return text->empty() ? "string" : nullptr;
    auto const* const bytes = value.get_if<binary>();
    return bytes && bytes->bytes.empty() ? "binary" : nullptr;
}

std::optional<error> check_size(attribute_value const& value, bool sort) {
    auto const size = size_of(value);
    if (sort && size > max_sort_bytes)
        return invalid_parameter(
            "Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
    if (!sort && size > max_partition_bytes)
        return invalid_parameter(
            "Size of hashkey has exceeded the maximum size limit of2048 bytes");
    return std::nullopt;
}

std::optional<error> check_value(attribute_value const& value, std::string const& name, bool sort) {
    if (auto const* const kind = empty_kind(value))
        return validation_error("One or more parameter values are not valid. The AttributeValue "
                                "for a key attribute cannot contain an empty " +
                                std::string(kind) + " value. Key: " + name);
    return check_size(value, sort);
}

std::string type_mismatch(key_attribute const& wanted, attribute_value const& got) {
    return std::string(descriptor(wanted.type)) + " actual: " + std::string(descriptor(got.type()));
}

std::optional<error> check_key_attribute(key_attribute const& wanted, item const& attributes,
                                         bool sort) {
    auto const found = attributes.find(wanted.name);
    if (found == attributes.end())
        return invalid_parameter("Missing the key " + wanted.name + " in the item");
    if (found->second.type() != wanted.type)
        return invalid_parameter("Type mismatch for key " + wanted.name +
                                 " expected: " + type_mismatch(wanted, found->second));
    return check_value(found->second, wanted.name, sort);
}

std::optional<error> check_index_attribute(table_index const& index, key_attribute const& wanted,
                                           item const& attributes, bool sort) {
    auto const found = attributes.find(wanted.name);
    if (found == attributes.end())
        return std::nullopt;
    auto const& value = found->second;
    if (value.type() != wanted.type)
        return invalid_parameter("Type mismatch for Index Key " + wanted.name +
                                 " Expected: " + std::string(descriptor(wanted.type)) +
                                 " Actual: " + std::string(descriptor(value.type())) +
                                 " IndexName: " + index.name);
    if (auto const* const kind = empty_kind(value))
        return validation_error(
            "One or more parameter values are not valid. A value specified for a secondary index "
            "key is not supported. The AttributeValue for a key attribute cannot contain an "
            "empty " +
            std::string(kind) + " value. IndexName: " + index.name + ", IndexKey: " + wanted.name);
    return check_size(value, sort);
}

/// Calls `check(attribute, is_sort)` until one gives an error.
template <class Check>
std::optional<error> for_each_part(key_schema const& keys, Check&& check) {
    for (auto const& part : keys.partition)
        if (auto failed = check(part, false))
            return failed;
    for (auto const& part : keys.sort)
        if (auto failed = check(part, true))
            return failed;
    return std::nullopt;
}

} // namespace

std::optional<error> check_index_keys(table const& in, item const& attributes) {
    for (auto const& index : in.indexes()) {
        auto failed = for_each_part(index.keys, [&](key_attribute const& part, bool sort) {
            return check_index_attribute(index, part, attributes, sort);
        });
        if (failed)
            return failed;
    }
    return std::nullopt;
}

result<std::string> key_of_item(table const& in, item const& attributes) {
    auto failed = for_each_part(in.keys(), [&](key_attribute const& part, bool sort) {
        return check_key_attribute(part, attributes, sort);
    });
    if (!failed)
        failed = check_index_keys(in, attributes);
    if (failed)
        return std::move(*failed);
    return *encode_key(in.keys(), attributes);
}

result<std::string> key_of_parameter(table const& in, item const& key) {
    auto encoded = key.size() == in.keys().size() ? encode_key(in.keys(), key) : std::nullopt;
    if (!encoded)
        return validation_error("The provided key element does not match the schema");
    auto failed = for_each_part(in.keys(), [&](key_attribute const& part, bool sort) {
        return check_value(key.find(part.name)->second, part.name, sort);
    });
    if (failed)
        return std::move(*failed);
    return std::move(*encoded);
}

} // namespace skiff::local::dynamodb
