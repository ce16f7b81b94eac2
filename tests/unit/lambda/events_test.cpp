// SPDX-License-Identifier: Apache-2.0
// Events as AWS's documentation shows them.
#include <skiff/lambda.hpp>

#include "support/catch.hpp"
#include "support/json_equal.hpp"

using namespace skiff::lambda;

namespace {

/// As a typed handler reads it.
template <class Event>
Event read(std::string_view text) {
    auto parsed = skiff::parse_json<Event>(text,
                                           {.unknown = skiff::json::unknown_members::ignored});
    if (!parsed)
        FAIL(parsed.error().to_string());
    return std::move(*parsed);
}

constexpr std::string_view sqs_batch = R"({
  "Records": [
    {"messageId": "059f36b4-87a3-44ab-83d2-661975830a7d", "receiptHandle": "AQEBwJnKyrHigUMZj6r",
     "body": "{\"order\": 7}",
     "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "1545082649183",
                    "SenderId": "AIDAIENQZJOLO23YVJ4VO"},
     "messageAttributes": {"kind": {"stringValue": "new", "stringListValues": [],
                                    "binaryListValues": [], "dataType": "String"},
                           "blob": {"binaryValue": "AAE=", "dataType": "Binary"}},
     "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3", "eventSource": "aws:sqs",
     "eventSourceARN": "arn:aws:sqs:us-east-2:123456789012:my-queue", "awsRegion": "us-east-2"},
    {"messageId": "2e1424d4-f796-459a-8184-9c92662be6da", "body": "two",
     "eventSourceARN": "arn:aws:sqs:us-east-2:123456789012:my-queue"},
    {"messageId": "3", "body": "three",
     "eventSourceARN": "arn:aws:sqs:us-east-2:123456789012:my-queue"}
  ]})";

constexpr std::string_view stream_batch = R"({
  "Records": [
    {"eventID": "c4ca4238a0b923820dcc509a6f75849b", "eventName": "INSERT", "eventVersion": "1.1",
     "eventSource": "aws:dynamodb", "awsRegion": "us-east-1",
     "dynamodb": {"Keys": {"Id": {"N": "101"}},
                  "NewImage": {"Message": {"S": "New item!"}, "Id": {"N": "101"}},
                  "ApproximateCreationDateTime": 1428537600.5,
                  "SequenceNumber": "4421584500000000017450439091", "SizeBytes": 26,
                  "StreamViewType": "NEW_AND_OLD_IMAGES"},
     "eventSourceARN": "arn:aws:dynamodb:us-east-1:123456789012:table/T/stream/2024"},
    {"eventID": "2", "eventName": "REMOVE",
     "dynamodb": {"Keys": {"Id": {"N": "102"}}, "OldImage": {"Id": {"N": "102"}},
                  "SequenceNumber": "4421584500000000017450439092"},
     "userIdentity": {"type": "Service", "principalId": "dynamodb.amazonaws.com"}},
    {"eventID": "3", "eventName": "REMOVE",
     "dynamodb": {"Keys": {"Id": {"N": "103"}}, "SequenceNumber": "4421584500000000017450439093"}}
  ]})";

struct order_placed {
    int order = 0;
};
BOOST_DESCRIBE_STRUCT(order_placed, (), (order))

constexpr std::string_view bridge_event = R"({
  "version": "0", "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718", "detail-type": "Order placed",
  "source": "shop.orders", "account": "111122223333", "time": "2017-12-22T18:43:48Z",
  "region": "us-west-1",
  "resources": ["arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0"],
  "detail": {"order": 7}})";

} // namespace

TEST_CASE("events: a batch from SQS") {
    auto const batch = read<sqs_event>(sqs_batch);
    REQUIRE(batch.records.size() == 3);
    auto const& first = batch.records[0];
    CHECK(first.message_id == "059f36b4-87a3-44ab-83d2-661975830a7d");
    CHECK(first.receipt_handle == "AQEBwJnKyrHigUMZj6r");
    CHECK(first.body == R"({"order": 7})");
    CHECK(first.attributes.at("ApproximateReceiveCount") == "1");
    CHECK(first.message_attributes.at("kind").string_value == "new");
    CHECK(first.message_attributes.at("blob").binary_value->bytes == std::string("\0\1", 2));
    CHECK(first.md5_of_body == "e4e68fb7bd0e697a0ae8f1bb342846b3");
    CHECK(first.event_source == "aws:sqs");
    CHECK(first.event_source_arn == "arn:aws:sqs:us-east-2:123456789012:my-queue");
    CHECK(first.aws_region == "us-east-2");
    CHECK_FALSE(first.is_fifo());
}

TEST_CASE("events: changes from a DynamoDB stream, expiries among them") {
    auto const batch = read<dynamodb_stream_event>(stream_batch);
    REQUIRE(batch.records.size() == 3);
    auto const& first = batch.records[0];
    CHECK(first.event_id == "c4ca4238a0b923820dcc509a6f75849b");
    CHECK(first.event_name == "INSERT");
    CHECK(first.event_source_arn.ends_with("stream/2024"));
    CHECK(first.dynamodb.keys.at("Id").text == R"({"N": "101"})");
    REQUIRE(first.dynamodb.new_image);
    CHECK(first.dynamodb.new_image->at("Message").text == R"({"S": "New item!"})");
    CHECK_FALSE(first.dynamodb.old_image);
    CHECK(first.dynamodb.approximate_creation_date_time == 1428537600.5);
    CHECK(first.dynamodb.sequence_number == "4421584500000000017450439091");
    CHECK(first.dynamodb.size_bytes == 26);
    CHECK_FALSE(first.is_expiry());
    CHECK(batch.records[1].is_expiry());
    CHECK_FALSE(batch.records[2].is_expiry()); // somebody deleted it
}

TEST_CASE("events: an event from EventBridge, its detail as a struct or as it came") {
    auto const typed = read<event_bridge_event<order_placed>>(bridge_event);
    CHECK(typed.detail_type == "Order placed");
    CHECK(typed.source == "shop.orders");
    CHECK(typed.time.time_since_epoch() == std::chrono::seconds(1513968228));
    CHECK(typed.resources.size() == 1);
    CHECK(typed.detail.order == 7);
    CHECK(read<event_bridge_event<>>(bridge_event).detail.text == R"({"order": 7})");
    CHECK(skiff::parse_json<event_bridge_event<>>(
              sqs_batch, {.unknown = skiff::json::unknown_members::ignored})
              .has_error());
}

TEST_CASE("events: the request to a REST API") {
    auto const event = read<api_gateway_rest_event>(R"({
      "resource": "/users/{id}", "path": "/users/7", "httpMethod": "GET",
      "headers": {"Accept": "b"}, "multiValueHeaders": {"Accept": ["a", "b"]},
      "queryStringParameters": null, "multiValueQueryStringParameters": null,
      "pathParameters": {"id": "7"}, "stageVariables": null,
      "requestContext": {"accountId": "123456789012", "apiId": "1234567890", "stage": "prod",
        "path": "/prod/users/7", "requestId": "c6af9ac6", "requestTimeEpoch": 1428582896000,
        "httpMethod": "GET", "protocol": "HTTP/1.1", "resourcePath": "/users/{id}",
        "authorizer": {"claims": {"sub": "me"}},
        "identity": {"cognitoIdentityPoolId": null, "sourceIp": "192.0.2.1", "userArn": null,
                     "userAgent": "curl/8"}},
      "body": null, "isBase64Encoded": false})");
    CHECK(event.resource == "/users/{id}");
    CHECK(event.path_parameters->at("id") == "7");
    CHECK(event.multi_value_headers->at("Accept") == std::vector<std::string>{"a", "b"});
    CHECK_FALSE(event.query_string_parameters);
    CHECK_FALSE(event.body);
    CHECK(event.request_context.stage == "prod");
    CHECK(event.request_context.path == "/prod/users/7");
    CHECK(event.request_context.request_time_epoch == 1428582896000);
    CHECK(event.request_context.authorizer->text == R"({"claims": {"sub": "me"}})");
    CHECK(event.request_context.identity.source_ip == "192.0.2.1");
    CHECK(event.request_context.identity.user_agent == "curl/8");
    CHECK_FALSE(event.request_context.identity.user_arn);
}

TEST_CASE("events: the request to an HTTP API") {
    auto const event = read<http_api_event>(R"({
      "version": "2.0", "routeKey": "$default", "rawPath": "/my/path",
      "rawQueryString": "parameter1=value1&parameter1=value2", "cookies": ["cookie1", "cookie2"],
      "headers": {"header1": "value1", "header2": "value1,value2"},
      "queryStringParameters": {"parameter1": "value1,value2"},
      "requestContext": {"accountId": "123456789012", "apiId": "api-id",
        "authentication": {"clientCert": {"clientCertPem": "CERT_CONTENT"}},
        "authorizer": {"jwt": {"claims": {"claim1": "value1"}, "scopes": ["scope1"]}},
        "domainName": "id.execute-api.us-east-1.amazonaws.com", "domainPrefix": "id",
        "http": {"method": "POST", "path": "/my/path", "protocol": "HTTP/1.1",
                 "sourceIp": "192.0.2.1", "userAgent": "agent"},
        "requestId": "id", "routeKey": "$default", "stage": "$default",
        "time": "12/Mar/2020:19:03:58 +0000", "timeEpoch": 1583348638390},
      "body": "Hello from Lambda", "pathParameters": {"parameter1": "value1"},
      "isBase64Encoded": false, "stageVariables": {"stageVariable1": "value1"}})");
    CHECK(event.version == "2.0");
    CHECK(event.raw_query_string == "parameter1=value1&parameter1=value2");
    CHECK(event.cookies == std::vector<std::string>{"cookie1", "cookie2"});
    CHECK(event.headers.at("header2") == "value1,value2");
    CHECK(event.request_context.http.method == "POST");
    CHECK(event.request_context.http.source_ip == "192.0.2.1");
    CHECK(event.request_context.time_epoch == 1583348638390);
    CHECK(event.request_context.authorizer->text.starts_with(R"({"jwt")"));
    CHECK(event.stage_variables->at("stageVariable1") == "value1");
    CHECK(event.body == "Hello from Lambda");
}

TEST_CASE("events: the request from a load balancer") {
    auto const event = read<alb_event>(R"({
      "requestContext": {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:x"}},
      "httpMethod": "GET", "path": "/lambda", "queryStringParameters": {"q": "a%20b"},
      "headers": {"x-forwarded-for": "72.12.164.125"}, "body": "", "isBase64Encoded": false})");
    CHECK(event.request_context.elb.target_group_arn == "arn:aws:elasticloadbalancing:x");
    CHECK(event.query_string_parameters->at("q") == "a%20b");
    CHECK_FALSE(event.multi_value_headers);
}

TEST_CASE("events: answers leave out what they do not have") {
    CHECK_JSON(skiff::to_json(api_gateway_rest_response{.status_code = 201, .body = "x"}),
               R"({"statusCode":201,"body":"x","isBase64Encoded":false})");
    CHECK_JSON(skiff::to_json(http_api_response{.cookies = {{"a=1"}}}),
               R"({"statusCode":200,"cookies":["a=1"],"isBase64Encoded":false})");
    CHECK_JSON(skiff::to_json(alb_response{.status_description = "200 OK"}),
               R"({"statusCode":200,"statusDescription":"200 OK","isBase64Encoded":false})");
    auto const back = read<http_api_response>(R"({"statusCode": 302})");
    CHECK(back.status_code == 302);
    CHECK_FALSE(back.is_base64_encoded);
}

TEST_CASE("batches: the messages that fail are those to be delivered again") {
    auto const batch = read<sqs_event>(sqs_batch);
    std::vector<std::string> seen;
    auto const some = process(batch, [&](sqs_message const& one) {
        seen.push_back(one.body);
        if (one.body == "two")
            throw 7;
    });
    CHECK(seen.size() == 3);
    CHECK_JSON(
        skiff::to_json(some),
        R"({"batchItemFailures":[{"itemIdentifier":"2e1424d4-f796-459a-8184-9c92662be6da"}]})");
    CHECK_JSON(skiff::to_json(process(batch, [](sqs_message const&) {})),
               R"({"batchItemFailures":[]})");
}

TEST_CASE("batches: a FIFO queue's messages behind a failure are held back") {
    auto batch = read<sqs_event>(sqs_batch);
    for (auto& one : batch.records)
        one.event_source_arn += ".fifo";
    int calls = 0;
    auto const out = process(batch, [&](sqs_message const& one) {
        ++calls;
        if (one.body == "two")
            throw std::runtime_error("no");
    });
    CHECK(calls == 2);
    REQUIRE(out.batch_item_failures.size() == 2);
    CHECK(out.batch_item_failures[1].item_identifier == "3");
}

TEST_CASE("batches: the first change that fails is where the stream goes on") {
    auto const batch = read<dynamodb_stream_event>(stream_batch);
    int calls = 0;
    auto const out = process(batch, [&](dynamodb_stream_record const& one) {
        ++calls;
        if (one.event_id == "2")
            throw std::runtime_error("no");
    });
    CHECK(calls == 2);
    CHECK_JSON(skiff::to_json(out),
               R"({"batchItemFailures":[{"itemIdentifier":"4421584500000000017450439092"}]})");
    CHECK(process(batch, [](dynamodb_stream_record const&) {}).batch_item_failures.empty());
}
