// SPDX-License-Identifier: Apache-2.0
// precompiled: <skiff/dynamodb/table.hpp>
#include <skiff/dynamodb/table.hpp>

#include <string>
#include <thread>

using namespace skiff::dynamodb;

struct thing {
    std::string id{};
    std::string name{};
    bool flag = false;
    double weight = 0;
    std::optional<std::string> maybe{};
};
#if !defined(CASE) || CASE != 1
BOOST_DESCRIBE_STRUCT(thing, (), (id, name, flag, weight, maybe))
#endif

struct stranger {
    std::string id{};
};
BOOST_DESCRIBE_STRUCT(stranger, (), (id))

struct machine {
    std::string id{};
#if CASE == 11
    std::thread worker{};
#endif
};
#if CASE == 11
BOOST_DESCRIBE_STRUCT(machine, (), (id, worker))
#else
BOOST_DESCRIBE_STRUCT(machine, (), (id))
#endif
template <>
struct skiff::dynamodb::schema<machine> : table_schema<machine, partition_key<&machine::id>> {};

#ifndef CASE
using options = table_schema<thing, partition_key<&thing::id>, renamed<&thing::name, "title">,
                             secondary_index<"by-maybe", partition_key<&thing::maybe>>>;
#elif CASE == 1  // expect: the struct of a schema must be described
using options = table_schema<thing, partition_key<&thing::id>>;
#elif CASE == 2  // expect: a key must be a string, an integer, a number or binary
using options = table_schema<thing, partition_key<&thing::flag>>;
#elif CASE == 3  // expect: a key must be a string, an integer, a number or binary
using options = table_schema<thing, partition_key<&thing::id>, sort_key<&thing::weight>>;
#elif CASE == 4  // expect: two members of this struct are stored under the same name
using options = table_schema<thing, partition_key<&thing::id>, renamed<&thing::name, "id">>;
#elif CASE == 5  // expect: exactly one partition_key
using options = table_schema<thing, renamed<&thing::name, "title">>;
#elif CASE == 6  // expect: exactly one partition_key
using options = table_schema<thing, partition_key<&thing::id>, partition_key<&thing::name>>;
#elif CASE == 7  // expect: the schema names a member of another struct
using options = table_schema<thing, partition_key<&stranger::id>>;
#elif CASE == 8  // expect: iso_8601 is for std::chrono::sys_time
using options = table_schema<thing, partition_key<&thing::id>, iso_8601<&thing::name>>;
#elif CASE == 9  // expect: a key of an index must be
using options = table_schema<thing, partition_key<&thing::id>,
                             secondary_index<"by-flag", partition_key<&thing::flag>>>;
#elif CASE == 10 // expect: a key must be a string
using options = table_schema<thing, partition_key<&thing::maybe>>;
#elif CASE == 11 // expect: cannot be stored in DynamoDB
using options = schema<machine>;
#elif CASE == 12 // expect: needs a specialisation of skiff::dynamodb::schema
using options = schema<machine>;
static_assert(sizeof(table<stranger>) != 0);
#elif CASE == 13 // expect: a schema takes partition_key, sort_key
using options = table_schema<thing, partition_key<&thing::id>, int>;
#endif
static_assert(sizeof(options) == 1);

void use(table<machine> const& machines) {
    (void)machines.get("id");
}
