// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/auth/sigv4.hpp>
#include <skiff/core/auth/verify.hpp>

#include "support/catch.hpp"

#include <functional>
#include <random>

using namespace skiff;
using namespace std::chrono_literals;
using auth::verdict;

namespace {

timestamp const signed_at = std::chrono::sys_seconds(1440938160s);
http::origin const origin{.tls = false, .host = "localhost", .port = 4566};
std::string const authority = "localhost:4566";
auth::signing_scope const scope{.region = "us-east-1", .service = "dynamodb"};
credentials const keys{.access_key_id = "local", .secret_access_key = "secret"};

std::optional<std::string> secret_of(std::string_view access_key_id) {
    if (access_key_id == "local")
        return "secret";
    return std::nullopt;
}

http::request unsigned_request() {
    http::request out{.method = "POST", .target = "/a%20b/?x=1&y=2&x=0"};
    REQUIRE(out.headers.add("Content-Type", "application/x-amz-json-1.0"));
    REQUIRE(out.headers.add("X-Amz-Target", "DynamoDB_20120810.GetItem"));
    REQUIRE(out.headers.add("User-Agent", "skiff"));
    REQUIRE(out.headers.add("My-Header", "one"));
    REQUIRE(out.headers.add("My-Header", "two"));
    out.body = R"({"TableName":"t"})";
    return out;
}

http::request signed_request(credentials const& who = keys) {
    auto out = unsigned_request();
    REQUIRE_FALSE(auth::signer().sign(out, authority, who, scope, signed_at));
    return out;
}

http::request presigned_request(auth::presign_options const& options = {},
                                credentials const& who = keys) {
    auto out = unsigned_request();
    auto const url = auth::signer().presign(out, origin, who, scope, signed_at, options).value();
    out.target = url.substr(url.find("/a%20b"));
    return out;
}

verdict judge(http::request const& what, timestamp now = signed_at,
              auth::verify_options const& options = {.service = "dynamodb"},
              std::string_view host = authority) {
    return auth::verify(what, host, secret_of, now, options).outcome;
}

void replace(std::string& in, std::string_view what, std::string_view with) {
    auto const at = in.find(what);
    REQUIRE(at != std::string::npos);
    in.replace(at, what.size(), with);
}

void edit_authorization(http::request& r, std::string_view what, std::string_view with) {
    auto text = std::string(r.headers.find("Authorization").value());
    replace(text, what, with);
    REQUIRE(r.headers.set("Authorization", text));
}

} // namespace

TEST_CASE("verify: what the signer signed is accepted") {
    auto const plain = signed_request();
    auto const found = auth::verify(plain, authority, secret_of, signed_at);
    CHECK(found);
    CHECK(found.access_key_id == "local");
    CHECK(found.region == "us-east-1");
    CHECK(found.service == "dynamodb");
    CHECK(found.signed_at == "20150830T123600Z");

    auto with_token = keys;
    with_token.session_token = "a/b+c==";
    CHECK(judge(signed_request(with_token)) == verdict::accepted);
    CHECK(judge(presigned_request()) == verdict::accepted);
    CHECK(judge(presigned_request({}, with_token)) == verdict::accepted);
    CHECK(judge(presigned_request({.sign_session_token = false}, with_token)) == verdict::accepted);
}

TEST_CASE("verify: headers that were not signed may change on the way") {
    auto request = signed_request();
    REQUIRE(request.headers.set("User-Agent", "another"));
    REQUIRE(request.headers.add("Via", "proxy"));
    CHECK(judge(request) == verdict::accepted);
}

TEST_CASE("verify: every altered part of a request is noticed") {
    struct alteration {
        std::string name;
        std::function<void(http::request&)> apply;
        verdict expected = verdict::mismatch;
    };
    std::vector<alteration> const both{
        {"method", [](auto& r) { r.method = "GET"; }},
        {"body", [](auto& r) { r.body.back() = ' '; }},
        {"longer body", [](auto& r) { r.body += ' '; }},
        {"path", [](auto& r) { replace(r.target, "/a%20b/", "/a%20c/"); }},
        {"query value", [](auto& r) { replace(r.target, "x=1", "x=3"); }},
        {"query item added", [](auto& r) { r.target += "&z=1"; }},
        {"query item removed", [](auto& r) { replace(r.target, "&y=2", ""); }},
        {"header value", [](auto& r) { r.headers.set("Content-Type", "text/plain"); }},
        {"header removed", [](auto& r) { r.headers.erase("X-Amz-Target"); }},
        {"header added", [](auto& r) { r.headers.add("X-Amz-Acl", "public"); }},
        {"one of two headers", [](auto& r) { r.headers.set("My-Header", "one"); }},
        {"order of two headers",
         [](auto& r) {
             r.headers.set("My-Header", "two");
             r.headers.add("My-Header", "one");
         }},
        {"another digest", [](auto& r) { r.headers.add("X-Amz-Content-Sha256", "00"); }},
    };
    for (auto const& original : {signed_request(), presigned_request()})
        for (auto const& change : both) {
            INFO(change.name << " in " << original.target);
            auto request = original;
            change.apply(request);
            CHECK(judge(request) == change.expected);
        }
    CHECK(judge(signed_request(), signed_at, {}, "localhost:4567") == verdict::mismatch);

    std::vector<alteration> const in_header{
        {"signature", [](auto& r) { edit_authorization(r, "Signature=", "Signature=0"); }},
        {"region", [](auto& r) { edit_authorization(r, "us-east-1", "us-east-2"); }},
        {"service", [](auto& r) { edit_authorization(r, "/dynamodb/", "/ses/"); },
         verdict::wrong_scope},
        {"key", [](auto& r) { edit_authorization(r, "=local/", "=other/"); }, verdict::unknown_key},
        {"signed headers", [](auto& r) { edit_authorization(r, "my-header;", ""); }},
        {"date", [](auto& r) { r.headers.set("X-Amz-Date", "20150830T123601Z"); }},
        {"day", [](auto& r) { r.headers.set("X-Amz-Date", "20150831T123600Z"); },
         verdict::malformed},
        {"no date", [](auto& r) { r.headers.erase("X-Amz-Date"); }, verdict::malformed},
        {"no authorization", [](auto& r) { r.headers.erase("Authorization"); }, verdict::missing},
        {"token", [](auto& r) { r.headers.add("X-Amz-Security-Token", "t"); }},
    };
    for (auto const& change : in_header) {
        INFO(change.name);
        auto request = signed_request();
        change.apply(request);
        CHECK(judge(request) == change.expected);
    }

    std::vector<alteration> const in_query{
        {"expiry", [](auto& r) { replace(r.target, "Expires=900", "Expires=901"); }},
        {"no expiry", [](auto& r) { replace(r.target, "X-Amz-Expires=900", ""); },
         verdict::malformed},
        {"expiry of 8 days", [](auto& r) { replace(r.target, "Expires=900", "Expires=691200"); },
         verdict::malformed},
        {"two dates", [](auto& r) { r.target += "&X-Amz-Date=20150830T123600Z"; },
         verdict::malformed},
        {"algorithm", [](auto& r) { replace(r.target, "SHA256", "SHA1"); }, verdict::malformed},
        {"token added", [](auto& r) { r.target += "&X-Amz-Acl=1"; }},
        {"signature", [](auto& r) { r.target += "0"; }},
    };
    for (auto const& change : in_query) {
        INFO(change.name);
        auto request = presigned_request();
        change.apply(request);
        CHECK(judge(request) == change.expected);
    }
}

TEST_CASE("verify: after a mismatch the text that should have been signed is there") {
    auto request = signed_request();
    request.method = "PUT";
    auto const found = auth::verify(request, authority, secret_of, signed_at);
    CHECK(found.outcome == verdict::mismatch);
    CHECK(found.canonical_request.starts_with("PUT\n/a%2520b/\nx=0&x=1&y=2\ncontent-type:"));
    CHECK(found.canonical_request.find("my-header:one,two\n") != std::string::npos);
}

TEST_CASE("verify: signatures are valid for a time") {
    struct time_case {
        std::chrono::seconds later;
        verdict header, url;
    };
    auto const plain = signed_request();
    auto const url = presigned_request({.expires_in = 1h});
    for (auto const& c : std::vector<time_case>{
             {0s, verdict::accepted, verdict::accepted},
             {899s, verdict::accepted, verdict::accepted},
             {901s, verdict::expired, verdict::accepted},
             {3600s, verdict::expired, verdict::accepted},
             {3601s, verdict::expired, verdict::expired},
             {-899s, verdict::accepted, verdict::accepted},
             {-901s, verdict::not_yet_valid, verdict::not_yet_valid},
         }) {
        INFO(c.later.count());
        CHECK(judge(plain, signed_at + c.later) == c.header);
        CHECK(judge(url, signed_at + c.later) == c.url);
    }
    auto const late = auth::verify(plain, authority, secret_of, signed_at + 1h);
    CHECK(late.detail ==
          "Signature expired: 20150830T125100Z is now earlier than 20150830T133600Z");
}

TEST_CASE("verify: an unsigned payload is accepted only where that is allowed") {
    auto request = unsigned_request();
    auto unsigned_scope = scope;
    unsigned_scope.unsigned_payload = true;
    REQUIRE_FALSE(auth::signer().sign(request, authority, keys, unsigned_scope, signed_at));
    CHECK(judge(request) == verdict::mismatch);
    CHECK(judge(request, signed_at, {.allow_unsigned_payload = true}) == verdict::accepted);
    request.body = "another";
    CHECK(judge(request, signed_at, {.allow_unsigned_payload = true}) == verdict::accepted);
}

TEST_CASE("verify: a key id with slashes is read whole") {
    auto request = signed_request({.access_key_id = "a/b/c", .secret_access_key = "s"});
    auto const found = auth::verify(
        request, authority, [](std::string_view) { return std::optional<std::string>("s"); },
        signed_at);
    CHECK(found);
    CHECK(found.access_key_id == "a/b/c");
}

TEST_CASE("verify: broken authorizations are called malformed, and why") {
    std::string const good = "Credential=local/20150830/us-east-1/dynamodb/aws4_request, "
                             "SignedHeaders=host;x-amz-date, Signature=00";
    for (std::string const text :
         {"", "Basic bG9jYWw6c2VjcmV0", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 ",
          "AWS4-HMAC-SHA256 Credential=", "AWS4-HMAC-SHA256 ,,,",
          "AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, "
          "Signature=00",
          "AWS4-HMAC-SHA256 Credential=/////, SignedHeaders=host, "
          "Signature=00",
          "AWS4-HMAC-SHA256 Credential=a/20150830/r/s/aws5_request, "
          "SignedHeaders=host, Signature=00",
          "AWS4-HMAC-SHA256 Credential=a/20150830/r/s/aws4_request, "
          "SignedHeaders=Host, Signature=00",
          "AWS4-HMAC-SHA256 Credential=a/20150830/r/s/aws4_request, "
          "SignedHeaders=x-amz-date;host, Signature=00",
          "AWS4-HMAC-SHA256 Credential=a/20150830/r/s/aws4_request, "
          "SignedHeaders=x-amz-date, Signature=00",
          "AWS4-HMAC-SHA256 Credential=a/20150830/r/s/aws4_request, "
          "SignedHeaders=;host, Signature=00"}) {
        INFO(text);
        auto request = signed_request();
        REQUIRE(request.headers.set("Authorization", text));
        auto const found = auth::verify(request, authority, secret_of, signed_at);
        CHECK(found.outcome == verdict::malformed);
        CHECK_FALSE(found.detail.empty());
    }
    auto twice = signed_request();
    REQUIRE(twice.headers.add("Authorization", "AWS4-HMAC-SHA256 " + good));
    CHECK(judge(twice) == verdict::malformed);
    for (auto const date : {"", "yesterday", "20150830T1236Z", "99990830T123600Z"}) {
        auto request = signed_request();
        REQUIRE(request.headers.set("X-Amz-Date", date));
        CHECK(judge(request) == verdict::malformed);
    }
}

TEST_CASE("verify: a request with any byte of its authorization changed is never accepted") {
    auto const good = signed_request();
    auto const text = std::string(good.headers.find("Authorization").value());
    std::mt19937 random(42);
    for (std::size_t i = 0; i != text.size(); ++i) {
        auto changed = text;
        changed[i] = static_cast<char>(
            '!' + (static_cast<unsigned>(text[i] - '!') + 1 + random() % 90) % 93);
        if (changed == text)
            continue;
        auto request = good;
        REQUIRE(request.headers.set("Authorization", changed));
        INFO(changed);
        CHECK(judge(request) != verdict::accepted);
    }
}
