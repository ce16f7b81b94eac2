// SPDX-License-Identifier: Apache-2.0
#include "harness.hpp"

#include "support/catch.hpp"

#include <set>

using skiff::local::dynamodb::testing::harness;

namespace {

std::string const bad_query = "ValidationException: One or more parameter values were invalid: ";

/// A table with a global and two local indexes, and three partitions of notes.
void create_notes(harness& db) {
    auto const created = db("CreateTable", R"({'TableName':'notes','BillingMode':'PAY_PER_REQUEST',
        'AttributeDefinitions':[{'AttributeName':'pk','AttributeType':'S'},
            {'AttributeName':'sk','AttributeType':'N'},{'AttributeName':'color','AttributeType':'S'},
            {'AttributeName':'rank','AttributeType':'N'}],
        'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'},{'AttributeName':'sk','KeyType':'RANGE'}],
        'LocalSecondaryIndexes':[{'IndexName':'by-rank','KeySchema':[
            {'AttributeName':'pk','KeyType':'HASH'},{'AttributeName':'rank','KeyType':'RANGE'}],
            'Projection':{'ProjectionType':'KEYS_ONLY'}}],
        'GlobalSecondaryIndexes':[{'IndexName':'by-color','KeySchema':[
            {'AttributeName':'color','KeyType':'HASH'},{'AttributeName':'rank','KeyType':'RANGE'}],
            'Projection':{'ProjectionType':'INCLUDE','NonKeyAttributes':['title']}}]})");
    REQUIRE(created.starts_with("{\"TableDescription\""));
    char const* const notes[] = {
        "'pk':{'S':'a'},'sk':{'N':'-10'},'title':{'S':'t1'},'color':{'S':'red'},'rank':{'N':'3'}",
        "'pk':{'S':'a'},'sk':{'N':'-1.5'},'title':{'S':'t2'},'color':{'S':'red'},'rank':{'N':'1'}",
        "'pk':{'S':'a'},'sk':{'N':'0'},'title':{'S':'t3'},'more':{'S':'x'}",
        "'pk':{'S':'a'},'sk':{'N':'2'},'title':{'S':'t4'},'color':{'S':'blue'},'rank':{'N':'2'}",
        "'pk':{'S':'a'},'sk':{'N':'10'},'title':{'S':'t5'},'color':{'S':'red'}",
        "'pk':{'S':'b'},'sk':{'N':'1'},'title':{'S':'t6'},'color':{'S':'red'},'rank':{'N':'1.5'}",
        "'pk':{'S':'c'},'sk':{'N':'1'},'title':{'S':'t7'}"};
    for (auto const* note : notes)
        REQUIRE(db("PutItem", "{'TableName':'notes','Item':{" + std::string(note) + "}}") == "{}");
}

/// The titles in an answer, in order: "t1 t2".
std::string titles(std::string const& answer) {
    std::string out;
    std::string const before = R"("title":{"S":")";
    for (auto at = answer.find(before); at != std::string::npos; at = answer.find(before, at + 1))
        out += (out.empty() ? "" : " ") + answer.substr(at + before.size(), 2);
    return answer.starts_with("{") ? out : answer;
}

std::string query(harness& db, std::string const& condition, std::string const& rest = "") {
    return db("Query", "{'TableName':'notes','KeyConditionExpression':'" + condition + "'" +
                           (rest.empty() ? "" : "," + rest) + "}");
}

std::string bound(std::string const& list) {
    return "'ExpressionAttributeValues':{':a':{'S':'a'}" + (list.empty() ? "" : "," + list) + "}";
}

} // namespace

TEST_CASE("query: sort key predicates select in numeric order") {
    harness db;
    create_notes(db);
    struct {
        std::string condition;
        std::string rest;
        std::string expected;
    } const cases[] = {
        {"pk = :a", bound(""), "t1 t2 t3 t4 t5"},
        {"pk = :a", bound("") + ",'ScanIndexForward':false", "t5 t4 t3 t2 t1"},
        {"pk = :a AND sk = :n", bound("':n':{'N':'2.0'}"), "t4"},
        {"pk = :a AND sk < :n", bound("':n':{'N':'0'}"), "t1 t2"},
        {"pk = :a AND sk <= :n", bound("':n':{'N':'0'}"), "t1 t2 t3"},
        {"pk = :a AND sk > :n", bound("':n':{'N':'0'}"), "t4 t5"},
        {"pk = :a AND sk >= :n", bound("':n':{'N':'-1.5'}"), "t2 t3 t4 t5"},
        {"pk = :a AND sk BETWEEN :n AND :m", bound("':n':{'N':'-2'},':m':{'N':'2'}"), "t2 t3 t4"},
        {"pk = :a AND sk = :n", bound("':n':{'N':'3'}"), ""},
        {"pk = :a", bound("':t':{'S':'t3'}") + ",'FilterExpression':'title > :t'", "t4 t5"},
        {"pk = :a", bound("") + ",'Limit':2", "t1 t2"},
        {"pk = :a", bound("") + ",'FilterExpression':'attribute_exists(more)','Limit':2", ""},
        {"pk = :a", bound("") + ",'ExclusiveStartKey':{'pk':{'S':'a'},'sk':{'N':'0'}}", "t4 t5"},
        {"pk = :a",
         bound("") + ",'ExclusiveStartKey':{'pk':{'S':'a'},'sk':{'N':'0'}},"
                     "'ScanIndexForward':false",
         "t2 t1"},
        {"color = :a", "'IndexName':'by-color','ExpressionAttributeValues':{':a':{'S':'red'}}",
         "t2 t6 t1"},
        {"color = :a AND #r < :n",
         "'IndexName':'by-color','ExpressionAttributeValues':{':a':{'S':'red'},':n':{'N':'2'}},"
         "'ExpressionAttributeNames':{'#r':'rank'},'ScanIndexForward':false",
         "t6 t2"},
        {"pk = :a", bound("") + ",'IndexName':'by-rank'", ""},
        {"pk = :a", bound("") + ",'IndexName':'by-rank','ProjectionExpression':'title'",
         "t2 t4 t1"},
        {"pk = :a", bound("") + ",'IndexName':'by-rank','Select':'ALL_ATTRIBUTES'", "t2 t4 t1"},
    };
    for (auto const& c : cases) {
        INFO(c.condition << ' ' << c.rest);
        CHECK(titles(query(db, c.condition, c.rest)) == c.expected);
    }
}

TEST_CASE("query: strings begin and sort by their bytes") {
    harness db;
    db("CreateTable", R"({'TableName':'notes','BillingMode':'PAY_PER_REQUEST',
        'AttributeDefinitions':[{'AttributeName':'pk','AttributeType':'S'},
            {'AttributeName':'sk','AttributeType':'S'}],
        'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'},{'AttributeName':'sk','KeyType':'RANGE'}]})");
    // Each has its place in the order as its title.
    std::pair<char const*, char const*> const keys[] = {
        {"NOTE#", "t1"},  {"NOTE#\\u0000", "t2"}, {"NOTE#1", "t3"},      {"NOTE#10", "t4"},
        {"NOTE#2", "t5"}, {"NOTE#\u00e9", "t6"},  {"NOTE#\u20ac", "t7"}, {"NOTF", "t8"}};
    for (auto const& [key, title] : keys)
        db("PutItem", "{'TableName':'notes','Item':{'pk':{'S':'a'},'sk':{'S':'" + std::string(key) +
                          "'},'title':{'S':'" + title + "'}}}");
    CHECK(titles(query(db, "pk = :a", bound(""))) == "t1 t2 t3 t4 t5 t6 t7 t8");
    CHECK(titles(query(db, "pk = :a AND begins_with(sk, :b)", bound("':b':{'S':'NOTE#'}"))) ==
          "t1 t2 t3 t4 t5 t6 t7");
    CHECK(titles(query(db, "pk = :a AND begins_with(sk, :b)", bound("':b':{'S':'NOTE#1'}"))) ==
          "t3 t4");
    CHECK(titles(query(db, "pk = :a AND sk > :b", bound("':b':{'S':'NOTE#1'}"))) ==
          "t4 t5 t6 t7 t8");
}

TEST_CASE("query: answers carry counts, keys to go on and the cost") {
    harness db;
    create_notes(db);
    CHECK(
        query(db, "pk = :a", bound("") + ",'Select':'COUNT','Limit':3") ==
        R"({"Items":[],"Count":3,"ScannedCount":3,"LastEvaluatedKey":{"pk":{"S":"a"},"sk":{"N":"0"}}})");
    CHECK(
        query(db, "color = :c",
              "'IndexName':'by-color','Limit':1,'ReturnConsumedCapacity':'INDEXES',"
              "'ExpressionAttributeValues':{':c':{'S':'red'}}") ==
        R"({"Items":[{"color":{"S":"red"},"pk":{"S":"a"},"rank":{"N":"1"},"sk":{"N":"-1.5"},)"
        R"("title":{"S":"t2"}}],"Count":1,"ScannedCount":1,"LastEvaluatedKey":{)"
        R"("color":{"S":"red"},"pk":{"S":"a"},"rank":{"N":"1"},"sk":{"N":"-1.5"}},)"
        R"("ConsumedCapacity":{"TableName":"notes","CapacityUnits":0.5,"Table":{"CapacityUnits":0},)"
        R"("GlobalSecondaryIndexes":{"by-color":{"CapacityUnits":0.5}}}})");
    CHECK(titles(query(db, "color = :c",
                       "'IndexName':'by-color','ExpressionAttributeValues':{':c':{'S':'red'}},"
                       "'ExclusiveStartKey':{'color':{'S':'red'},'pk':{'S':'a'},'rank':{'N':'1'},"
                       "'sk':{'N':'-1.5'}}")) == "t6 t1");
    CHECK(query(db, "pk = :a", bound("") + ",'IndexName':'by-rank','Limit':1") ==
          R"({"Items":[{"pk":{"S":"a"},"rank":{"N":"1"},"sk":{"N":"-1.5"}}],"Count":1,)"
          R"("ScannedCount":1,"LastEvaluatedKey":{"pk":{"S":"a"},"rank":{"N":"1"},)"
          R"("sk":{"N":"-1.5"}}})");
}

TEST_CASE("query: what does not fit the table is refused in DynamoDB's words") {
    harness db;
    create_notes(db);
    std::string const v = "ValidationException: ";
    struct {
        std::string condition;
        std::string rest;
        std::string message;
    } const cases[] = {
        {"sk = :n", "'ExpressionAttributeValues':{':n':{'N':'1'}}",
         v + "Query condition missed key schema element: pk"},
        {"pk = :a AND title = :t", bound("':t':{'S':'x'}"),
         v + "Query condition missed key schema element: sk"},
        {"pk = :a AND sk = :n AND title = :n", bound("':n':{'N':'1'}"),
         v + "Conditions can be of length 1 or 2 only"},
        {"pk > :a", bound(""), v + "Query key condition not supported"},
        {"pk = :n", "'ExpressionAttributeValues':{':n':{'N':'1'}}",
         bad_query + "Condition parameter type does not match schema type"},
        {"pk = :a AND sk = :s", bound("':s':{'S':'1'}"),
         bad_query + "Condition parameter type does not match schema type"},
        {"pk = :n", "'ExpressionAttributeValues':{':n':{'S':''}}",
         v + "One or more parameter values are not valid. The AttributeValue for a key attribute "
             "cannot contain an empty string value. Key: pk"},
        {"pk = :a", bound("") + ",'IndexName':'none'",
         v + "The table does not have the specified index: none"},
        {"color = :a", bound("") + ",'IndexName':'by-color','ConsistentRead':true",
         v + "Consistent reads are not supported on global secondary indexes"},
        {"color = :a", bound("") + ",'IndexName':'by-color','Select':'ALL_ATTRIBUTES'",
         bad_query + "Select type ALL_ATTRIBUTES is not supported for global secondary index "
                     "by-color because its projection type is not ALL"},
        {"color = :a", bound("") + ",'IndexName':'by-color','ProjectionExpression':'title, more'",
         bad_query + "Global secondary index by-color does not project [more]"},
        {"pk = :a", bound("") + ",'FilterExpression':'sk > :a'",
         v + "Filter Expression can only contain non-primary key attributes: Primary key "
             "attribute: sk"},
        {"pk = :a", bound("") + ",'Select':'COUNT','ProjectionExpression':'title'",
         v + "Cannot specify the ProjectionExpression when choosing to get COUNT"},
        {"pk = :a", bound("") + ",'Select':'SPECIFIC_ATTRIBUTES'",
         v + "Must specify the AttributesToGet or ProjectionExpression when choosing to get "
             "SPECIFIC_ATTRIBUTES"},
        {"pk = :a", bound("") + ",'ExclusiveStartKey':{'pk':{'S':'a'}}",
         v + "The provided starting key is invalid"},
        {"pk = :a", bound("") + ",'ExclusiveStartKey':{'pk':{'S':'b'},'sk':{'N':'1'}}",
         v + "The provided starting key is outside query boundaries based on provided conditions"},
        {"pk = :a AND sk > :n",
         bound("':n':{'N':'5'}") + ",'ExclusiveStartKey':{'pk':{'S':'a'},'sk':{'N':'1'}}",
         v + "The provided starting key does not match the range key predicate"},
        {"pk = :a", bound("") + ",'Limit':0",
         v + "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: "
             "Member must have value greater than or equal to 1"},
        {"pk = :a", bound("':b':{'S':'x'}"),
         v + "Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}"},
    };
    for (auto const& c : cases) {
        INFO(c.condition << ' ' << c.rest);
        CHECK(query(db, c.condition, c.rest) == c.message);
    }
    CHECK(db("Query", "{'TableName':'notes'}") ==
          v + "Either the KeyConditions or KeyConditionExpression parameter must be specified in "
              "the request.");
}

TEST_CASE("query: indexes follow every write") {
    harness db;
    create_notes(db);
    auto const red = [&] {
        return titles(query(db, "color = :c",
                            "'IndexName':'by-color',"
                            "'ExpressionAttributeValues':{':c':{'S':'red'}}"));
    };
    CHECK(red() == "t2 t6 t1");
    db("UpdateItem", "{'TableName':'notes','Key':{'pk':{'S':'b'},'sk':{'N':'1'}},"
                     "'UpdateExpression':'SET color = :c','ExpressionAttributeValues':{':c':{'S':"
                     "'blue'}}}");
    CHECK(red() == "t2 t1");
    db("UpdateItem", "{'TableName':'notes','Key':{'pk':{'S':'a'},'sk':{'N':'-10'}},"
                     "'UpdateExpression':'SET #r = :r','ExpressionAttributeNames':{'#r':'rank'},"
                     "'ExpressionAttributeValues':{':r':{'N':'0'}}}");
    CHECK(red() == "t1 t2");
    db("DeleteItem", "{'TableName':'notes','Key':{'pk':{'S':'a'},'sk':{'N':'-1.5'}}}");
    CHECK(red() == "t1");
    db("PutItem", "{'TableName':'notes','Item':{'pk':{'S':'a'},'sk':{'N':'-10'}}}");
    CHECK(red() == "");
    CHECK(db("PutItem", "{'TableName':'notes','Item':{'pk':{'S':'a'},'sk':{'N':'1'},"
                        "'color':{'N':'1'}}}") ==
          bad_query +
              "Type mismatch for Index Key color Expected: S Actual: N IndexName: by-color");
    CHECK(db("UpdateItem", "{'TableName':'notes','Key':{'pk':{'S':'a'},'sk':{'N':'-10'}},"
                           "'UpdateExpression':'SET color = :c','ExpressionAttributeValues':{':c':"
                           "{'S':''}}}")
              .starts_with("ValidationException: One or more parameter values are not valid. A "
                           "value specified for a secondary index key is not supported."));
}

TEST_CASE("query: an index that is added later has the old items") {
    harness db;
    create_notes(db);
    auto const updated = db("UpdateTable", R"({'TableName':'notes',
        'AttributeDefinitions':[{'AttributeName':'title','AttributeType':'S'}],
        'GlobalSecondaryIndexUpdates':[{'Create':{'IndexName':'by-title',
            'KeySchema':[{'AttributeName':'title','KeyType':'HASH'}],
            'Projection':{'ProjectionType':'ALL'}}}]})");
    CHECK(updated.find("by-title") != std::string::npos);
    std::string const find = "'IndexName':'by-title','ExpressionAttributeValues':{':t':{'S':'t7'}}";
    CHECK(titles(query(db, "title = :t", find)) == "t7");
    db("UpdateTable",
       "{'TableName':'notes','GlobalSecondaryIndexUpdates':[{'Delete':{'IndexName':'by-title'}}]}");
    CHECK(query(db, "title = :t", find) ==
          "ValidationException: The table does not have the specified index: by-title");
}

TEST_CASE("scan: gives everything once, whole, by pages and by segments") {
    harness db;
    create_notes(db);
    auto const all = db("Scan", "{'TableName':'notes'}");
    CHECK(all.find(R"("Count":7,"ScannedCount":7})") != std::string::npos);
    CHECK(titles(db("Scan", "{'TableName':'notes','IndexName':'by-color'}")).size() == 4 * 3 - 1);

    std::multiset<std::string> found;
    for (int segment = 0; segment != 4; ++segment) {
        auto const part = titles(db("Scan", "{'TableName':'notes','TotalSegments':4,'Segment':" +
                                                std::to_string(segment) + "}"));
        for (std::size_t at = 0; at < part.size(); at += 3)
            found.insert(part.substr(at, 2));
    }
    CHECK(found == std::multiset<std::string>{"t1", "t2", "t3", "t4", "t5", "t6", "t7"});

    std::string start;
    std::string pages;
    for (int page = 0; page != 8; ++page) {
        auto const answer = db("Scan", "{'TableName':'notes','Limit':1" + start + "}");
        pages += titles(answer) + ' ';
        auto const key = answer.find("\"LastEvaluatedKey\":");
        if (key == std::string::npos)
            break;
        start = ",'ExclusiveStartKey':" + answer.substr(key + 19);
        start.pop_back();
    }
    CHECK(pages == titles(all) + "  ");
    CHECK(db("Scan", "{'TableName':'notes','Segment':4,'TotalSegments':4}") ==
          "ValidationException: The Segment parameter is zero-based and must be less than "
          "parameter TotalSegments: Segment: 4 is not less than TotalSegments: 4");
    CHECK(db("Scan", "{'TableName':'notes','ScanFilter':{'title':{'ComparisonOperator':"
                     "'NOT_CONTAINS','AttributeValueList':[{'S':'t'}]}}}") ==
          R"({"Items":[],"Count":0,"ScannedCount":7})");
    CHECK(db("Scan", "{'TableName':'notes','ExclusiveStartKey':{'x':{'S':'a'}}}") ==
          "ValidationException: The provided starting key is invalid: The provided key element "
          "does not match the schema");
}

TEST_CASE("scan: a page ends behind the item that reaches 1 MB, filtered or not") {
    harness db;
    create_notes(db);
    std::string const big(300 * 1024, 'x');
    for (int i = 0; i != 8; ++i)
        REQUIRE(db("PutItem", "{'TableName':'notes','Item':{'pk':{'S':'big'},'sk':{'N':'" +
                                  std::to_string(i) + "'},'d':{'S':'" + big + "'}}}") == "{}");
    CHECK(
        db("Query", "{'TableName':'notes','KeyConditionExpression':'pk = :p',"
                    "'ExpressionAttributeValues':{':p':{'S':'big'}},'Select':'COUNT'}") ==
        R"({"Items":[],"Count":4,"ScannedCount":4,"LastEvaluatedKey":{"pk":{"S":"big"},"sk":{"N":"3"}}})");
    CHECK(db("Query", "{'TableName':'notes','KeyConditionExpression':'pk = :p',"
                      "'FilterExpression':'attribute_exists(nope)',"
                      "'ExpressionAttributeValues':{':p':{'S':'big'}}}") ==
          R"({"Items":[],"Count":0,"ScannedCount":4,"LastEvaluatedKey":{"pk":{"S":"big"},)"
          R"("sk":{"N":"3"}}})");
}
