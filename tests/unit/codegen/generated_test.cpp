// SPDX-License-Identifier: Apache-2.0
// What the generator wrote for DynamoDB and SES, at work.
#include <skiff/core/config.hpp>
#include <skiff/core/random.hpp>
#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/errors.hpp>
#include <skiff/dynamodb/operation/describe_kinesis_streaming_destination.hpp>
#include <skiff/dynamodb/operation/describe_table.hpp>
#include <skiff/dynamodb/operation/get_item.hpp>
#include <skiff/dynamodb/operation/list_tables.hpp>
#include <skiff/dynamodb/operation/put_item.hpp>
#include <skiff/dynamodb/operation/query.hpp>
#include <skiff/dynamodb/operation/transact_write_items.hpp>
#include <skiff/dynamodb/operations.hpp>
#include <skiff/dynamodb/waiters.hpp>
#include <skiff/protocol/codec.hpp>
#include <skiff/protocol/pages.hpp>
#include <skiff/ses/client.hpp>
#include <skiff/ses/errors.hpp>
#include <skiff/ses/operation/get_identity_verification_attributes.hpp>
#include <skiff/ses/operation/send_email.hpp>
#include <skiff/ses/operations.hpp>
#include <skiff/ses/waiters.hpp>

#include "support/catch.hpp"
#include "support/fake_clock.hpp"
#include "support/scripted_transport.hpp"

#include <algorithm>

using namespace skiff;

namespace {

struct bench {
    std::shared_ptr<test::scripted_transport> wire = std::make_shared<test::scripted_transport>();
    std::shared_ptr<test::fake_clock> clock = std::make_shared<test::fake_clock>();
    client_config config{.region = "eu-central-1",
                         .endpoint_url = "http://localhost:4566",
                         .credentials = static_credentials({"AKID", "secret", ""}),
                         .transport = wire,
                         .clock = clock};
    dynamodb::client dynamodb{config};
    ses::client ses{config};
};

protocol::service const* const services[] = {&dynamodb::service_descriptor(),
                                             &ses::service_descriptor()};

} // namespace

TEST_CASE("generated: operations and errors are sorted and belong to their service") {
    for (auto const* const service : services) {
        INFO(service->id);
        CHECK(std::ranges::is_sorted(service->operations, {}, &protocol::operation::name));
        CHECK(std::ranges::is_sorted(service->errors, {}, &protocol::error_entry::code));
        for (auto const* const each : service->operations) {
            CHECK(each->service == service);
            CHECK(each->input->kind == protocol::shape_kind::structure);
            CHECK(each->output->kind == protocol::shape_kind::structure);
        }
    }
    CHECK(services[0]->operations.size() == 58);
    CHECK(services[1]->operations.size() == 71);
}

TEST_CASE("generated: every error code has its own value, name and condition") {
    for (auto const* const service : services)
        for (auto const& each : service->errors) {
            INFO(each.code);
            boost::system::error_code const code(each.value, service->category());
            CHECK(code.message() == each.code);
            if (each.structure != nullptr) {
                std::any holder;
                void const* const made = each.emplace(holder);
                CHECK(each.find(holder) == made);
            }
        }
    CHECK(make_error_code(dynamodb::errc::resource_not_found_exception) == condition::not_found);
    CHECK(make_error_code(dynamodb::errc::conditional_check_failed_exception) ==
          condition::condition_failed);
    CHECK(make_error_code(ses::errc::throttling) == condition::throttled);
    CHECK(make_error_code(ses::errc::already_exists) == condition::already_exists);
}

TEST_CASE("generated: DynamoDB's requests have its JSON") {
    bench b;
    b.wire->answer(200,
                   R"({"Attributes":{"id":{"S":"old"}},"ConsumedCapacity":{"CapacityUnits":1.5}})");
    auto const answer = b.dynamodb.put_item({.table_name = "t",
                                             .item = {{"id", "1"}, {"n", 2}},
                                             .return_values = dynamodb::return_value::all_old,
                                             .condition_expression = "attribute_not_exists(#i)",
                                             .expression_attribute_names = {{"#i", "id"}},
                                             .expression_attribute_values = {{":v", true}}});
    REQUIRE(answer.has_value());
    CHECK(answer->attributes == dynamodb::item{{"id", "old"}});
    REQUIRE(answer->consumed_capacity);
    CHECK(answer->consumed_capacity->capacity_units == 1.5);
    REQUIRE(b.wire->requests.size() == 1);
    CHECK(
        b.wire->requests[0].body ==
        R"({"TableName":"t","Item":{"id":{"S":"1"},"n":{"N":"2"}},"ReturnValues":"ALL_OLD",)"
        R"-("ConditionExpression":"attribute_not_exists(#i)","ExpressionAttributeNames":{"#i":"id"},)-"
        R"("ExpressionAttributeValues":{":v":{"BOOL":true}}})");
    CHECK(b.wire->requests[0].headers.find("X-Amz-Target") == "DynamoDB_20120810.PutItem");
}

TEST_CASE("generated: a list of results is answered even when it is empty, an absent item is not") {
    dynamodb::query_response const none{};
    CHECK(protocol::write_response(dynamodb::operations::query, &none, "id").body ==
          R"({"Items":[]})");
    dynamodb::get_item_response const missing{};
    CHECK(protocol::write_response(dynamodb::operations::get_item, &missing, "id").body == "{}");
}

TEST_CASE("generated: a transaction gets a token of its own") {
    bench b;
    b.wire->answer(200, "{}");
    REQUIRE(b.dynamodb.transact_write_items({}).has_value());
    CHECK(b.wire->requests[0].body.starts_with(R"({"TransactItems":[],"ClientRequestToken":")"));
}

TEST_CASE("generated: the modelled error comes with its members") {
    bench b;
    b.wire->answer(400,
                   R"({"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException",)"
                   R"("Message":"canceled","CancellationReasons":[{"Code":"None"},)"
                   R"({"Code":"ConditionalCheckFailed","Item":{"id":{"S":"1"}}}]})");
    auto const answer = b.dynamodb.transact_write_items({});
    REQUIRE(!answer.has_value());
    CHECK(answer.error().code == dynamodb::errc::transaction_canceled_exception);
    CHECK(answer.error().message == "canceled");
    auto const failure = answer.error(); // A copy: error() gives a value, not a reference.
    auto const* const why = failure.as<dynamodb::transaction_canceled_exception>();
    REQUIRE(why != nullptr);
    REQUIRE(why->cancellation_reasons.size() == 2);
    CHECK(why->cancellation_reasons[1].item == dynamodb::item{{"id", "1"}});
}

TEST_CASE("generated: pages of tables are fetched until there is no token") {
    bench b;
    b.wire->answer(200, R"({"TableNames":["a","b"],"LastEvaluatedTableName":"b"})");
    b.wire->answer(200, R"({"TableNames":[],"LastEvaluatedTableName":"c"})");
    b.wire->answer(200, R"({"TableNames":["d"]})");
    std::vector<std::string> names;
    for (auto const& name : b.dynamodb.list_tables_paged({.limit = 2}))
        names.push_back(name);
    CHECK(names == std::vector<std::string>{"a", "b", "d"});
    REQUIRE(b.wire->requests.size() == 3);
    CHECK(b.wire->requests[0].body == R"({"Limit":2})");
    CHECK(b.wire->requests[2].body == R"({"ExclusiveStartTableName":"c","Limit":2})");
}

TEST_CASE("generated: a query's pages go on from the last key, also behind an empty page") {
    bench b;
    b.wire->answer(200, R"({"Items":[],"LastEvaluatedKey":{"id":{"N":"7"}}})");
    b.wire->answer(200, R"({"Items":[{"id":{"N":"8"}}]})");
    int count = 0;
    for (auto const& item : b.dynamodb.query_paged({.table_name = "t"})) {
        CHECK(item == dynamodb::item{{"id", 8}});
        ++count;
    }
    CHECK(count == 1);
    CHECK(b.wire->requests[1].body == R"({"TableName":"t","ExclusiveStartKey":{"id":{"N":"7"}}})");
}

TEST_CASE("generated: the waiter for a table looks until it is active") {
    bench b;
    b.wire->answer(400, R"({"__type":"x#ResourceNotFoundException","message":"not yet"})");
    b.wire->answer(200, R"({"Table":{"TableStatus":"CREATING"}})");
    b.wire->answer(200, R"({"Table":{"TableStatus":"ACTIVE"}})");
    CHECK(dynamodb::wait_until_table_exists(b.dynamodb, {.table_name = "t"}).has_value());
    CHECK(b.wire->finished());
    CHECK(b.clock->pauses.size() == 2);

    b.wire->answer(400, R"({"__type":"x#AccessDeniedException","message":"no"})");
    auto const refused = dynamodb::wait_until_table_exists(b.dynamodb, {.table_name = "t"});
    REQUIRE(!refused.has_value());
    CHECK(refused.error().code == condition::access_denied);

    b.wire->answer(200, R"({"Table":{"TableStatus":"DELETING"}})");
    b.wire->answer(400, R"({"__type":"x#ResourceNotFoundException"})");
    CHECK(dynamodb::wait_until_table_not_exists(b.dynamodb, {.table_name = "t"}).has_value());
}

TEST_CASE("generated: a waiter fails when every destination is disabled") {
    struct look {
        char const* destinations;
        bool good;
    };
    for (auto const& [destinations, good] : std::vector<look>{
             {R"({"DestinationStatus":"DISABLED"},{"DestinationStatus":"ACTIVE"})", true},
             {R"({"DestinationStatus":"DISABLED"},{"DestinationStatus":"ENABLE_FAILED"})", false},
         }) {
        INFO(destinations);
        bench b;
        b.wire->answer(200, R"({"KinesisDataStreamDestinations":[]})");
        b.wire->answer(200, R"({"KinesisDataStreamDestinations":[{"DestinationStatus":"ENABLING"},)"
                            R"({"DestinationStatus":"DISABLED"}]})");
        b.wire->answer(200,
                       std::string(R"({"KinesisDataStreamDestinations":[)") + destinations + "]}");
        auto const outcome = dynamodb::wait_until_kinesis_streaming_destination_active(
            b.dynamodb, {.table_name = "t"});
        CHECK(outcome.has_value() == good);
        if (!outcome)
            CHECK(outcome.error().code == errc::waiter_failed);
        CHECK(b.wire->finished());
    }
}

TEST_CASE("generated: SES sends forms and reads XML") {
    bench b;
    b.wire->answer(200, "<SendEmailResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\">"
                        "<SendEmailResult><MessageId>m-1</MessageId></SendEmailResult>"
                        "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>"
                        "</SendEmailResponse>");
    auto const answer = b.ses.send_email(
        {.source = "a@example.com",
         .destination = {.to_addresses = {"b@example.com"}},
         .message = {.subject = {.data = "Hi & bye"},
                     .body = {.text = ses::content{.data = "t", .charset = "UTF-8"}}}});
    REQUIRE(answer.has_value());
    CHECK(answer->message_id == "m-1");
    CHECK(b.wire->requests[0].body ==
          "Action=SendEmail&Version=2010-12-01&Source=a%40example.com"
          "&Destination.ToAddresses.member.1=b%40example.com&Message.Subject.Data=Hi%20%26%20bye"
          "&Message.Body.Text.Data=t&Message.Body.Text.Charset=UTF-8");
}

TEST_CASE("generated: SES errors have the code of the wire, not the shape's name") {
    bench b;
    b.wire->answer(400, "<ErrorResponse><Error><Type>Sender</Type><Code>MessageRejected</Code>"
                        "<Message>Email address is not verified.</Message></Error>"
                        "<RequestId>r-7</RequestId></ErrorResponse>");
    auto const answer = b.ses.send_email({});
    REQUIRE(!answer.has_value());
    CHECK(answer.error().code == ses::errc::message_rejected);
    CHECK(answer.error().code == condition::invalid_input);
    CHECK(answer.error().request_id == "r-7");
}

TEST_CASE("generated: the waiter for an identity wants all of them verified") {
    auto const body = [](char const* first, char const* second) {
        auto const entry = [](std::string const& key, std::string const& status) {
            return "<entry><key>" + key + "</key><value><VerificationStatus>" + status +
                   "</VerificationStatus></value></entry>";
        };
        return "<R><GetIdentityVerificationAttributesResult><VerificationAttributes>" +
               entry("a", first) + entry("b", second) +
               "</VerificationAttributes></GetIdentityVerificationAttributesResult></R>";
    };
    bench b;
    b.wire->answer(200, body("Success", "Pending"));
    b.wire->answer(200, body("Success", "Success"));
    CHECK(ses::wait_until_identity_exists(b.ses, {.identities = {"a", "b"}}).has_value());
    CHECK(b.wire->finished());
}
