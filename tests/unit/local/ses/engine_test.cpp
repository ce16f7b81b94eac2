// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"

#include <skiff/local.hpp>

#include <skiff/core/json/reader.hpp>
#include <skiff/ses/client.hpp>
#include <skiff/ses/errors.hpp>
#include <skiff/ses/operation/create_template.hpp>
#include <skiff/ses/operation/get_account_sending_enabled.hpp>
#include <skiff/ses/operation/get_identity_verification_attributes.hpp>
#include <skiff/ses/operation/get_send_statistics.hpp>
#include <skiff/ses/operation/list_identities.hpp>
#include <skiff/ses/operation/send_email.hpp>
#include <skiff/ses/operation/send_raw_email.hpp>
#include <skiff/ses/operation/update_account_sending_enabled.hpp>
#include <skiff/ses/operation/verify_domain_identity.hpp>
#include <skiff/ses/operation/verify_email_identity.hpp>

#include <chrono>
#include <string>
#include <string_view>

using namespace skiff;
using namespace std::chrono_literals;

namespace {

/// A local SES where ann@example.org and the domain example.com may send, and its client.
struct mailing {
    std::shared_ptr<local::manual_clock> clock = std::make_shared<local::manual_clock>();
    local::services aws{{.clock = clock}};
    ses::client client{config()};

    mailing() {
        client.verify_email_identity({.email_address = "ann@example.org"}).value();
        client.verify_domain_identity({.domain = "example.com"}).value();
    }
    [[nodiscard]] client_config config() const {
        client_config out = aws.config();
        out.retry.max_attempts = 1;
        return out;
    }
    [[nodiscard]] result<ses::send_raw_email_response> send_raw(std::string text) const {
        return client.send_raw_email({.raw_message = {.data = {std::move(text)}}});
    }
};

ses::send_email_request letter(std::string from, std::vector<std::string> to) {
    return {.source = std::move(from),
            .destination = {.to_addresses = std::move(to)},
            .message = {.subject = {.data = "s"}, .body = {.text = ses::content{.data = "t"}}}};
}

} // namespace

TEST_CASE("local ses: who may send") {
    mailing const local;
    struct {
        char const* from;
        bool allowed;
    } const cases[] = {
        {"ann@example.org", true},
        {"ann@EXAMPLE.ORG", true},
        {"Ann <ann@example.org>", true},
        {"ann+label@example.org", true},
        {"anyone@example.com", true},
        {"anyone@sub.example.com", true},
        {"anyone@Sub.Example.Com", true},
        {"Ann@example.org", false},
        {"bob@example.org", false},
        {"anyone@badexample.com", false},
        {"anyone@com", false},
        {"+ann@example.org", false},
    };
    for (auto const& one : cases) {
        INFO(one.from);
        auto const sent = local.client.send_email(letter(one.from, {"x@y.org"}));
        CHECK(sent.has_value() == one.allowed);
        if (!sent) {
            CHECK(sent.error().code == ses::errc::message_rejected);
        }
    }
}

TEST_CASE("local ses: every sender of a raw mail must be verified") {
    mailing const local;
    for (std::string const header : {"Sender: eve@example.net", "Return-Path: <eve@example.net>"}) {
        auto const sent = local.send_raw("From: ann@example.org\r\nTo: x@y.org\r\n" + header +
                                         "\r\n\r\nbody");
        REQUIRE(sent.has_error());
        CHECK(sent.error().code == ses::errc::message_rejected);
        CHECK(sent.error().message.find("eve@example.net") != std::string::npos);
    }
    auto const hidden = local.client.send_raw_email(
        {.source = "ann@example.org",
         .raw_message = {.data = {"From: eve@example.net\r\nTo: x@y.org\r\n\r\n"}}});
    REQUIRE(hidden.has_error());
    CHECK(hidden.error().code == ses::errc::message_rejected);
}

TEST_CASE("local ses: raw mails that cannot be sent") {
    mailing const local;
    struct {
        std::string text;
        std::string_view message;
    } const cases[] = {
        {"", "Missing required header 'From'."},
        {"To: x@y.org\r\n\r\nbody", "Missing required header 'From'."},
        {"From:\r\nTo: x@y.org\r\n\r\n", "Missing required header 'From'."},
        {"From: ann@example.org\r\n\r\nbody", "Missing required header 'To'."},
        {"From: ann@example.org\r\nFrom: ann@example.org\r\nTo: x@y.org\r\n\r\n",
         "Duplicate header 'From'."},
        {"From: ann\r\nTo: x@y.org\r\n\r\n", "Missing final '@domain'"},
        {"From: ann@example.org\r\nTo: x@y.org, z\r\n\r\n", "Missing final '@domain'"},
        {"not a header\r\n\r\n", "no header"},
        {"From: ann@example.org\r\nTo: x@y.org\r\n\r\n" + std::string(10u << 20, 'x'),
         "Message length is more than 10485760 bytes long"},
    };
    for (auto const& one : cases) {
        auto const sent = local.send_raw(one.text);
        REQUIRE(sent.has_error());
        INFO(sent.error().message);
        CHECK(sent.error().aws_code == "InvalidParameterValue");
        CHECK(sent.error().message.find(one.message) != std::string::npos);
    }
    CHECK(local.aws.outbox().empty());
}

TEST_CASE("local ses: the outbox stays UTF-8 when a raw mail's header is not") {
    mailing const local;
    REQUIRE(local.send_raw("From: ann@example.org\r\nTo: x@y.org\r\nSubject: J\xFCrgen\r\n\r\nbody")
                .has_value());
    auto const outbox = local.aws.outbox();
    REQUIRE(outbox.size() == 1);
    CHECK(outbox[0].subject == "J\xEF\xBF\xBDrgen");
    CHECK(outbox[0].raw.find("Subject: J\xFCrgen\r\n") != std::string::npos);
    http::request const listing{.method = "GET", .target = "/_local/outbox"};
    auto const listed = local.aws.handle(listing, "localhost:4566");
    CHECK(listed.status == 200);
    CHECK(listed.body.find("J\xEF\xBF\xBDrgen") != std::string::npos);
    CHECK(json::is_utf8(listed.body));
}

TEST_CASE("local ses: the recipients of a raw mail") {
    mailing const local;
    std::string const text =
        "From: Ann <ann@example.org>\r\nTo: a@y.org, B <b@y.org>\r\n"
        "Cc: c@y.org\r\nBcc: d@y.org\r\nSubject: =?utf-8?q?=C3=BC?=\r\n\r\nbody";
    REQUIRE(local.send_raw(text).has_value());
    auto const sent = local.aws.outbox().at(0);
    CHECK(sent.recipients == std::vector<std::string>{"a@y.org", "b@y.org", "c@y.org", "d@y.org"});
    CHECK(sent.subject == "ü");
    CHECK(sent.raw.find("Bcc") == std::string::npos);
    CHECK(sent.raw.ends_with("\r\n\r\nbody"));
    REQUIRE(local.client
                .send_raw_email({.destinations = {"only@y.org"}, .raw_message = {.data = {text}}})
                .has_value());
    CHECK(local.aws.outbox().at(1).recipients == std::vector<std::string>{"only@y.org"});
}

TEST_CASE("local ses: a value of SendEmail cannot add a header") {
    mailing const local;
    for (int field = 0; field != 4; ++field) {
        INFO(field);
        auto request = letter("ann@example.org", {"x@y.org"});
        std::string const evil = "\r\nBcc: eve@example.net";
        if (field == 0)
            request.source += evil;
        else if (field == 1)
            request.destination.to_addresses[0] += evil;
        else if (field == 2)
            request.message.subject.data += evil;
        else
            request.reply_to_addresses = {"r@y.org" + evil};
        auto const sent = local.client.send_email(request);
        REQUIRE(sent.has_error());
        CHECK(sent.error().aws_code == "InvalidParameterValue");
    }
    CHECK(local.aws.outbox().empty());
}

TEST_CASE("local ses: fifty recipients and not one more") {
    mailing const local;
    std::vector<std::string> to(50, "x@y.org");
    CHECK(local.client.send_email(letter("ann@example.org", to)).has_value());
    auto request = letter("ann@example.org", to);
    request.destination.bcc_addresses = {"z@y.org"};
    auto const sent = local.client.send_email(request);
    REQUIRE(sent.has_error());
    CHECK(sent.error().message == "Recipient count exceeds 50.");
}

TEST_CASE("local ses: the daily quota ends and comes back") {
    mailing const local;
    std::vector<std::string> const to(50, "x@y.org");
    for (int i = 0; i != 1000; ++i)
        REQUIRE(local.client.send_email(letter("ann@example.org", to)).has_value());
    auto const refused = local.client.send_email(letter("ann@example.org", {"x@y.org"}));
    REQUIRE(refused.has_error());
    CHECK(refused.error().code == condition::throttled);
    CHECK(refused.error().message == "Daily message quota exceeded.");
    local.clock->advance(25h);
    CHECK(local.client.send_email(letter("ann@example.org", {"x@y.org"})).has_value());
    std::int64_t attempts = 0;
    for (auto const& point : local.client.get_send_statistics({}).value().send_data_points)
        attempts += point.delivery_attempts.value_or(0);
    CHECK(attempts == 50'001);
}

TEST_CASE("local ses: paused sending, unknown sets and operations") {
    mailing const local;
    auto request = letter("ann@example.org", {"x@y.org"});
    request.configuration_set_name = "nowhere";
    auto sent = local.client.send_email(request);
    REQUIRE(sent.has_error());
    CHECK(sent.error().code == ses::errc::configuration_set_does_not_exist);
    local.client.update_account_sending_enabled({.enabled = false}).value();
    sent = local.client.send_email(letter("ann@example.org", {"x@y.org"}));
    REQUIRE(sent.has_error());
    CHECK(sent.error().code == ses::errc::account_sending_paused_exception);
    local.client.update_account_sending_enabled({.enabled = true}).value();
    CHECK(local.client.get_account_sending_enabled({}).value().enabled == true);
    auto const missing = local.client.create_template({.template_ = {.template_name = "t"}});
    REQUIRE(missing.has_error());
    CHECK(missing.error().http_status == 501);
    CHECK(missing.error().message == "skiff-local does not implement SES.CreateTemplate.");
}

TEST_CASE("local ses: identities are listed in pages and by type") {
    mailing const local;
    auto page = local.client.list_identities({.max_items = 1}).value();
    CHECK(page.identities == std::vector<std::string>{"ann@example.org"});
    REQUIRE(page.next_token);
    page = local.client.list_identities({.next_token = page.next_token}).value();
    CHECK(page.identities == std::vector<std::string>{"example.com"});
    CHECK_FALSE(page.next_token);
    page = local.client.list_identities({.identity_type = ses::identity_type::domain}).value();
    CHECK(page.identities == std::vector<std::string>{"example.com"});
    CHECK(local.client.list_identities({.next_token = "***"}).has_error());
    auto const found = local.client
                           .get_identity_verification_attributes(
                               {.identities = {"EXAMPLE.COM", "nobody@example.net"}})
                           .value();
    REQUIRE(found.verification_attributes.size() == 1);
    CHECK(found.verification_attributes.at("EXAMPLE.COM").verification_status ==
          ses::verification_status::success);
}

TEST_CASE("local ses: identities that cannot be") {
    mailing const local;
    for (char const* const address : {"ann", "@x.org", "a b@x.org", "a@x.org\r\nx"})
        CHECK(local.client.verify_email_identity({.email_address = address}).has_error());
    for (char const* const domain : {"org", "ann@example.org", "exa mple.org"})
        CHECK(local.client.verify_domain_identity({.domain = domain}).has_error());
}
