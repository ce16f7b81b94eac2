// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/binary.hpp>
#include <skiff/core/http/transport.hpp>
#include <skiff/ses.hpp>

#include "support/catch.hpp"

#include <memory>
#include <string>
#include <vector>

namespace ses = skiff::ses;

namespace {

/// Keeps what is sent and answers as it is told.
class recording_transport final : public skiff::http::transport {
  public:
    std::vector<skiff::http::request> sent;
    skiff::http::response answer{.status = 200};

    skiff::result<skiff::http::response> send(skiff::http::origin const&,
                                              skiff::http::request const& what,
                                              skiff::http::send_options const&) override {
        sent.push_back(what);
        return answer;
    }
};

struct fixture {
    std::shared_ptr<recording_transport> transport = std::make_shared<recording_transport>();
    ses::mailer mail{ses::client(skiff::client_config{
        .region = "us-east-1",
        .credentials = skiff::static_credentials({.access_key_id = "a", .secret_access_key = "b"}),
        .transport = transport})};

    void answer_with(std::string const& operation) {
        transport->answer.body = "<" + operation + "Response><" + operation +
                                 "Result><MessageId>id-1</MessageId></" + operation + "Result></" +
                                 operation + "Response>";
    }

    /// A value of the form that was sent, decoded; empty when it was not.
    std::string field(std::string const& name) const {
        std::string const form = "&" + transport->sent.at(0).body + "&";
        auto const at = form.find("&" + name + "=");
        if (at == std::string::npos)
            return {};
        auto const begin = at + name.size() + 2;
        std::string out;
        for (auto i = begin; form[i] != '&'; ++i)
            if (form[i] == '%') {
                out.push_back(static_cast<char>(std::stoi(form.substr(i + 1, 2), nullptr, 16)));
                i += 2;
            } else
                out.push_back(form[i] == '+' ? ' ' : form[i]);
        return out;
    }
};

ses::message whole() {
    return {.from = "me@example.org",
            .to = {"a@example.org", "b@example.org"},
            .cc = {"c@example.org"},
            .bcc = {"d@example.org"},
            .reply_to = {"r@example.org"},
            .subject = "Gr\xC3\xBC\xC3\x9F",
            .text = "a & b = c",
            .html = "<p>\xF0\x9F\x9A\x80</p>"};
}

} // namespace

TEST_CASE_METHOD(fixture, "mailer: without attachments it is SendEmail, in UTF-8") {
    answer_with("SendEmail");
    CHECK(mail.send(whole()).value() == "id-1");
    CHECK(transport->sent.size() == 1);
    CHECK(field("Action") == "SendEmail");
    CHECK(field("Source") == "me@example.org");
    CHECK(field("Destination.ToAddresses.member.1") == "a@example.org");
    CHECK(field("Destination.ToAddresses.member.2") == "b@example.org");
    CHECK(field("Destination.CcAddresses.member.1") == "c@example.org");
    CHECK(field("Destination.BccAddresses.member.1") == "d@example.org");
    CHECK(field("ReplyToAddresses.member.1") == "r@example.org");
    CHECK(field("Message.Subject.Data") == "Gr\xC3\xBC\xC3\x9F");
    CHECK(field("Message.Subject.Charset") == "UTF-8");
    CHECK(field("Message.Body.Text.Data") == "a & b = c");
    CHECK(field("Message.Body.Html.Data") == "<p>\xF0\x9F\x9A\x80</p>");
    CHECK(field("Message.Body.Html.Charset") == "UTF-8");
}

TEST_CASE_METHOD(fixture, "mailer: an absent body is not sent") {
    answer_with("SendEmail");
    auto what = whole();
    what.html.clear();
    CHECK(mail.send(what).has_value());
    CHECK(transport->sent.at(0).body.find("Html") == std::string::npos);
}

TEST_CASE_METHOD(fixture, "mailer: with attachments it is SendRawEmail to every recipient") {
    answer_with("SendRawEmail");
    auto what = whole();
    what.attachments = {{.file_name = "a.csv", .content = "x"}};
    CHECK(mail.send(what).value() == "id-1");
    CHECK(field("Action") == "SendRawEmail");
    CHECK(field("Source") == "me@example.org");
    for (auto const& [number, address] :
         {std::pair("1", "a"), std::pair("2", "b"), std::pair("3", "c"), std::pair("4", "d")})
        CHECK(field(std::string("Destinations.member.") + number) ==
              std::string(address) + "@example.org");
    std::string raw;
    REQUIRE(skiff::base64_decode(field("RawMessage.Data"), raw));
    CHECK(raw.find("filename=\"a.csv\"") != std::string::npos);
    CHECK(raw.find("d@example.org") == std::string::npos);
}

TEST_CASE_METHOD(fixture, "mailer: what cannot be sent does not leave") {
    for (bool const attached : {false, true}) {
        auto what = whole();
        what.to = {"a@example.org\r\nBcc: x@example.org"};
        if (attached)
            what.attachments = {{.file_name = "a", .content = "x"}};
        auto const refused = mail.send(what);
        REQUIRE(refused.has_error());
        CHECK(refused.error().code == skiff::errc::invalid_request);
    }
    CHECK(transport->sent.empty());
}

TEST_CASE_METHOD(fixture, "mailer: what SES says is passed on") {
    transport->answer.status = 400;
    transport->answer.body = "<ErrorResponse><Error><Type>Sender</Type><Code>MessageRejected</Code>"
                             "<Message>Email address is not verified.</Message></Error>"
                             "<RequestId>r-1</RequestId></ErrorResponse>";
    auto const rejected = mail.send(whole());
    REQUIRE(rejected.has_error());
    CHECK(rejected.error().code == ses::errc::message_rejected);
    CHECK(rejected.error().message == "Email address is not verified.");
    CHECK(rejected.error().request_id == "r-1");
}
