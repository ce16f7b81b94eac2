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

struct table_of_users : fake_dynamodb {
    table<work_item> items{client, "work"};
    table<note> notes{client, "notes"};
};

} // namespace

TEST_CASE("table: put writes the struct under its stored names") {
    table_of_users f;
    f.answer("{}");
    f.items.put({.id = "1", .name = "A\"b", .archived = true}).value();
    CHECK(f.operation() == "PutItem");
    CHECK_JSON(f.body(), R"({"TableName":"work","Item":{
        "iditem":{"S":"1"},"username":{"S":"A\"b"},"guide":{"S":""},"description":{"S":""},
        "status":{"S":""},"archived":{"BOOL":true}}})");
}

TEST_CASE("table: put takes a condition and asks for old items") {
    table_of_users f;
    f.answer(R"({"Attributes":{"iditem":{"S":"1"},"username":{"S":"before"}}})");
    auto const old = f.items.put({.id = "1"}, if_not_exists, return_old, old_item_on_failure);
    CHECK(old.value().value().name == "before");
    CHECK_JSON(f.body(), R"j({"TableName":"work","Item":{
        "iditem":{"S":"1"},"username":{"S":""},"guide":{"S":""},"description":{"S":""},
        "status":{"S":""},"archived":{"BOOL":false}},
        "ConditionExpression":"attribute_not_exists(#0)",
        "ExpressionAttributeNames":{"#0":"iditem"},
        "ReturnValues":"ALL_OLD","ReturnValuesOnConditionCheckFailure":"ALL_OLD"})j");

    f.answer("{}");
    CHECK_FALSE(f.items.put({.id = "1"}, return_old).value());
}

TEST_CASE("table: get reads the item, ignores unknown attributes and keeps defaults") {
    table_of_users f;
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
    table_of_users f;
    f.answer("{}");
    CHECK_FALSE(f.items.get(std::string("1")).value());
    f.answer(R"({"Item":null})");
    CHECK_FALSE(f.items.get(std::string_view("1")).value());
}

TEST_CASE("table: a composite key is given as two values, a projection always has the keys") {
    table_of_users f;
    f.answer(R"({"Item":{"PK":{"S":"u"},"SK":{"S":"n"},"title":{"S":"t"}}})");
    auto const found = f.notes.get("u", "n", project<&note::title, &note::key>).value();
    CHECK(found.value().title == "t");
    CHECK_JSON(f.body(), R"({"TableName":"notes","Key":{"PK":{"S":"u"},"SK":{"S":"n"}},
        "ProjectionExpression":"#0,#1,#2",
        "ExpressionAttributeNames":{"#0":"PK","#1":"SK","#2":"title"}})");
}

TEST_CASE("table: mistyped attributes are errors that name them") {
    struct {
        std::string_view item;
        std::string_view message;
    } const cases[] = {
        {R"({"archived":{"S":"yes"}})", "attribute 'archived': expected BOOL, got S"},
        {R"({"username":{"NULL":true}})", "attribute 'username': expected S, got NULL"},
        {R"({"username":{"S":1}})", "attribute 'username': expected string, got number"},
        {R"({"username":{}})", "attribute 'username': the attribute value has no type"},
        {R"({"username":{"S":"a","N":"1"}})",
         "attribute 'username': the attribute value has more than one type"},
        {R"({"username":{"X":"a"}})", "attribute 'username': unknown attribute type 'X'"},
        {R"({"username":"a"})", "attribute 'username': expected object, got string"},
        {R"("x")", "expected object, got string"},
    };
    for (auto const& c : cases) {
        INFO(c.item);
        table_of_users f;
        f.answer(R"({"Item":)" + std::string(c.item) + "}");
        auto const got = f.items.get("1");
        REQUIRE_FALSE(got.has_value());
        CHECK(got.error().code == skiff::errc::malformed_response);
        CHECK(got.error().message.find(c.message) != std::string::npos);
        CHECK(got.error().operation == "DynamoDB.GetItem");
    }
}

TEST_CASE("table: erase takes a condition and gives the old item") {
    table_of_users f;
    f.answer(R"({"Attributes":{"iditem":{"S":"1"},"archived":{"BOOL":true}}})");
    auto const old = f.items.erase("1", attr<&work_item::archived> == true, return_old).value();
    CHECK(old.value().archived);
    CHECK(f.operation() == "DeleteItem");
    CHECK_JSON(f.body(), R"({"TableName":"work","Key":{"iditem":{"S":"1"}},
        "ConditionExpression":"#0 = :0","ExpressionAttributeNames":{"#0":"archived"},
        "ExpressionAttributeValues":{":0":{"BOOL":true}},"ReturnValues":"ALL_OLD"})");
    f.answer("{}");
    f.notes.erase("u", "n").value();
    CHECK_JSON(f.body(), R"({"TableName":"notes","Key":{"PK":{"S":"u"},"SK":{"S":"n"}}})");
}

TEST_CASE("table: update gives the new item") {
    table_of_users f;
    f.answer(R"({"Attributes":{"PK":{"S":"u"},"SK":{"S":"n"},"revision":{"N":"8"}}})");
    auto const now = f.notes
                         .update("u", "n", set<&note::title>("t"), increment<&note::revision>(),
                                 if_exists && attr<&note::revision> < 9, return_new)
                         .value();
    CHECK(now.value().revision == 8);
    CHECK_JSON(f.body(), R"j({"TableName":"notes","Key":{"PK":{"S":"u"},"SK":{"S":"n"}},
        "UpdateExpression":"SET #0 = :0 ADD #1 :1",
        "ConditionExpression":"attribute_exists(#2) AND #1 < :2",
        "ExpressionAttributeNames":{"#0":"title","#1":"revision","#2":"PK"},
        "ExpressionAttributeValues":{":0":{"S":"t"},":1":{"N":"1"},":2":{"N":"9"}},
        "ReturnValues":"ALL_NEW"})j");
}

TEST_CASE("table: a failed condition brings the old item when it was asked for") {
    table_of_users f;
    f.refuse(
        R"({"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
            "message":"The conditional request failed",
            "Item":{"iditem":{"S":"1"},"username":{"S":"Ann"},"archived":{"BOOL":true}}})");
    auto const done = f.items.put({.id = "1"}, if_not_exists, old_item_on_failure);
    REQUIRE_FALSE(done.has_value());
    CHECK(done.error().code == skiff::condition::condition_failed);
    CHECK(done.error().code == errc::conditional_check_failed_exception);
    auto const old = failed_item<work_item>(done.error());
    REQUIRE(old);
    CHECK(old->name == "Ann");
    CHECK(old->archived);

    f.refuse(R"({"__type":"ConditionalCheckFailedException","message":"no"})");
    auto const again = f.items.put({.id = "1"}, if_not_exists);
    REQUIRE_FALSE(again.has_value());
    CHECK_FALSE(failed_item<work_item>(again.error()));
    CHECK_THROWS_AS(again.value(), skiff::service_error);
}

TEST_CASE("table: what cannot be stored is refused before it is sent") {
    table_of_users f;
    table<reading> readings(f.client, "readings");
    auto const done = readings.put({.sensor = 1, .celsius = std::nan("")});
    REQUIRE_FALSE(done.has_value());
    CHECK(done.error().code == skiff::errc::invalid_request);
    CHECK(done.error().message.find("attribute 'celsius'") != std::string::npos);
    CHECK_FALSE(readings.update(1, 2, set<&reading::celsius>(std::nan(""))).has_value());
    CHECK(f.wire->requests.empty());
}

TEST_CASE("table: number keys are written as numbers") {
    table_of_users f;
    table<reading> readings(f.client, "readings");
    f.answer("{}");
    CHECK_FALSE(readings.get(7, number::parse("1.5").value()).value());
    CHECK_JSON(f.body(),
               R"({"TableName":"readings","Key":{"sensor":{"N":"7"},"second":{"N":"1.5"}}})");
}
