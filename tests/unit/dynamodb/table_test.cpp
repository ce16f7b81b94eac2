// SPDX-License-Identifier: Apache-2.0
#include <skiff/dynamodb/errors.hpp>
#include <skiff/dynamodb/table.hpp>

#include "support/json_equal.hpp"
#include "unit/dynamodb/fake_dynamodb.hpp"
#include "unit/dynamodb/sample_items.hpp"

#include <cmath>
#include <limits>

using namespace skiff::dynamodb;

namespace {

struct fixture : fake_dynamodb {
    table<work_item> items{client, "work"};
    table<note> notes{client, "notes"};
};

} // namespace

TEST_CASE("table: put writes the struct under its stored names") {
    fixture f;
    f.answer("{}");
    f.items.put({.id = "1", .name = "A\"b", .archived = true}).value();
    CHECK(f.operation() == "PutItem");
    CHECK_JSON(f.body(), R"({"TableName":"work","Item":{
        "iditem":{"S":"1"},"username":{"S":"A\"b"},"guide":{"S":""},"description":{"S":""},
        "status":{"S":""},"archived":{"BOOL":true}}})");
}

TEST_CASE("table: get reads the item, ignores unknown attributes and keeps defaults") {
    fixture f;
    f.answer(R"({"Item":{"zzz":{"L":[{"S":"x"}]},"iditem":{"S":"1"},"username":{"S":"Ann"},
                     "archived":{"BOOL":true}},"ConsumedCapacity":null})");
    auto const found = f.items.get("1", consistent).value();
    REQUIRE(found);
    CHECK(found->id == "1");
    CHECK(found->name == "Ann");
    CHECK(found->archived);
    CHECK(found->guide.empty());
    CHECK(f.operation() == "GetItem");
    CHECK_JSON(f.body(),
               R"({"TableName":"work","Key":{"iditem":{"S":"1"}},"ConsistentRead":true})");
}

TEST_CASE("table: get of an item that does not exist is empty, not an error") {
    fixture f;
    f.answer("{}");
    CHECK_FALSE(f.items.get(std::string("1")).value());
}
