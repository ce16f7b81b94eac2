// SPDX-License-Identifier: Apache-2.0
#include "harness.hpp"

#include "support/catch.hpp"

#include <skiff/dynamodb/errors.hpp>

#include <atomic>
#include <filesystem>
#include <thread>
#include <vector>

#include <unistd.h>

using skiff::local::dynamodb::testing::harness;

namespace {

void create(harness& db, std::string const& name = "work") {
    REQUIRE(db("CreateTable", "{'TableName':'" + name + R"(','BillingMode':'PAY_PER_REQUEST',
        'AttributeDefinitions':[{'AttributeName':'id','AttributeType':'S'}],
        'KeySchema':[{'AttributeName':'id','KeyType':'HASH'}]})")
                .starts_with("{"));
}

std::string put(std::string const& id, std::string const& more = "") {
    return "{'PutRequest':{'Item':{'id':{'S':'" + id + "'}" + more + "}}}";
}

std::string const v = "ValidationException: ";

} // namespace

TEST_CASE("batch: writes and reads many items of several tables") {
    harness db;
    create(db);
    create(db, "other");
    CHECK(db("BatchWriteItem", "{'RequestItems':{'work':[" + put("1") + "," + put("2") +
                                   "],'other':[" + put("3") +
                                   "]},'ReturnConsumedCapacity':'TOTAL'}") ==
          R"({"UnprocessedItems":{},"ConsumedCapacity":[{"TableName":"other","CapacityUnits":1},)"
          R"({"TableName":"work","CapacityUnits":2}]})");
    CHECK(db("BatchWriteItem",
             "{'RequestItems':{'work':[{'DeleteRequest':{'Key':{'id':{'S':'1'}}}},"
             "{'DeleteRequest':{'Key':{'id':{'S':'9'}}}}]}}")
              .starts_with("{"));
    CHECK(
        db("BatchGetItem", "{'RequestItems':{'work':{'Keys':[{'id':{'S':'1'}},{'id':{'S':'2'}}]},"
                           "'other':{'Keys':[{'id':{'S':'3'}}]}}}")
            .starts_with(R"({"Responses":{"other":[{"id":{"S":"3"}}],"work":[{"id":{"S":"2"}}]})"));
}

TEST_CASE("batch: refusals have DynamoDB's words, and nothing is written") {
    harness db;
    create(db);
    std::string many;
    std::string keys;
    for (int i = 0; i != 26; ++i)
        many += (i ? "," : "") + put(std::to_string(i));
    for (int i = 0; i != 101; ++i)
        keys += (i ? "," : "") + ("{'id':{'S':'" + std::to_string(i) + "'}}");
    CHECK(db("BatchWriteItem", "{'RequestItems':{'work':[" + many + "]}}") ==
          v + "Too many items requested for the BatchWriteItem call");
    CHECK(db("BatchGetItem", "{'RequestItems':{'work':{'Keys':[" + keys + "]}}}") ==
          v + "Too many items requested for the BatchGetItem call");
    CHECK(db("BatchWriteItem", "{'RequestItems':{'work':[" + put("1") + "," + put("1") + "]}}") ==
          v + "Provided list of item keys contains duplicates");
    CHECK(db("BatchGetItem",
             "{'RequestItems':{'work':{'Keys':[{'id':{'S':'1'}},{'id':{'S':'1'}}]}}}") ==
          v + "Provided list of item keys contains duplicates");
    CHECK(db("BatchWriteItem",
             "{'RequestItems':{'work':[" + put("1") + "],'none':[" + put("1") + "]}}") ==
          "ResourceNotFoundException: Requested resource not found");
    CHECK(db("BatchWriteItem",
             "{'RequestItems':{'work':[" + put("1") + "," + put("2", ",'e':{'SS':[]}") + "]}}") ==
          v + "One or more parameter values were invalid: An string set  may not be empty");
    CHECK(db("BatchGetItem", "{'RequestItems':{'work':{'Keys':[{'x':{'S':'1'}}]}}}") ==
          v + "The provided key element does not match the schema");
    CHECK(db("Scan", "{'TableName':'work','Select':'COUNT'}") ==
          R"({"Items":[],"Count":0,"ScannedCount":0})");
}

TEST_CASE("batch: reading stops at 16 MB and names the keys that are left") {
    harness db;
    create(db);
    std::string keys;
    for (int i = 0; i != 50; ++i) {
        auto const id = std::to_string(i);
        db("PutItem", "{'TableName':'work','Item':{'id':{'S':'" + id + "'},'d':{'S':'" +
                          std::string(390'000, 'x') + "'}}}");
        keys += (i ? "," : "") + ("{'id':{'S':'" + id + "'}}");
    }
    auto const answer = db("BatchGetItem", "{'RequestItems':{'work':{'Keys':[" + keys + "]}}}");
    CHECK(answer.ends_with(
        R"("UnprocessedKeys":{"work":{"Keys":[{"id":{"S":"44"}},{"id":{"S":"45"}},)"
        R"({"id":{"S":"46"}},{"id":{"S":"47"}},{"id":{"S":"48"}},{"id":{"S":"49"}}]}}})"));
}

TEST_CASE("transactions: all writes happen or none, with a reason for each action") {
    harness db;
    create(db);
    auto const write = [&](std::string const& actions, std::string const& rest = "") {
        return db("TransactWriteItems", "{'TransactItems':[" + actions + "]" + rest + "}");
    };
    auto const item = [](std::string const& id, std::string const& rest = "") {
        return "{'Put':{'TableName':'work','Item':{'id':{'S':'" + id + "'}}" + rest + "}}";
    };
    std::string const fresh = ",'ConditionExpression':'attribute_not_exists(id)'";
    CHECK(write(item("1", fresh) + "," + item("2", fresh)) == "{}");
    CHECK(write(item("3", fresh) + "," + item("2", fresh)) ==
          "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons "
          "for specific reasons [None, ConditionalCheckFailed]");
    CHECK(db("GetItem", "{'TableName':'work','Key':{'id':{'S':'3'}}}") == "{}");
    CHECK(write("{'Update':{'TableName':'work','Key':{'id':{'S':'1'}},'UpdateExpression':'SET n = "
                ":n','ExpressionAttributeValues':{':n':{'N':'5'}}}},{'Delete':{'TableName':'work',"
                "'Key':{'id':{'S':'2'}}}},{'ConditionCheck':{'TableName':'work','Key':{'id':{'S':"
                "'9'}},'ConditionExpression':'attribute_not_exists(id)'}}") == "{}");
    CHECK(db("TransactGetItems", "{'TransactItems':[{'Get':{'TableName':'work','Key':{'id':{'S':"
                                 "'1'}}}},{'Get':{'TableName':'work','Key':{'id':{'S':'2'}}}}]}") ==
          R"({"Responses":[{"Item":{"id":{"S":"1"},"n":{"N":"5"}}},{}]})");
    CHECK(write(item("1") + "," + item("1")) ==
          v + "Transaction request cannot include multiple operations on one item");
    CHECK(write("{}") == v + "TransactItems can only contain one of Check, Put, Update or Delete");
}

TEST_CASE("transactions: a token makes a repetition harmless for ten minutes") {
    harness db;
    create(db);
    auto const add = [&](std::string const& by) {
        return db("TransactWriteItems",
                  "{'ClientRequestToken':'t','TransactItems':[{'Update':{'TableName':'work','Key':"
                  "{'id':{'S':'1'}},'UpdateExpression':'ADD n :n','ExpressionAttributeValues':{"
                  "':n':{'N':'" +
                      by + "'}}}}]}");
    };
    auto const value = [&] { return db("GetItem", "{'TableName':'work','Key':{'id':{'S':'1'}}}"); };
    CHECK(add("1") == "{}");
    CHECK(add("1") == "{}");
    CHECK(value() == R"({"Item":{"id":{"S":"1"},"n":{"N":"1"}}})");
    CHECK(add("2").starts_with("IdempotentParameterMismatchException: "));
    db.clock.advance(std::chrono::minutes(11));
    CHECK(add("2") == "{}");
    CHECK(value() == R"({"Item":{"id":{"S":"1"},"n":{"N":"3"}}})");
}

TEST_CASE("transactions: a token is for one request to the last byte") {
    harness db;
    create(db);
    auto const write = [&](char last) {
        return db("TransactWriteItems", "{'ClientRequestToken':'t','TransactItems':[{'Put':{"
                                        "'TableName':'work','Item':{'id':{'S':'1'},'s':{'S':'" +
                                            std::string(100'000, 'x') + last + "'}}}}]}");
    };
    CHECK(write('a') == "{}");
    CHECK(write('b').starts_with("IdempotentParameterMismatchException: "));
    CHECK(write('a') == "{}");
}

TEST_CASE("database: a folder keeps tables, items, indexes and settings") {
    auto const folder = std::filesystem::temp_directory_path() /
                        ("skiff-dynamodb-" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    std::string described;
    {
        harness db(folder);
        REQUIRE(db("CreateTable", R"({'TableName':'kept','BillingMode':'PAY_PER_REQUEST',
            'AttributeDefinitions':[{'AttributeName':'id','AttributeType':'S'},
                                    {'AttributeName':'n','AttributeType':'N'}],
            'KeySchema':[{'AttributeName':'id','KeyType':'HASH'}],'Tags':[{'Key':'k','Value':'v'}],
            'GlobalSecondaryIndexes':[{'IndexName':'by-n','KeySchema':[{'AttributeName':'n',
                'KeyType':'HASH'}],'Projection':{'ProjectionType':'ALL'}}]})")
                    .starts_with("{"));
        db("PutItem", "{'TableName':'kept','Item':{'id':{'S':'1'},'n':{'N':'1.5'},'l':{'L':[{'M':{"
                      "'b':{'B':'AAE='},'t':{'BOOL':true},'z':{'NULL':true}}},{'SS':['a']},{'NS':["
                      "'-1','1e-100']},{'BS':['AA==']}]}}}");
        db("UpdateTimeToLive", "{'TableName':'kept','TimeToLiveSpecification':{'Enabled':true,"
                               "'AttributeName':'x'}}");
        described = db("DescribeTable", "{'TableName':'kept'}");
    }
    {
        harness db(folder);
        CHECK(db("DescribeTable", "{'TableName':'kept'}") == described);
        CHECK(db("DescribeTimeToLive", "{'TableName':'kept'}").find("ENABLED") !=
              std::string::npos);
        CHECK(db("ListTagsOfResource", "{'ResourceArn':'arn:aws:dynamodb:eu-central-1:000000000000:"
                                       "table/kept'}") == R"({"Tags":[{"Key":"k","Value":"v"}]})");
        std::string const zeros(99, '0');
        CHECK(db("Query", "{'TableName':'kept','IndexName':'by-n','KeyConditionExpression':'n = "
                          ":n','ExpressionAttributeValues':{':n':{'N':'1.50'}}}") ==
              R"({"Items":[{"id":{"S":"1"},"l":{"L":[{"M":{"b":{"B":"AAE="},"t":{"BOOL":true},)"
              R"("z":{"NULL":true}}},{"SS":["a"]},{"NS":["-1","0.)" +
                  zeros +
                  R"(1"]},{"BS":["AA=="]}]},"n":{"N":"1.5"}}],"Count":1,"ScannedCount":1})");
        db.engine().reset();
    }
    {
        harness db(folder);
        CHECK(db("ListTables", "{}") == R"({"TableNames":[]})");
    }
    std::filesystem::remove_all(folder);
}

TEST_CASE("database: 16 threads lose no write") {
    harness db;
    create(db);
    std::atomic<int> won = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t != 16; ++t)
        threads.emplace_back([&db, &won, t] {
            for (int i = 0; i != 50; ++i) {
                db("UpdateItem", "{'TableName':'work','Key':{'id':{'S':'count'}},"
                                 "'UpdateExpression':'ADD n :one','ExpressionAttributeValues':{"
                                 "':one':{'N':'1'}}}");
                auto const once = db("PutItem", "{'TableName':'work','Item':{'id':{'S':'" +
                                                    std::to_string(i) + "'},'by':{'N':'" +
                                                    std::to_string(t) +
                                                    "'}},'ConditionExpression':"
                                                    "'attribute_not_exists(id)'}");
                won += once == "{}" ? 1 : 0;
            }
        });
    for (auto& thread : threads)
        thread.join();
    CHECK(won == 50);
    CHECK(db("GetItem", "{'TableName':'work','Key':{'id':{'S':'count'}}}") ==
          R"({"Item":{"id":{"S":"count"},"n":{"N":"800"}}})");
    CHECK(db("Scan", "{'TableName':'work','Select':'COUNT'}") ==
          R"({"Items":[],"Count":51,"ScannedCount":51})");
}
