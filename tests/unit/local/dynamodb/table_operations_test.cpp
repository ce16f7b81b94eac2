// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/catalog.hpp"
#include "local/dynamodb/table_definition.hpp"

#include "harness.hpp"

#include "support/catch.hpp"

using skiff::local::dynamodb::testing::harness;

namespace {

std::string const bad_table = "ValidationException: One or more parameter values were invalid: ";

std::string create(std::string const& rest, std::string const& name = "tab") {
    return "{'TableName':'" + name + "'," + rest + "}";
}

std::string const ab = "'AttributeDefinitions':[{'AttributeName':'a','AttributeType':'S'},"
                       "{'AttributeName':'b','AttributeType':'N'}]";
std::string const a = "'AttributeDefinitions':[{'AttributeName':'a','AttributeType':'S'}]";
std::string const hash = "'KeySchema':[{'AttributeName':'a','KeyType':'HASH'}]";
std::string const both = "'KeySchema':[{'AttributeName':'a','KeyType':'HASH'},{'AttributeName':'b',"
                         "'KeyType':'RANGE'}]";
std::string const on_demand = "'BillingMode':'PAY_PER_REQUEST'";

std::string index(std::string const& kind, std::string const& name, std::string const& keys,
                  std::string const& projection = "'ProjectionType':'ALL'") {
    return "'" + kind + "SecondaryIndexes':[{'IndexName':'" + name + "'," + keys +
           ",'Projection':{" + projection + "}}]";
}

} // namespace

TEST_CASE("tables: what CreateTable refuses has DynamoDB's words") {
    std::string const c = ",";
    struct {
        std::string request;
        std::string answer;
    } const cases[] = {
        {create(a + c + hash + c + on_demand, "ab"),
         "ValidationException: TableName must be at least 3 characters long and at most 255 "
         "characters long"},
        {create(a + c + hash),
         bad_table + "ReadCapacityUnits and WriteCapacityUnits must both be specified when "
                     "BillingMode is PROVISIONED"},
        {create(a + c + hash + c + on_demand +
                ",'ProvisionedThroughput':{'ReadCapacityUnits':1,'WriteCapacityUnits':1}"),
         bad_table + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when "
                     "BillingMode is PAY_PER_REQUEST"},
        {create(a + c + hash +
                ",'ProvisionedThroughput':{'ReadCapacityUnits':0,'WriteCapacityUnits':1}"),
         "ValidationException: 1 validation error detected: Value '0' at "
         "'provisionedThroughput.readCapacityUnits' failed to satisfy constraint: Member must have "
         "value greater than or equal to 1"},
        {create(ab + c + hash + c + on_demand),
         bad_table +
             "Number of attributes in KeySchema does not exactly match number of attributes "
             "defined in AttributeDefinitions"},
        {create(a + c + both + c + on_demand),
         "ValidationException: Invalid KeySchema: Some index key attribute have no definition"},
        {create(a + ",'KeySchema':[{'AttributeName':'a','KeyType':'RANGE'}]," + on_demand),
         "ValidationException: Invalid KeySchema: The first KeySchemaElement is not a HASH key "
         "type"},
        {create(ab +
                ",'KeySchema':[{'AttributeName':'a','KeyType':'HASH'},{'AttributeName':'b',"
                "'KeyType':'HASH'}]," +
                on_demand),
         "ValidationException: Invalid KeySchema: The second KeySchemaElement is not a RANGE key "
         "type"},
        {create(ab + c + hash + c + on_demand + c + index("Local", "loc", both)),
         bad_table +
             "Table KeySchema does not have a range key, which is required when specifying a "
             "LocalSecondaryIndex"},
        {create(ab + c + both + c + on_demand + c + index("Local", "loc", hash)),
         bad_table + "Index KeySchema does not have a range key for index: loc"},
        {create(ab + c + both + c + on_demand + c + index("Global", "glo", hash, "")),
         bad_table + "Unknown ProjectionType: null"},
        {create(ab + c + both + c + on_demand + c +
                index("Global", "glo", hash, "'ProjectionType':'INCLUDE'")),
         bad_table + "ProjectionType is INCLUDE, but NonKeyAttributes is not specified"},
        {create(ab + c + both + c + on_demand + c +
                index("Global", "glo", hash, "'ProjectionType':'ALL','NonKeyAttributes':['x']")),
         bad_table + "ProjectionType is ALL, but NonKeyAttributes is specified"},
        {create(ab + c + both + c + on_demand + c +
                index("Global", "glo", "'KeySchema':[{'AttributeName':'z','KeyType':'HASH'}]")),
         bad_table +
             "Some index key attributes are not defined in AttributeDefinitions. Keys: [z], "
             "AttributeDefinitions: [a, b]"},
        {create(ab + c + both + c + on_demand + ",'StreamSpecification':{'StreamEnabled':true}"),
         "ValidationException: StreamSpecification is not supported by skiff-local"},
    };
    harness db;
    for (auto const& test : cases) {
        INFO(test.request);
        CHECK(db("CreateTable", test.request) == test.answer);
    }
    CHECK(db("ListTables", "{}") == R"({"TableNames":[]})");
}

TEST_CASE("tables: are created, described, listed, changed and deleted") {
    harness db;
    auto const created = db("CreateTable", create(a + "," + hash + "," + on_demand));
    CHECK(created.find(R"("TableStatus":"CREATING")") != std::string::npos);
    CHECK(db("CreateTable", create(a + "," + hash + "," + on_demand)) ==
          "ResourceInUseException: Table already exists: tab");
    auto const described = db("DescribeTable", "{'TableName':'tab'}");
    CHECK(described.find(R"("TableStatus":"ACTIVE")") != std::string::npos);
    CHECK(described.find(R"("ItemCount":0)") != std::string::npos);
    CHECK(described.find(R"("TableArn":"arn:aws:dynamodb:eu-central-1:000000000000:table/tab")") !=
          std::string::npos);
    CHECK(db("DescribeTable", "{'TableName':'other'}") ==
          "ResourceNotFoundException: Requested resource not found: Table: other not found");

    for (auto const* name : {"one", "two", "Zed"})
        db("CreateTable", create(a + "," + hash + "," + on_demand, name));
    CHECK(db("ListTables", "{}") == R"({"TableNames":["Zed","one","tab","two"]})");
    CHECK(db("ListTables", "{'Limit':2}") ==
          R"({"TableNames":["Zed","one"],"LastEvaluatedTableName":"one"})");
    CHECK(db("ListTables", "{'ExclusiveStartTableName':'one'}") ==
          R"({"TableNames":["tab","two"]})");

    CHECK(db("UpdateTable", "{'TableName':'tab','DeletionProtectionEnabled':true}")
              .find(R"("DeletionProtectionEnabled":true)") != std::string::npos);
    CHECK(db("DeleteTable", "{'TableName':'tab'}")
              .starts_with("ValidationException: Resource cannot be deleted"));
    db("UpdateTable", "{'TableName':'tab','DeletionProtectionEnabled':false}");
    CHECK(db("DeleteTable", "{'TableName':'tab'}").find(R"("TableStatus":"DELETING")") !=
          std::string::npos);
    CHECK(db("DeleteTable", "{'TableName':'tab'}") ==
          "ResourceNotFoundException: Requested resource not found: Table: tab not found");
    db.engine().reset();
    CHECK(db("ListTables", "{}") == R"({"TableNames":[]})");
}

TEST_CASE("tables: one UpdateTable changes an index once, and makes or drops one") {
    harness db;
    db("CreateTable", create(ab + "," + both + "," + on_demand + "," +
                             index("Global", "one",
                                   "'KeySchema':[{'AttributeName':'b','KeyType':"
                                   "'HASH'}]")));
    auto const update = [&](std::string const& changes) {
        return db("UpdateTable",
                  "{'TableName':'tab'," + ab + ",'GlobalSecondaryIndexUpdates':[" + changes + "]}");
    };
    auto const make = [](std::string const& name) {
        return "{'Create':{'IndexName':'" + name + "'," + hash +
               ",'Projection':{'ProjectionType':'ALL'}}}";
    };
    auto const drop = [](std::string const& name) {
        return "{'Delete':{'IndexName':'" + name + "'}}";
    };
    std::string const change = "{'Update':{'IndexName':'one','ProvisionedThroughput':{"
                               "'ReadCapacityUnits':1,'WriteCapacityUnits':1}}}";
    std::string const repeated =
        bad_table +
        "Only one global secondary index update per index is allowed simultaneously. Index: ";
    std::string const too_many = "LimitExceededException: Subscriber limit exceeded: Only 1 online "
                                 "index can be created or deleted simultaneously per table";
    auto const before = db("DescribeTable", "{'TableName':'tab'}");
    struct {
        std::string changes;
        std::string answer;
    } const cases[] = {
        {drop("one") + "," + drop("one"), repeated + "one"},
        {make("two") + "," + make("two"), repeated + "two"},
        {drop("one") + "," + make("one"), repeated + "one"},
        {change + "," + drop("one"), repeated + "one"},
        {make("two") + "," + make("three"), too_many},
        {make("two") + "," + drop("one"), too_many},
        {make("one"), "ValidationException: Attempting to create an index which already exists"},
        {drop("two"), "ResourceNotFoundException: Requested resource not found: Table: tab does "
                      "not have an index: two"},
        {make("two") + ",{}", bad_table + "One of GlobalSecondaryIndexUpdate's Update, Create or "
                                          "Delete must be specified"},
    };
    for (auto const& test : cases) {
        INFO(test.changes);
        CHECK(update(test.changes) == test.answer);
        CHECK(db("DescribeTable", "{'TableName':'tab'}") == before);
    }
    CHECK(update(drop("one")).find(R"("IndexStatus":"DELETING")") != std::string::npos);
    CHECK(db("DescribeTable", "{'TableName':'tab'}").find("IndexName") == std::string::npos);
    CHECK(update(make("one")).find(R"("IndexStatus":"CREATING")") != std::string::npos);
    CHECK(db("DescribeTable", "{'TableName':'tab'}").find(R"("IndexStatus":"ACTIVE")") !=
          std::string::npos);
}

TEST_CASE("tables: a change that storage refuses leaves the table as it was") {
    namespace local = skiff::local::dynamodb;
    namespace api = skiff::dynamodb;
    local::catalog tables({});
    api::create_table_request wanted;
    wanted.table_name = "tab";
    wanted.attribute_definitions = {{"a", api::scalar_attribute_type::s}};
    wanted.key_schema = {{"a", api::key_type::hash}};
    wanted.billing_mode = api::billing_mode::pay_per_request;
    auto& entry = tables.create(local::describe_new_table(wanted, "arn", "id", {}), {});
    api::create_global_secondary_index_action action;
    action.index_name = "one";
    action.key_schema = wanted.key_schema;
    auto changed = entry.table.description();
    changed.global_secondary_indexes = {local::describe_new_index(action, "arn", false)};

    tables.storage().execute("CREATE TABLE index_1(taken)");
    CHECK_THROWS_AS(tables.redefine(entry, changed), skiff::service_error);
    CHECK(entry.table.find_index("one") == nullptr);
    CHECK(entry.table.description().global_secondary_indexes.empty());

    tables.storage().execute("DROP TABLE index_1");
    tables.redefine(entry, changed);
    CHECK(entry.table.find_index("one") != nullptr);
    CHECK(entry.table.description().global_secondary_indexes.size() == 1);

    tables.storage().execute("DROP TABLE index_1");
    changed.global_secondary_indexes.clear();
    CHECK_THROWS_AS(tables.redefine(entry, changed), skiff::service_error);
    CHECK(entry.table.find_index("one") != nullptr);
    CHECK(entry.table.description().global_secondary_indexes.size() == 1);
}

TEST_CASE("tables: tags and time to live are kept") {
    harness db;
    db("CreateTable",
       create(a + "," + hash + "," + on_demand + ",'Tags':[{'Key':'k','Value':'v'}]"));
    std::string const arn = "'ResourceArn':'arn:aws:dynamodb:eu-central-1:000000000000:table/tab'";
    CHECK(db("ListTagsOfResource", "{" + arn + "}") == R"({"Tags":[{"Key":"k","Value":"v"}]})");
    CHECK(db("TagResource",
             "{" + arn + ",'Tags':[{'Key':'k','Value':'w'},{'Key':'l','Value':''}]}") == "{}");
    CHECK(db("UntagResource", "{" + arn + ",'TagKeys':['l']}") == "{}");
    CHECK(db("ListTagsOfResource", "{" + arn + "}") == R"({"Tags":[{"Key":"k","Value":"w"}]})");

    CHECK(db("DescribeTimeToLive", "{'TableName':'tab'}") ==
          R"({"TimeToLiveDescription":{"TimeToLiveStatus":"DISABLED"}})");
    std::string const on = "{'TableName':'tab','TimeToLiveSpecification':{'Enabled':true,"
                           "'AttributeName':'expires'}}";
    CHECK(db("UpdateTimeToLive", on) ==
          R"({"TimeToLiveSpecification":{"Enabled":true,"AttributeName":"expires"}})");
    CHECK(db("UpdateTimeToLive", on) == "ValidationException: TimeToLive is already enabled");
    CHECK(db("DescribeTimeToLive", "{'TableName':'tab'}") ==
          R"({"TimeToLiveDescription":{"TimeToLiveStatus":"ENABLED","AttributeName":"expires"}})");
}

TEST_CASE("tables: time to live has the words and states of DynamoDB") {
    harness db;
    db("CreateTable", create(a + "," + hash + "," + on_demand));
    auto const change = [&](std::string const& enabled, std::string const& attribute) {
        return db("UpdateTimeToLive", "{'TableName':'tab','TimeToLiveSpecification':{'Enabled':" +
                                          enabled + ",'AttributeName':'" + attribute + "'}}");
    };
    CHECK(change("false", "expires") == "ValidationException: TimeToLive is already disabled");
    CHECK(change("true", std::string(256, 'x'))
              .ends_with("Member must have length less than or equal to 255"));
    CHECK(change("true", "expires").starts_with(R"({"TimeToLiveSpecification")"));
    for (auto const* enabled : {"true", "false"})
        CHECK(change(enabled, "other") ==
              "ValidationException: TimeToLive is active on a different AttributeName: current "
              "AttributeName is expires");
    CHECK(change("false", "expires").starts_with(R"({"TimeToLiveSpecification")"));
    CHECK(db("DescribeTimeToLive", "{'TableName':'tab'}") ==
          R"({"TimeToLiveDescription":{"TimeToLiveStatus":"DISABLED"}})");
    CHECK(change("true", "other").starts_with(R"({"TimeToLiveSpecification")"));
    CHECK(
        db("DescribeTimeToLive", "{'TableName':'gone'}").starts_with("ResourceNotFoundException"));
}

TEST_CASE("tables: an index that is added has the items that were there before") {
    harness db;
    db("CreateTable", create(a + "," + hash + "," + on_demand));
    db("PutItem", "{'TableName':'tab','Item':{'a':{'S':'1'},'b':{'N':'7'}}}");
    db("PutItem", "{'TableName':'tab','Item':{'a':{'S':'2'}}}");
    db("PutItem", "{'TableName':'tab','Item':{'a':{'S':'3'},'b':{'S':'of another type'}}}");
    std::string const by_b = "'KeySchema':[{'AttributeName':'b','KeyType':'HASH'}]";
    auto const added = db("UpdateTable", "{'TableName':'tab'," + ab +
                                             ",'GlobalSecondaryIndexUpdates':[{'Create':{"
                                             "'IndexName':'by-b'," +
                                             by_b + ",'Projection':{'ProjectionType':'ALL'}}}]}");
    CHECK(added.find(R"("IndexStatus":"CREATING")") != std::string::npos);
    CHECK(added.find(R"("Backfilling":false)") != std::string::npos);
    auto const described = db("DescribeTable", "{'TableName':'tab'}");
    CHECK(described.find(R"("IndexStatus":"ACTIVE")") != std::string::npos);
    CHECK(described.find("Backfilling") == std::string::npos);
    CHECK(db("Scan", "{'TableName':'tab','IndexName':'by-b'}") ==
          R"({"Items":[{"a":{"S":"1"},"b":{"N":"7"}}],"Count":1,"ScannedCount":1})");

    db("UpdateTable", "{'TableName':'tab','GlobalSecondaryIndexUpdates':[{'Delete':{"
                      "'IndexName':'by-b'}}]}");
    CHECK(db("Scan", "{'TableName':'tab','IndexName':'by-b'}") ==
          "ValidationException: The table does not have the specified index: by-b");
    CHECK(db("PutItem", "{'TableName':'tab','Item':{'a':{'S':'4'},'b':{'S':'any type again'}}}") ==
          "{}");
}

TEST_CASE("tables: what needs streams is refused with a reason") {
    harness db;
    db("CreateTable", create(a + "," + hash + "," + on_demand));
    CHECK(db("UpdateTable", "{'TableName':'tab','StreamSpecification':{'StreamEnabled':true,"
                            "'StreamViewType':'NEW_IMAGE'}}") ==
          "ValidationException: StreamSpecification is not supported by skiff-local");
}
