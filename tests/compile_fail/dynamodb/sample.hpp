// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/dynamodb/table.hpp>

#include <set>
#include <string>
#include <vector>

struct work_item {
    std::string id{};
    std::string name{};
    bool archived = false;
    int revision = 0;
    std::vector<std::string> tags{};
    std::set<std::string> roles{};
    int hidden = 0;
};
BOOST_DESCRIBE_STRUCT(work_item, (), (id, name, archived, revision, tags, roles))

template <>
struct skiff::dynamodb::schema<work_item>
    : table_schema<work_item, partition_key<&work_item::id, "iditem">,
                   secondary_index<"by-name", partition_key<&work_item::name>,
                                   sort_key<&work_item::revision>>> {};

struct note {
    std::string user{};
    int number = 0;
    std::string title{};
};
BOOST_DESCRIBE_STRUCT(note, (), (user, number, title))

template <>
struct skiff::dynamodb::schema<note>
    : table_schema<note, partition_key<&note::user>, sort_key<&note::number>> {};
