// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/dynamodb/attribute_value.hpp>

#include <string>
#include <string_view>

namespace skiff::json {
class reader;
class writer;
} // namespace skiff::json

namespace skiff::dynamodb {

/// Lists and maps may be nested this deep (DynamoDB Developer Guide, "Quotas", nested attributes).
inline constexpr int max_nesting = 32;

/// DynamoDB JSON: {"S":"x"}, {"N":"1"}, {"BOOL":true}, {"NULL":true}, {"L":[...]}, {"M":{...}},
/// binary as base64.
void write_json(json::writer& out, attribute_value const& value);
/// {"name":{"S":"x"}, ...}
void write_json(json::writer& out, item const& attributes);

/// Reads one value. A value has exactly one member; a member that is null counts as absent. On
/// failure returns false, the reader says why, and `value` is unspecified. Checks the form only:
/// what the service demands beyond it (sets that are not empty, sizes) is not looked at.
[[nodiscard]] bool read_json(json::reader& in, attribute_value& value);
[[nodiscard]] bool read_json(json::reader& in, item& attributes);

/// What is wrong with a number, in the service's words: "The parameter cannot be converted to a
/// numeric value". Null for number_fault::none. A literal, fit for json::reader::fail.
[[nodiscard]] char const* message_of(number_fault why) noexcept;

} // namespace skiff::dynamodb
