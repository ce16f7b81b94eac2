// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/database.hpp"

#include "harness.hpp"

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <chrono>
#include <string>

using skiff::local::dynamodb::testing::harness;
using std::chrono::seconds;

namespace {

constexpr std::int64_t start = 1'700'000'000; // The harness's clock.

void make_table(harness& db, std::string const& name = "tab") {
    db("CreateTable", "{'TableName':'" + name +
                          "','BillingMode':'PAY_PER_REQUEST','AttributeDefinitions':[{"
                          "'AttributeName':'a','AttributeType':'S'},{'AttributeName':'b',"
                          "'AttributeType':'S'}],'KeySchema':[{'AttributeName':'a','KeyType':"
                          "'HASH'}],'GlobalSecondaryIndexes':[{'IndexName':'by-b','KeySchema':[{"
                          "'AttributeName':'b','KeyType':'HASH'}],'Projection':{"
                          "'ProjectionType':'ALL'}}]}");
}

std::string turn(harness& db, std::string const& enabled, std::string const& name = "tab") {
    return db("UpdateTimeToLive", "{'TableName':'" + name +
                                      "','TimeToLiveSpecification':{'Enabled':" + enabled +
                                      ",'AttributeName':'until'}}");
}

void put(harness& db, std::string const& key, std::string const& until) {
    auto const done = db("PutItem", "{'TableName':'tab','Item':{'a':{'S':'" + key +
                                        "'},'b':{'S':'x'},'until':" + until + "}}");
    REQUIRE(done == "{}");
}

std::string numeric(std::int64_t since_1970) {
    return "{'N':'" + std::to_string(since_1970) + "'}";
}

/// "3 3": how many items the table and its index have.
std::string counts(harness& db) {
    auto const count = [&](std::string const& more) {
        auto const answer = db("Scan", "{'TableName':'tab','Select':'COUNT'" + more + "}");
        auto const at = answer.find(R"("Count":)") + 8;
        return answer.substr(at, answer.find(',', at) - at);
    };
    return count("") + " " + count(",'IndexName':'by-b'");
}

} // namespace

TEST_CASE("time to live: an item goes when the clock has passed its time, and from indexes too") {
    harness db;
    make_table(db);
    turn(db, "true");
    put(db, "1", numeric(start + 10));
    put(db, "2", numeric(start + 20));
    CHECK(counts(db) == "2 2");
    db.clock.advance(seconds(10));
    CHECK(counts(db) == "2 2"); // Its last second is not over.
    db.clock.advance(seconds(1));
    CHECK(counts(db) == "1 1");
    CHECK(db("GetItem", "{'TableName':'tab','Key':{'a':{'S':'1'}}}") == "{}");
    put(db, "2", numeric(start + 1000));
    db.clock.advance(seconds(500));
    CHECK(counts(db) == "1 1"); // Its time was moved.
    db("UpdateItem", "{'TableName':'tab','Key':{'a':{'S':'2'}},'UpdateExpression':"
                     "'REMOVE #u','ExpressionAttributeNames':{'#u':'until'}}");
    db.clock.advance(seconds(5000));
    CHECK(counts(db) == "1 1"); // Nothing says that it ends.
}

TEST_CASE("time to live: what is no time in the last five years stays") {
    harness db;
    make_table(db);
    turn(db, "true");
    put(db, "text", "{'S':'" + std::to_string(start - 10) + "'}");
    put(db, "list", "{'L':[{'N':'1'}]}");
    put(db, "long ago", numeric(start - 6 * 365 * 86400));
    put(db, "zero", numeric(0));
    put(db, "negative", numeric(-5));
    put(db, "milliseconds", numeric((start - 10) * 1000));
    put(db, "now", numeric(start));
    put(db, "over", "{'N':'1699999999.5'}");
    put(db, "long over", numeric(start - 4 * 365 * 86400));
    CHECK(counts(db) == "7 7");
}

TEST_CASE("time to live: every operation that looks at items finds them gone") {
    struct {
        std::string operation;
        std::string request;
        std::string answer;
    } const cases[] = {
        {"GetItem", "{'TableName':'tab','Key':{'a':{'S':'1'}}}", "{}"},
        {"DeleteItem", "{'TableName':'tab','Key':{'a':{'S':'1'}},'ReturnValues':'ALL_OLD'}", "{}"},
        {"PutItem",
         "{'TableName':'tab','Item':{'a':{'S':'1'}},'ConditionExpression':"
         "'attribute_not_exists(a)'}",
         "{}"},
        {"UpdateItem", "{'TableName':'tab','Key':{'a':{'S':'1'}},'ReturnValues':'ALL_OLD'}", "{}"},
        {"Query",
         "{'TableName':'tab','IndexName':'by-b','KeyConditionExpression':'b = :b',"
         "'ExpressionAttributeValues':{':b':{'S':'x'}}}",
         R"({"Items":[],"Count":0,"ScannedCount":0})"},
        {"Scan", "{'TableName':'tab'}", R"({"Items":[],"Count":0,"ScannedCount":0})"},
        {"BatchGetItem", "{'RequestItems':{'tab':{'Keys':[{'a':{'S':'1'}}]}}}",
         R"({"Responses":{"tab":[]},"UnprocessedKeys":{}})"},
        {"TransactGetItems",
         "{'TransactItems':[{'Get':{'TableName':'tab','Key':{'a':{'S':'1'}}}}]}",
         R"({"Responses":[{}]})"},
        {"TransactWriteItems",
         "{'TransactItems':[{'Put':{'TableName':'tab','Item':{'a':{'S':'1'}},"
         "'ConditionExpression':'attribute_not_exists(a)'}}]}",
         "{}"},
    };
    for (auto const& test : cases) {
        INFO(test.operation);
        harness db;
        make_table(db);
        turn(db, "true");
        put(db, "1", numeric(start + 5));
        db.clock.advance(seconds(6));
        CHECK(db(test.operation, test.request) == test.answer);
    }
}

TEST_CASE("time to live: one request removes a hundred at most, and costs no capacity") {
    harness db;
    make_table(db);
    turn(db, "true");
    for (int i = 0; i != 250; ++i)
        put(db, std::to_string(i), numeric(start + 1));
    db.clock.advance(seconds(60));
    auto const first = db("GetItem", "{'TableName':'tab','Key':{'a':{'S':'none'}},"
                                     "'ReturnConsumedCapacity':'TOTAL'}");
    CHECK(first.find(R"("CapacityUnits":0.5)") != std::string::npos);
    auto const described = db("DescribeTable", "{'TableName':'tab'}");
    CHECK(described.find(R"("ItemCount":50)") != std::string::npos);
    CHECK(counts(db) == "0 0");
}

TEST_CASE("time to live: items from before it is turned on count, and none after it is off") {
    harness db;
    make_table(db);
    put(db, "1", numeric(start - 5));
    put(db, "2", numeric(start + 5));
    CHECK(counts(db) == "2 2");
    turn(db, "true");
    CHECK(counts(db) == "1 1");
    turn(db, "false");
    db.clock.advance(seconds(60));
    CHECK(counts(db) == "1 1");
    turn(db, "true");
    CHECK(counts(db) == "0 0");
}

TEST_CASE("time to live: survives changes of indexes, and goes with its table") {
    harness db;
    make_table(db);
    turn(db, "true");
    put(db, "1", numeric(start + 5));
    db("UpdateTable", "{'TableName':'tab','GlobalSecondaryIndexUpdates':[{'Delete':{"
                      "'IndexName':'by-b'}}]}");
    put(db, "2", numeric(start + 5));
    put(db, "3", numeric(start + 50));
    db.clock.advance(seconds(6));
    CHECK(db("Scan", "{'TableName':'tab','Select':'COUNT'}") ==
          R"({"Items":[],"Count":1,"ScannedCount":1})");
    db("DeleteTable", "{'TableName':'tab'}");
    make_table(db);
    CHECK(db("DescribeTimeToLive", "{'TableName':'tab'}") ==
          R"({"TimeToLiveDescription":{"TimeToLiveStatus":"DISABLED"}})");
    put(db, "1", numeric(start - 5));
    CHECK(counts(db) == "1 1");
    db.engine().reset();
    make_table(db);
    CHECK(turn(db, "true").starts_with(R"({"TimeToLiveSpecification")"));
}

TEST_CASE("time to live: is kept in the folder") {
    skiff::test::temporary_folder const folder;
    {
        harness db(folder.path());
        make_table(db);
        turn(db, "true");
        put(db, "1", numeric(start + 5));
    }
    harness db(folder.path());
    CHECK(counts(db) == "1 1");
    db.clock.advance(seconds(6));
    CHECK(counts(db) == "0 0");
}
