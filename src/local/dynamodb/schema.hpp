// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/dynamodb/values.hpp"

#include <skiff/dynamodb/type/attribute_definition.hpp>
#include <skiff/dynamodb/type/key_schema_element.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::local::dynamodb {

/// A key attribute of a table or index: a string, number or binary.
struct key_attribute {
    std::string name;
    attribute_type type = attribute_type::string;
};

/// The key of a table or index. A table has one partition attribute and at most one sort
/// attribute; a global index may have up to four of each.
struct key_schema {
    std::vector<key_attribute> partition;
    std::vector<key_attribute> sort;

    [[nodiscard]] std::size_t size() const { return partition.size() + sort.size(); }
    [[nodiscard]] key_attribute const* find(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> names() const;
};

/// Attributes that `definitions` does not define are taken as strings: check before.
[[nodiscard]] key_schema make_key_schema(std::vector<api::key_schema_element> const& elements,
                                         std::vector<api::attribute_definition> const& definitions);

// Keys as bytes. Compared as unsigned bytes they have DynamoDB's order: strings by UTF-8 bytes,
// numbers by value, binaries by unsigned bytes. In front stands a hash of the partition, so that a
// scan has an order of its own and a segment of a parallel scan is a range.

/// Appends one key attribute; `value` is a string, number or binary. Ends itself: no encoded value
/// is the beginning of another.
void append_key_value(std::string& out, attribute_value const& value);
/// Appends what all strings or binaries that begin with `value` begin with.
void append_key_prefix(std::string& out, attribute_value const& value);

/// The partition's bytes, or nothing when `attributes` lacks a part of the key or has it with
/// another type.
[[nodiscard]] std::optional<std::string> encode_partition(key_schema const& schema,
                                                          item const& attributes);
/// The whole key's bytes.
[[nodiscard]] std::optional<std::string> encode_key(key_schema const& schema,
                                                    item const& attributes);

/// The least bytes that are greater than everything that begins with `prefix`.
[[nodiscard]] std::string successor(std::string prefix);

/// Where segment `segment` of `total` begins; `segment == total` is behind every key.
[[nodiscard]] std::string segment_start(std::int64_t segment, std::int64_t total);

/// The key's attributes only.
[[nodiscard]] item pick_key(key_schema const& schema, item const& attributes);

} // namespace skiff::local::dynamodb
