// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <skiff/local.hpp>

#include <skiff/core/http/transport.hpp>
#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/errors.hpp>
#include <skiff/dynamodb/operation/list_tables.hpp>
#include <skiff/ses/client.hpp>
#include <skiff/ses/errors.hpp>
#include <skiff/ses/operation/get_send_quota.hpp>
#include <skiff/ses/operation/list_identities.hpp>
#include <skiff/ses/operation/send_email.hpp>
#include <skiff/ses/operation/verify_email_identity.hpp>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>

using namespace skiff;
using namespace std::chrono_literals;
using test::temporary_folder;

namespace {

ses::send_email_request letter(std::string source = "ann@example.org") {
    return {.source = std::move(source),
            .destination = {.to_addresses = {"bob@example.net"}},
            .message = {.subject = {.data = "s"}, .body = {.text = ses::content{.data = "t"}}}};
}

http::request post(std::string body, std::string_view type, std::string_view target = {}) {
    http::request out;
    out.headers.add("Content-Type", type);
    if (!target.empty())
        out.headers.add("X-Amz-Target", target);
    out.body = std::move(body);
    return out;
}

} // namespace

TEST_CASE("services: clients in the same process need nothing but the configuration") {
    local::services aws;
    dynamodb::client const tables{aws.config()};
    CHECK(tables.list_tables({}).value().table_names.empty());
    ses::client const mails{aws.config()};
    mails.verify_email_identity({.email_address = "ann@example.org"}).value();
    auto const sent = mails.send_email(letter()).value();
    auto const outbox = aws.outbox();
    REQUIRE(outbox.size() == 1);
    CHECK(outbox[0].id == sent.message_id);
    CHECK(outbox[0].from == "ann@example.org");
    CHECK(outbox[0].recipients == std::vector<std::string>{"bob@example.net"});
    CHECK(outbox[0].subject == "s");
    CHECK(outbox[0].raw.find("\r\n\r\nt\r\n") != std::string::npos);
}

TEST_CASE("services: clients may outlive them") {
    std::optional<local::services> aws(std::in_place);
    ses::client const mails{aws->config()};
    aws.reset();
    CHECK(mails.list_identities({}).value().identities.empty());
}

TEST_CASE("services: an unverified sender is refused, with the region") {
    local::services aws({.region = "eu-west-1"});
    ses::client const mails{aws.config()};
    auto const refused = mails.send_email(letter("Eve <eve@example.net>"));
    REQUIRE(refused.has_error());
    CHECK(refused.error().code == ses::errc::message_rejected);
    CHECK(refused.error().http_status == 400);
    CHECK(refused.error().message == "Email address is not verified. The following identities "
                                     "failed the check in region EU-WEST-1: Eve <eve@example.net>");
    CHECK(aws.outbox().empty());
}

TEST_CASE("services: wrong credentials are refused") {
    local::services aws;
    auto config = aws.config();
    config.retry.max_attempts = 1;
    SECTION("an unknown key") {
        config.credentials = static_credentials(
            {.access_key_id = "who", .secret_access_key = "local"});
        auto const r = dynamodb::client(config).list_tables({});
        REQUIRE(r.has_error());
        CHECK(r.error().aws_code == "UnrecognizedClientException");
        CHECK(r.error().code == condition::access_denied);
    }
    SECTION("a wrong secret") {
        config.credentials = static_credentials(
            {.access_key_id = "local", .secret_access_key = "wrong"});
        auto const r = ses::client(config).get_send_quota({});
        REQUIRE(r.has_error());
        CHECK(r.error().aws_code == "SignatureDoesNotMatch");
        CHECK(r.error().http_status == 403);
    }
    SECTION("anything is accepted without verification") {
        local::services open({.verify_signatures = false});
        auto other = open.config();
        other.credentials = static_credentials(
            {.access_key_id = "who", .secret_access_key = "wrong"});
        CHECK(dynamodb::client(other).list_tables({}).has_value());
    }
}

TEST_CASE("services: reset forgets mails, identities and faults") {
    local::services aws;
    ses::client const mails{aws.config()};
    mails.verify_email_identity({.email_address = "ann@example.org"}).value();
    mails.send_email(letter()).value();
    aws.inject({.count = -1, .code = "InternalFailure", .status = 500});
    aws.reset();
    CHECK(aws.outbox().empty());
    CHECK(mails.list_identities({}).value().identities.empty());
}

TEST_CASE("services: a folder keeps mails and belongs to one at a time") {
    temporary_folder const folder;
    std::string id;
    {
        local::services aws({.folder = folder.path()});
        ses::client const mails{aws.config()};
        mails.verify_email_identity({.email_address = "ann@example.org"}).value();
        id = mails.send_email(letter()).value().message_id;
        CHECK(std::filesystem::exists(folder.path() / "outbox" / (id + ".eml")));
        CHECK_THROWS_AS(local::services({.folder = folder.path()}), service_error);
    }
    local::services again({.folder = folder.path()});
    REQUIRE(again.outbox().size() == 1);
    CHECK(again.outbox()[0].id == id);
    CHECK(ses::client(again.config()).send_email(letter()).has_value());
    again.reset();
    CHECK(std::filesystem::is_empty(folder.path() / "outbox"));
}

TEST_CASE("services: a folder that cannot be made is told") {
    CHECK_THROWS_AS(local::services({.folder = "/proc/skiff"}), service_error);
}

TEST_CASE("services: time is the clock's own") {
    auto const clock = std::make_shared<local::manual_clock>();
    local::services aws({.clock = clock});
    ses::client const mails{aws.config()};
    mails.verify_email_identity({.email_address = "ann@example.org"}).value();
    mails.send_email(letter()).value();
    CHECK(aws.outbox()[0].time == clock->now());
    CHECK(mails.get_send_quota({}).value().sent_last_24_hours == 1);
    clock->advance(25h);
    CHECK(mails.get_send_quota({}).value().sent_last_24_hours == 0);
}

TEST_CASE("faults: throttling is retried and then over") {
    auto const clock = std::make_shared<local::manual_clock>();
    local::services aws({.clock = clock});
    dynamodb::client const tables{aws.config()};
    aws.inject({.service = "dynamodb",
                .operation = "ListTables",
                .count = 2,
                .code = "ProvisionedThroughputExceededException",
                .message = "slow down"});
    CHECK(tables.list_tables({}).has_value());
    CHECK(clock->slept() > 0ns);
    aws.inject({.count = -1, .code = "ProvisionedThroughputExceededException", .message = "never"});
    auto const failed = tables.list_tables({});
    REQUIRE(failed.has_error());
    CHECK(failed.error().code == condition::throttled);
    CHECK(failed.error().message == "never");
    CHECK(failed.error().attempts > 1);
    aws.clear_faults();
    CHECK(tables.list_tables({}).has_value());
}

TEST_CASE("faults: they meet the requests that they are meant for") {
    auto const clock = std::make_shared<local::manual_clock>();
    local::services aws({.clock = clock});
    auto config = aws.config();
    config.retry.max_attempts = 1;
    dynamodb::client const tables{config};
    ses::client const mails{config};
    aws.inject({.service = "dynamodb", .operation = "ListTables", .skip = 1, .status = 503});
    CHECK(mails.get_send_quota({}).has_value());
    CHECK(tables.list_tables({}).has_value());
    auto const failed = tables.list_tables({});
    REQUIRE(failed.has_error());
    CHECK(failed.error().http_status == 503);
    CHECK(tables.list_tables({}).has_value());
}

TEST_CASE("faults: a lost connection before the request did anything, and after") {
    auto const clock = std::make_shared<local::manual_clock>();
    local::services aws({.clock = clock});
    auto config = aws.config();
    config.retry.max_attempts = 1;
    ses::client const mails{config};
    mails.verify_email_identity({.email_address = "ann@example.org"}).value();
    aws.inject({.connection_dropped = local::fault::drop::before});
    auto r = mails.send_email(letter());
    REQUIRE(r.has_error());
    CHECK(r.error().code == errc::connection_lost);
    CHECK(r.error().reached == progress::sent);
    CHECK(aws.outbox().empty());
    aws.inject({.connection_dropped = local::fault::drop::after});
    r = mails.send_email(letter());
    REQUIRE(r.has_error());
    CHECK(r.error().code == errc::connection_lost);
    CHECK(aws.outbox().size() == 1);
}

TEST_CASE("faults: latency passes on the clock and ends at the deadline") {
    auto const clock = std::make_shared<local::manual_clock>();
    local::services aws({.clock = clock});
    auto config = aws.config();
    config.retry.max_attempts = 1;
    config.timeouts.attempt = 10s;
    dynamodb::client const tables{config};
    auto const before = clock->now();
    aws.inject({.latency = 9s});
    CHECK(tables.list_tables({}).has_value());
    CHECK(clock->now() == before + 9s);
    aws.inject({.latency = 1h});
    auto const late = tables.list_tables({});
    REQUIRE(late.has_error());
    CHECK(late.error().code == errc::timed_out);
    CHECK(clock->now() == before + 19s);
}

TEST_CASE("handle: a dropped connection is a status of 0") {
    local::services aws({.verify_signatures = false});
    aws.inject({.connection_dropped = local::fault::drop::before});
    auto const request = post("{}", "application/x-amz-json-1.0", "DynamoDB_20120810.ListTables");
    CHECK(aws.handle(request, "localhost").status == 0);
    CHECK(aws.handle(request, "localhost").status == 200);
}

TEST_CASE("handle: the service is found by target, version or host") {
    local::services aws({.verify_signatures = false});
    auto request = post("{}", "application/x-amz-json-1.0", "DynamoDB_20120810.ListTables");
    auto answer = aws.handle(request, "localhost:4566");
    CHECK(answer.status == 200);
    CHECK(answer.headers.find("x-amzn-RequestId").has_value());
    CHECK(answer.headers.find("x-amz-crc32").has_value());
    request = post("Action=GetSendQuota&Version=2010-12-01", "application/x-www-form-urlencoded");
    CHECK(aws.handle(request, "localhost:4566").status == 200);
    request = post("Action=GetSendQuota", "application/x-www-form-urlencoded");
    CHECK(aws.handle(request, "email.us-east-1.localhost:4566").status == 200);
    CHECK(aws.handle(request, "localhost:4566").status == 404);
    request = {.method = "GET", .target = "/?Action=GetSendQuota&Version=2010-12-01"};
    answer = aws.handle(request, "localhost:4566");
    CHECK(answer.status == 200);
    CHECK(answer.body.find("<Max24HourSend>50000") != std::string::npos);
}

TEST_CASE("handle: an unknown service's name is told without its odd bytes") {
    local::services aws;
    auto const signed_for = [](std::string_view service, std::string_view target) {
        auto out = post("{}", "application/x-amz-json-1.0", target);
        out.headers.add("Authorization", "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/" +
                                             std::string(service) +
                                             "/aws4_request, SignedHeaders=host, Signature=0");
        return out;
    };
    struct {
        std::string_view service;
        std::string_view target;
        std::string_view told;
    } const cases[] = {
        {"sqs", "AmazonSQS.ListQueues", "the service 'sqs'."},
        {"s\xFF\x01q", "AmazonSQS.ListQueues", "the service 's??q'."},
        {"s3", "", "the service 's3'."},
        {"s\xFF\x01<", "", "the service 's??&lt;'."},
    };
    for (auto const& one : cases) {
        auto const answer = aws.handle(signed_for(one.service, one.target), "localhost:4566");
        INFO(answer.body);
        CHECK(answer.status == 501);
        CHECK(answer.body.find(one.told) != std::string::npos);
    }
}

TEST_CASE("handle: pages of other sites are not answered without a signature") {
    local::services aws({.verify_signatures = false});
    auto request = post("Action=GetSendQuota&Version=2010-12-01", "text/plain");
    request.headers.add("Origin", "http://evil.example");
    CHECK(aws.handle(request, "localhost:4566").status == 403);
}

TEST_CASE("handle: the admin door is for this machine") {
    local::services aws;
    http::request const health{.method = "GET", .target = "/_local/health"};
    CHECK(aws.handle(health, "localhost:4566").status == 200);
    CHECK(aws.handle(health, "localhost:4566", local::peer::elsewhere).status == 403);
    CHECK(aws.handle(health, "evil.example", local::peer::this_machine).status == 403);
    local::services open({.remote_admin = true});
    CHECK(open.handle(health, "skiff:4566", local::peer::elsewhere).status == 200);
}

TEST_CASE("handle: no bytes make it throw or answer 500") {
    local::services aws({.verify_signatures = false, .request_limit = 1u << 20});
    std::mt19937 random(3);
    auto const bytes = [&](std::size_t size) {
        std::string out(size, '\0');
        for (char& c : out)
            c = static_cast<char>(random() & 0xFF);
        return out;
    };
    std::string const deep(200'000, '[');
    for (int i = 0; i != 300; ++i) {
        auto const size = random() % 200;
        for (auto const& request :
             {post(bytes(size), "application/x-amz-json-1.0", "DynamoDB_20120810.PutItem"),
              post(bytes(size), "application/x-amz-json-1.0", bytes(20)),
              post("Action=SendRawEmail&Version=2010-12-01&RawMessage.Data=" + bytes(size), "x"),
              post("Version=2010-12-01&" + bytes(size), "x")}) {
            int const status = aws.handle(request, bytes(10)).status;
            CHECK(status >= 400);
            CHECK(status < 500);
        }
    }
    for (auto const* const operation : {"PutItem", "Query", "ListTables"}) {
        auto const request = post("{\"a\":" + deep, "application/x-amz-json-1.0",
                                  std::string("DynamoDB_20120810.") + operation);
        CHECK(aws.handle(request, "h").status == 400);
    }
    auto const huge = post(std::string((1u << 20) + 1, ' '), "application/x-amz-json-1.0",
                           "DynamoDB_20120810.ListTables");
    CHECK(aws.handle(huge, "h").status == 413);
}

TEST_CASE("services: several threads at once") {
    local::services aws;
    ses::client const mails{aws.config()};
    mails.verify_email_identity({.email_address = "ann@example.org"}).value();
    std::vector<std::thread> threads;
    for (int i = 0; i != 8; ++i)
        threads.emplace_back([&] {
            for (int n = 0; n != 10; ++n)
                (void)mails.send_email(letter());
        });
    for (auto& one : threads)
        one.join();
    CHECK(aws.outbox().size() == 80);
}
