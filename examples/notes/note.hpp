// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/dynamodb/attribute_value.hpp>
#include <skiff/dynamodb/schema.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace notes {

using milliseconds_time = std::chrono::sys_time<std::chrono::milliseconds>;

/// What the sort keys begin with: other kinds of items may lie beside the notes of a user.
inline constexpr std::string_view note_prefix = "NOTE#";
inline constexpr std::string_view title_prefix = "TITLE#";
inline constexpr std::size_t sort_key_limit = 1024; ///< DynamoDB's, in bytes.

/// A note as it lies in the table. Title and content are read whatever type they have: the Python
/// original stores what it is given.
struct note {
    std::string user{}; ///< "USER#demo"
    std::string key{};  ///< "NOTE#1795000000000"
    skiff::dynamodb::attribute_value title{};
    skiff::dynamodb::attribute_value content{};
    std::optional<std::string> title_key{};               ///< "TITLE#" and the title; never empty.
    std::optional<milliseconds_time> created_at{};        ///< The time that the id tells.
    std::optional<std::chrono::sys_seconds> expires_at{}; ///< For DynamoDB's time to live.

    friend bool operator==(note const&, note const&) = default;
};
BOOST_DESCRIBE_STRUCT(note, (), (user, key, title, content, title_key, created_at, expires_at))

} // namespace notes

template <>
struct skiff::dynamodb::schema<notes::note>
    : table_schema<notes::note, partition_key<&notes::note::user, "PK">,
                   sort_key<&notes::note::key, "SK">,
                   secondary_index<"title-index", partition_key<&notes::note::user>,
                                   sort_key<&notes::note::title_key>>,
                   secondary_index<"date-index", partition_key<&notes::note::user>,
                                   sort_key<&notes::note::created_at>>> {};
