// SPDX-License-Identifier: Apache-2.0
#include "dynamodb/cursor.hpp"

#include <skiff/core/binary.hpp>
#include <skiff/core/json/reader.hpp>
#include <skiff/core/json/writer.hpp>
#include <skiff/dynamodb/attribute_value_json.hpp>

namespace skiff::dynamodb::detail {

std::string cursor_of_key(std::string_view key_json) {
    return base64url_encode(key_json);
}

std::optional<std::string> key_of_cursor(std::string_view cursor) {
    std::string json;
    item key;
    if (!base64url_decode(cursor, json))
        return std::nullopt;
    json::reader in(json);
    if (!read_json(in, key) || !in.finish() || key.empty())
        return std::nullopt;
    std::string out;
    json::writer writer(out);
    write_json(writer, key);
    return out;
}

} // namespace skiff::dynamodb::detail
