// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/http/fields.hpp>
#include <skiff/core/json/writer.hpp>
#include <skiff/core/timestamp.hpp>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What both formats of events have in common.
namespace skiff::local::api_gateway {

/// Names in their order, each with its values in theirs.
using multi_map = std::vector<std::pair<std::string, std::vector<std::string>>>;

/// Adds a value to the name's; `equal` says what one name is.
void add_value(multi_map& to, std::string_view name, std::string value,
               bool (*equal)(std::string_view, std::string_view) noexcept);

/// The query's parameters, decoded; what is not encoded as it should be stays as it is.
[[nodiscard]] multi_map query_parameters(std::string_view query);
/// The headers that a function gets to see: not those of the connection.
[[nodiscard]] multi_map end_to_end_headers(http::fields const& headers);

/// "09/Apr/2015:12:34:56 +0000"
[[nodiscard]] std::string request_time(timestamp when);
[[nodiscard]] std::int64_t milliseconds_since_1970(timestamp when);

/// "abc" of "abc.execute-api.local:80".
[[nodiscard]] std::string_view first_label(std::string_view authority) noexcept;

/// A JSON string; what is not UTF-8 becomes U+FFFD.
void write_text(json::writer& to, std::string_view text);
void write_member(json::writer& to, std::string_view name, std::string_view value);
/// An object with the last value of each name.
void write_last_values(json::writer& to, multi_map const& from);
/// An object with an array for each name.
void write_all_values(json::writer& to, multi_map const& from);
/// An object with each name's values joined by commas.
void write_joined_values(json::writer& to, multi_map const& from);

} // namespace skiff::local::api_gateway
