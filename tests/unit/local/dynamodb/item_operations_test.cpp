// SPDX-License-Identifier: Apache-2.0
#include "from_json.hpp"
#include "harness.hpp"

#include <skiff/dynamodb/errors.hpp>

#include "support/catch.hpp"

using skiff::local::dynamodb::testing::harness;
using skiff::local::dynamodb::testing::text_of;

namespace {

struct step {
    char const* operation;
    std::string request;
    std::string answer;
};

void run(harness& db, std::vector<step> const& steps) {
    for (auto const& s : steps) {
        INFO(s.operation << ' ' << s.request);
        auto answer = db(s.operation, s.request);
        std::ranges::replace(answer, '"', '\'');
        CHECK(answer == s.answer);
    }
}

void create_simple(harness& db) {
    auto const answer = db("CreateTable", R"({'TableName':'work',
        'AttributeDefinitions':[{'AttributeName':'id','AttributeType':'S'}],
        'KeySchema':[{'AttributeName':'id','KeyType':'HASH'}],'BillingMode':'PAY_PER_REQUEST'})");
    REQUIRE(answer.starts_with("{\"TableDescription\""));
}

void create_composite(harness& db) {
    auto const answer = db("CreateTable", R"({'TableName':'notes',
        'AttributeDefinitions':[{'AttributeName':'pk','AttributeType':'S'},
                                {'AttributeName':'sk','AttributeType':'N'}],
        'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'},{'AttributeName':'sk','KeyType':'RANGE'}],
        'BillingMode':'PAY_PER_REQUEST'})");
    REQUIRE(answer.starts_with("{\"TableDescription\""));
}

std::string const invalid = "ValidationException: One or more parameter values were invalid: ";
std::string const not_valid = "ValidationException: One or more parameter values are not valid. ";

} // namespace

TEST_CASE("items: put, get, update and delete answer as DynamoDB does") {
    harness db;
    create_simple(db);
    run(db,
        {
            {"PutItem", "{'TableName':'work','Item':{'id':{'S':'1'},'n':{'N':'01.50'}}}", "{}"},
            {"GetItem", "{'TableName':'work','Key':{'id':{'S':'1'}}}",
             "{'Item':{'id':{'S':'1'},'n':{'N':'1.5'}}}"},
            {"GetItem", "{'TableName':'work','Key':{'id':{'S':'2'}}}", "{}"},
            {"GetItem",
             "{'TableName':'work','Key':{'id':{'S':'1'}},'ProjectionExpression':'#n',"
             "'ExpressionAttributeNames':{'#n':'n'},'ReturnConsumedCapacity':'TOTAL'}",
             "{'Item':{'n':{'N':'1.5'}},'ConsumedCapacity':{'TableName':'work','CapacityUnits':0."
             "5}}"},
            {"GetItem", "{'TableName':'work','Key':{'id':{'S':'1'}},'AttributesToGet':['n']}",
             "{'Item':{'n':{'N':'1.5'}}}"},
            {"PutItem",
             "{'TableName':'work','Item':{'id':{'S':'1'},'a':{'S':'b'}},'ReturnValues':'ALL_OLD',"
             "'ReturnConsumedCapacity':'TOTAL'}",
             "{'Attributes':{'id':{'S':'1'},'n':{'N':'1.5'}},'ConsumedCapacity':{'TableName':'work'"
             ",'CapacityUnits':1}}"},
            {"UpdateItem",
             "{'TableName':'work','Key':{'id':{'S':'1'}},'UpdateExpression':'SET c = :c, m = :m',"
             "'ExpressionAttributeValues':{':c':{'N':'1'},':m':{'M':{'x':{'S':'y'}}}},"
             "'ReturnValues':'ALL_NEW'}",
             "{'Attributes':{'a':{'S':'b'},'c':{'N':'1'},'id':{'S':'1'},'m':{'M':{'x':{'S':'y'}}}}"
             "}"},
            {"UpdateItem",
             "{'TableName':'work','Key':{'id':{'S':'1'}},'UpdateExpression':'ADD c :c SET m.z = "
             ":c',"
             "'ExpressionAttributeValues':{':c':{'N':'2'}},'ReturnValues':'UPDATED_NEW'}",
             "{'Attributes':{'c':{'N':'3'},'m':{'M':{'z':{'N':'2'}}}}}"},
            {"UpdateItem",
             "{'TableName':'work','Key':{'id':{'S':'1'}},'UpdateExpression':'REMOVE a SET c = :c',"
             "'ExpressionAttributeValues':{':c':{'N':'9'}},'ReturnValues':'UPDATED_OLD'}",
             "{'Attributes':{'a':{'S':'b'},'c':{'N':'3'}}}"},
            {"UpdateItem", "{'TableName':'work','Key':{'id':{'S':'new'}},'ReturnValues':'ALL_NEW'}",
             "{'Attributes':{'id':{'S':'new'}}}"},
            {"UpdateItem",
             "{'TableName':'work','Key':{'id':{'S':'1'}},'AttributeUpdates':{'c':{'Action':'ADD',"
             "'Value':{'N':'1'}},'m':{'Action':'DELETE'},'p':{'Value':{'S':'q'}}},"
             "'ReturnValues':'ALL_NEW'}",
             "{'Attributes':{'c':{'N':'10'},'id':{'S':'1'},'p':{'S':'q'}}}"},
            {"DeleteItem", "{'TableName':'work','Key':{'id':{'S':'1'}},'ReturnValues':'ALL_OLD'}",
             "{'Attributes':{'c':{'N':'10'},'id':{'S':'1'},'p':{'S':'q'}}}"},
            {"DeleteItem", "{'TableName':'work','Key':{'id':{'S':'1'}},'ReturnValues':'ALL_OLD'}",
             "{}"},
            {"GetItem", "{'TableName':'work','Key':{'id':{'S':'1'}}}", "{}"},
        });
}

TEST_CASE("items: conditions hold or fail with the old item when asked") {
    harness db;
    create_simple(db);
    std::string const failed = "ConditionalCheckFailedException: The conditional request failed";
    run(db, {
                {"PutItem",
                 "{'TableName':'work','Item':{'id':{'S':'1'}},"
                 "'ConditionExpression':'attribute_not_exists(id)'}",
                 "{}"},
                {"PutItem",
                 "{'TableName':'work','Item':{'id':{'S':'1'}},"
                 "'ConditionExpression':'attribute_not_exists(id)'}",
                 failed},
                {"UpdateItem",
                 "{'TableName':'work','Key':{'id':{'S':'2'}},'UpdateExpression':'SET a=:a',"
                 "'ConditionExpression':'attribute_exists(id)',"
                 "'ExpressionAttributeValues':{':a':{'S':'x'}}}",
                 failed},
                {"DeleteItem",
                 "{'TableName':'work','Key':{'id':{'S':'1'}},'ConditionExpression':'a = :a',"
                 "'ExpressionAttributeValues':{':a':{'S':'x'}}}",
                 failed},
                {"PutItem",
                 "{'TableName':'work','Item':{'id':{'S':'1'}},'Expected':{'id':{'Exists':false}}}",
                 failed},
                {"PutItem",
                 "{'TableName':'work','Item':{'id':{'S':'1'}},'Expected':{'id':{"
                 "'ComparisonOperator':'BEGINS_WITH','AttributeValueList':[{'S':'1'}]},"
                 "'q':{'ComparisonOperator':'NULL'}}}",
                 "{}"},
                {"GetItem", "{'TableName':'work','Key':{'id':{'S':'2'}}}", "{}"},
            });

    skiff::dynamodb::put_item_request request;
    request.table_name = "work";
    request.item = {{"id", "1"}, {"b", 2}};
    request.condition_expression = "attribute_not_exists(id)";
    request.return_values_on_condition_check_failure =
        skiff::dynamodb::return_values_on_condition_check_failure::all_old;
    auto const answer = db.engine().put_item(request);
    REQUIRE(answer.has_error());
    auto const refused = answer.error();
    CHECK(refused.code == skiff::condition::condition_failed);
    auto const* const details = refused.as<skiff::dynamodb::conditional_check_failed_exception>();
    REQUIRE(details);
    CHECK(text_of(details->item) == R"({"id":{"S":"1"}})");
}

TEST_CASE("items: what a request gets wrong is answered in DynamoDB's words") {
    harness db;
    create_simple(db);
    create_composite(db);
    auto const put = [](std::string const& rest) { return "{'TableName':'work'," + rest + "}"; };
    auto const item = [&](std::string const& attributes) {
        return put("'Item':{'id':{'S':'1'}," + attributes + "}");
    };
    std::string const no_schema =
        "ValidationException: The provided key element does not match the schema";
    run(db,
        {
            {"PutItem", "{'TableName':'none','Item':{}}",
             "ResourceNotFoundException: Requested resource not found"},
            {"PutItem", "{'TableName':'b*d','Item':{}}",
             "ValidationException: 1 validation error detected: Value 'b*d' at 'tableName' failed "
             "to satisfy constraint: Member must satisfy regular expression pattern: "
             "[a-zA-Z0-9_.-]+"},
            {"PutItem", put("'Item':{'a':{'S':'b'}}"), invalid + "Missing the key id in the item"},
            {"PutItem", put("'Item':{'id':{'N':'1'}}"),
             invalid + "Type mismatch for key id expected: S actual: N"},
            {"PutItem", put("'Item':{'id':{'S':''}}"),
             not_valid + "The AttributeValue for a key attribute cannot contain an empty string "
                         "value. Key: id"},
            {"PutItem", item("'e':{'S':''},'b':{'B':''}"), "{}"},
            {"PutItem", item("'e':{'SS':[]}"), invalid + "An string set  may not be empty"},
            {"PutItem", item("'e':{'NS':[]}"), invalid + "An number set  may not be empty"},
            {"PutItem", item("'e':{'BS':[]}"), invalid + "Binary sets should not be empty"},
            {"PutItem", item("'e':{'SS':['a','b','a']}"),
             invalid + "Input collection [a, b, a] contains duplicates."},
            {"PutItem", item("'e':{'NS':['1','1.0']}"),
             invalid + "Input collection contains duplicates"},
            {"PutItem", item("'e':{'BS':['YQ==','YQ==']}"),
             invalid + "Input collection [YQ==, YQ==]of type BS contains duplicates."},
            {"PutItem", item("'e':{'L':[{'M':{'x':{'SS':[]}}}]}"),
             invalid + "An string set  may not be empty"},
            {"PutItem", put("'Item':{'id':{'S':'1'}},'ReturnValues':'ALL_NEW'"),
             "ValidationException: ReturnValues can only be ALL_OLD or NONE"},
            {"PutItem", put("'Item':{'id':{'S':'1'}},'ReturnValues':'SOME'"),
             "ValidationException: 1 validation error detected: Value 'SOME' at 'returnValues' "
             "failed to satisfy constraint: Member must satisfy enum value set: [NONE, ALL_OLD, "
             "UPDATED_OLD, ALL_NEW, UPDATED_NEW]"},
            {"PutItem", put("'Item':{'id':{'S':'1'}},'ExpressionAttributeValues':{':a':{'S':'b'}}"),
             "ValidationException: ExpressionAttributeValues can only be specified when using "
             "expressions: ConditionExpression is null"},
            {"PutItem",
             put("'Item':{'id':{'S':'1'}},'ConditionExpression':'attribute_exists(id)',"
                 "'ExpressionAttributeNames':{'#a':'b'}"),
             "ValidationException: Value provided in ExpressionAttributeNames unused in "
             "expressions: keys: {#a}"},
            {"PutItem",
             put("'Item':{'id':{'S':'1'}},'ConditionExpression':'attribute_exists(id)',"
                 "'Expected':{'id':{'Exists':false}}"),
             "ValidationException: Can not use both expression and non-expression parameters in "
             "the same request: Non-expression parameters: {Expected} Expression parameters: "
             "{ConditionExpression}"},
            {"GetItem", put("'Key':{'id':{'N':'1'}}"), no_schema},
            {"GetItem", put("'Key':{'id':{'S':'1'},'x':{'S':'1'}}"), no_schema},
            {"GetItem", put("'Key':{}"), no_schema},
            {"GetItem", "{'TableName':'notes','Key':{'pk':{'S':'1'}}}", no_schema},
            {"GetItem", put("'Key':{'id':{'S':''}}"),
             not_valid + "The AttributeValue for a key attribute cannot contain an empty string "
                         "value. Key: id"},
            {"GetItem", put("'Key':{'id':{'S':'1'}},'ProjectionExpression':'status'"),
             "ValidationException: Invalid ProjectionExpression: Attribute name is a reserved "
             "keyword; reserved keyword: status"},
            {"UpdateItem",
             put("'Key':{'id':{'S':'1'}},'UpdateExpression':'SET id = :v',"
                 "'ExpressionAttributeValues':{':v':{'S':'2'}}"),
             invalid + "Cannot update attribute id. This attribute is part of the key"},
            {"UpdateItem",
             put("'Key':{'id':{'S':'1'}},'UpdateExpression':'SET a = :v',"
                 "'ExpressionAttributeValues':{':v':{'SS':[]}}"),
             "ValidationException: ExpressionAttributeValues contains invalid value: One or more "
             "parameter values were invalid: An string set  may not be empty for key :v"},
            {"UpdateItem",
             put("'Key':{'id':{'S':'1'}},'ExpressionAttributeValues':{':v':{'S':'2'}}"),
             "ValidationException: ExpressionAttributeValues can only be specified when using "
             "expressions: UpdateExpression and ConditionExpression are null"},
            {"DeleteItem", put("'Key':{'id':{'BOOL':true}}"), no_schema},
        });
}

TEST_CASE("items: sizes have limits") {
    harness db;
    create_simple(db);
    create_composite(db);
    auto const put = [&](std::size_t bytes) {
        return db("PutItem", "{'TableName':'work','Item':{'id':{'S':'1'},'a':{'S':'" +
                                 std::string(bytes, 'x') + "'}}}");
    };
    constexpr std::size_t overhead = 2 + 1 + 1; // "id", "1", "a"
    CHECK(put(400 * 1024 - overhead) == "{}");
    CHECK(put(400 * 1024 - overhead + 1) ==
          "ValidationException: Item size has exceeded the maximum allowed size");
    CHECK(db("UpdateItem", "{'TableName':'work','Key':{'id':{'S':'1'}},'UpdateExpression':'SET b = "
                           ":b','ExpressionAttributeValues':{':b':{'S':'xxxx'}}}") ==
          "ValidationException: Item size to update has exceeded the maximum allowed size");
    CHECK(db("PutItem",
             "{'TableName':'work','Item':{'id':{'S':'" + std::string(2048, 'x') + "'}}}") == "{}");
    CHECK(db("PutItem",
             "{'TableName':'work','Item':{'id':{'S':'" + std::string(2049, 'x') + "'}}}") ==
          invalid + "Size of hashkey has exceeded the maximum size limit of2048 bytes");
}
