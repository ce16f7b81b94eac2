// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/reflect/json.hpp>
#include <skiff/dynamodb/attribute_value.hpp>

/// Items without a struct as plain JSON documents: `parse_json<item>(text)`, `to_json(item)`, an
/// `attribute_value` as a member of a described struct, `request::json<dynamodb::item>()`.
///
///     auto profile = skiff::parse_json<dynamodb::item>(R"({"id":"1","scores":[1.5,null]})");
///
/// Strings, numbers, booleans, null, arrays and objects are S, N, BOOL, NULL, L and M, and these
/// come back as they were: numbers with all of up to 38 digits, in DynamoDB's spelling ("1.50" is
/// 1.5, "1e3" is 1000), members sorted by name. The types that JSON lacks are written as it can:
/// binary as base64, sets as arrays; read again these are strings and lists.
///
/// Reading reports with its path what DynamoDB could not store: numbers beyond its precision or
/// range, lists and objects nested deeper than 32, names that are empty or above 65,535 bytes, a
/// name given twice. What depends on the table or on the whole item (keys, 400 KB) is not checked.
///
/// DynamoDB's own form of JSON, {"S":"x"}, is in attribute_value_json.hpp.
template <>
struct skiff::json::codec<skiff::dynamodb::attribute_value> {
    static void write(writer& to, dynamodb::attribute_value const& value);
    static bool read(document_reader& from, dynamodb::attribute_value& out);
};

template <>
struct skiff::json::codec<skiff::dynamodb::item> {
    static void write(writer& to, dynamodb::item const& attributes);
    static bool read(document_reader& from, dynamodb::item& out);
};
