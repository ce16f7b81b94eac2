// SPDX-License-Identifier: Apache-2.0
#include <skiff/dynamodb/table.hpp>

#include "support/json_equal.hpp"
#include "unit/dynamodb/fake_dynamodb.hpp"
#include "unit/dynamodb/sample_items.hpp"

using namespace skiff::dynamodb;

TEST_CASE("table: create makes the schema's keys and indexes and waits until it is active") {
    fake_dynamodb f;
    f.answer(R"({"TableDescription":{"TableStatus":"CREATING"}})");
    f.wire->answer(400, R"({"__type":"x#ResourceNotFoundException","message":"not yet"})");
    f.answer(R"({"Table":{"TableStatus":"CREATING"}})");
    f.answer(R"({"Table":{"TableStatus":"ACTIVE"}})");
    table<note>(f.client, "notes").create().value();
    REQUIRE(f.wire->requests.size() == 4);
    CHECK(f.operation() == "DescribeTable");
    CHECK(f.clock->pauses.size() == 2);
    CHECK_JSON(f.body(0), R"({"TableName":"notes","BillingMode":"PAY_PER_REQUEST",
        "KeySchema":[{"AttributeName":"PK","KeyType":"HASH"},{"AttributeName":"SK","KeyType":"RANGE"}],
        "AttributeDefinitions":[{"AttributeName":"PK","AttributeType":"S"},
            {"AttributeName":"SK","AttributeType":"S"},{"AttributeName":"title","AttributeType":"S"},
            {"AttributeName":"revision","AttributeType":"N"}],
        "GlobalSecondaryIndexes":[{"IndexName":"by-title","Projection":{"ProjectionType":"ALL"},
            "KeySchema":[{"AttributeName":"title","KeyType":"HASH"},
                         {"AttributeName":"revision","KeyType":"RANGE"}]}],
        "LocalSecondaryIndexes":[{"IndexName":"by-revision","Projection":{"ProjectionType":"ALL"},
            "KeySchema":[{"AttributeName":"PK","KeyType":"HASH"},
                         {"AttributeName":"revision","KeyType":"RANGE"}]}]})");
}

TEST_CASE("table: create without indexes names only the key") {
    fake_dynamodb f;
    f.answer("{}");
    f.answer(R"({"Table":{"TableStatus":"ACTIVE"}})");
    table<work_item>(f.client, "work").create().value();
    CHECK_JSON(f.body(0), R"({"TableName":"work","BillingMode":"PAY_PER_REQUEST",
        "KeySchema":[{"AttributeName":"iditem","KeyType":"HASH"}],
        "AttributeDefinitions":[{"AttributeName":"iditem","AttributeType":"S"}]})");
}

TEST_CASE("table: create of a table that exists says so") {
    fake_dynamodb f;
    f.refuse(R"({"__type":"x#ResourceInUseException","message":"Table already exists: work"})");
    auto const made = table<work_item>(f.client, "work").create();
    REQUIRE(made.has_error());
    CHECK(made.error().code == skiff::condition::already_exists);
    CHECK(f.wire->requests.size() == 1);
}

TEST_CASE("table: drop waits until the table is gone") {
    fake_dynamodb f;
    f.answer("{}");
    f.answer(R"({"Table":{"TableStatus":"DELETING"}})");
    f.refuse(R"({"__type":"x#ResourceNotFoundException","message":"gone"})");
    table<work_item>(f.client, "work").drop().value();
    CHECK(f.wire->requests.size() == 3);
    CHECK_JSON(f.body(0), R"({"TableName":"work"})");

    f.refuse(R"({"__type":"x#ResourceNotFoundException","message":"never there"})");
    auto const dropped = table<work_item>(f.client, "work").drop();
    REQUIRE(dropped.has_error());
    CHECK(dropped.error().code == skiff::condition::not_found);
}

TEST_CASE("table: add_indexes adds the global ones that are missing, and waits for each") {
    fake_dynamodb f;
    f.answer(R"({"Table":{"TableStatus":"ACTIVE"}})");
    f.answer(R"({"Table":{"TableStatus":"UPDATING"}})");
    f.answer(R"({"Table":{"TableStatus":"ACTIVE"}})");
    f.answer(R"({"TableDescription":{"TableStatus":"UPDATING"}})");
    f.answer(R"({"Table":{"TableStatus":"ACTIVE",
        "GlobalSecondaryIndexes":[{"IndexName":"by-title","IndexStatus":"CREATING"}]}})");
    f.answer(R"({"Table":{"TableStatus":"ACTIVE",
        "GlobalSecondaryIndexes":[{"IndexName":"by-title","IndexStatus":"ACTIVE"}]}})");
    table<note>(f.client, "notes").add_indexes().value();
    REQUIRE(f.wire->requests.size() == 6);
    CHECK(f.clock->pauses.size() == 2);
    CHECK_JSON(f.body(3), R"({"TableName":"notes",
        "AttributeDefinitions":[{"AttributeName":"title","AttributeType":"S"},
            {"AttributeName":"revision","AttributeType":"N"}],
        "GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"by-title",
            "Projection":{"ProjectionType":"ALL"},
            "KeySchema":[{"AttributeName":"title","KeyType":"HASH"},
                         {"AttributeName":"revision","KeyType":"RANGE"}]}}]})");

    auto const whole = R"({"Table":{"TableStatus":"ACTIVE",
        "GlobalSecondaryIndexes":[{"IndexName":"by-title","IndexStatus":"ACTIVE"}]}})";
    f.answer(whole);
    f.answer(whole);
    table<note>(f.client, "notes").add_indexes().value();
    CHECK(f.wire->requests.size() == 8);

    f.refuse(R"({"__type":"x#ResourceNotFoundException","message":"none"})");
    CHECK(table<note>(f.client, "notes").add_indexes().error().code == skiff::condition::not_found);
}
