// SPDX-License-Identifier: Apache-2.0
// Items as tests write them: DynamoDB JSON.
#pragma once

#include <skiff/core/json/reader.hpp>
#include <skiff/core/json/writer.hpp>
#include <skiff/dynamodb/attribute_value_json.hpp>

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace skiff::local::dynamodb::testing {

inline skiff::dynamodb::item item_of(std::string_view text) {
    skiff::dynamodb::item out;
    if (text.empty())
        return out;
    skiff::json::reader reader(text);
    if (!skiff::dynamodb::read_json(reader, out) || !reader.finish())
        throw std::invalid_argument(std::string(text) + ": " + reader.message());
    return out;
}

inline std::string text_of(skiff::dynamodb::item const& attributes) {
    std::string out;
    skiff::json::writer writer(out);
    skiff::dynamodb::write_json(writer, attributes);
    return out;
}

/// Reads `{"#a":"name"}`.
inline std::map<std::string, std::string, std::less<>> names_of(std::string_view text) {
    std::map<std::string, std::string, std::less<>> out;
    if (text.empty())
        return out;
    skiff::json::reader reader(text);
    std::string_view key;
    for (reader.begin_object(); reader.next_key(key);) {
        std::string const name(key);
        reader.string(out[name]);
    }
    if (reader.failed())
        throw std::invalid_argument(std::string(text) + ": " + reader.message());
    return out;
}

} // namespace skiff::local::dynamodb::testing
