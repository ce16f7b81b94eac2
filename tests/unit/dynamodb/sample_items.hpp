// SPDX-License-Identifier: Apache-2.0
// The structs that the typed table's tests store.
#pragma once

#include <skiff/dynamodb/schema.hpp>

#include <cstdint>
#include <string>

struct work_item {
    std::string id{};
    std::string name{};
    std::string guide{};
    std::string description{};
    std::string status{};
    bool archived = false;
};
BOOST_DESCRIBE_STRUCT(work_item, (), (id, name, guide, description, status, archived))

template <>
struct skiff::dynamodb::schema<work_item>
    : table_schema<work_item, partition_key<&work_item::id, "iditem">,
                   renamed<&work_item::name, "username">> {};

struct note {
    std::string user{};
    std::string key{};
    std::string title{};
    std::int64_t revision = 0;
};
BOOST_DESCRIBE_STRUCT(note, (), (user, key, title, revision))

template <>
struct skiff::dynamodb::schema<note>
    : table_schema<
          note, partition_key<&note::user, "PK">, sort_key<&note::key, "SK">,
          secondary_index<"by-title", partition_key<&note::title>, sort_key<&note::revision>>,
          secondary_index<"by-revision", sort_key<&note::revision>>> {};

struct reading {
    int sensor = 0;
    skiff::dynamodb::number second{};
    double celsius = 0;
};
BOOST_DESCRIBE_STRUCT(reading, (), (sensor, second, celsius))

template <>
struct skiff::dynamodb::schema<reading>
    : table_schema<reading, partition_key<&reading::sensor>, sort_key<&reading::second>> {};
