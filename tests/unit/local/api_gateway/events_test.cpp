// SPDX-License-Identifier: Apache-2.0
// The documents that functions get, member by member.
#include "support/catch.hpp"
#include "support/json_equal.hpp"

#include "local/api_gateway/event.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

using namespace skiff;
using namespace skiff::local;
using namespace skiff::local::api_gateway;

namespace {

struct scene {
    http::request in;
    api what;
    route_match match;
    route found{"ANY", "/users/{id}", "f"};
    std::string client_path = "/dev/users/a%20b";
    std::string path = "/users/a%20b";

    explicit scene(api_format format) : match{&found, {{"id", "a%20b"}}} {
        what = {.name = "users", .format = format, .stage = "dev"};
        in.method = "GET";
        in.target = client_path;
        in.headers.add("Host", "localhost:3000");
        in.headers.add("User-Agent", "curl/8");
    }
    scene(scene const&) = delete;

    [[nodiscard]] routed_request routed() const {
        std::size_t const mark = in.target.find('?');
        return {.in = in,
                .what = what,
                .match = match,
                .client_path = client_path,
                .path = path,
                .query = mark == in.target.npos ? std::string_view()
                                                : std::string_view(in.target).substr(mark + 1),
                .authority = "localhost:3000",
                .source_ip = "127.0.0.1",
                .port = "3000",
                .account_id = "000000000000",
                .request_id = "the-id",
                .trace_header = "Root=1-2-3",
                .time = timestamp(std::chrono::milliseconds(1'428'582'896'123))};
    }
};

boost::json::object object(std::string const& text) {
    return boost::json::parse(text).as_object();
}

} // namespace

TEST_CASE("api gateway events: version 1.0, the least that there is") {
    scene const now(api_format::rest);
    CHECK_JSON(write_rest_event(now.routed()), R"({
        "resource": "/users/{id}", "path": "/users/a%20b", "httpMethod": "GET",
        "headers": {"Host": "localhost:3000", "User-Agent": "curl/8",
            "X-Amzn-Trace-Id": "Root=1-2-3", "X-Forwarded-For": "127.0.0.1",
            "X-Forwarded-Port": "3000", "X-Forwarded-Proto": "http"},
        "multiValueHeaders": {"Host": ["localhost:3000"], "User-Agent": ["curl/8"],
            "X-Amzn-Trace-Id": ["Root=1-2-3"], "X-Forwarded-For": ["127.0.0.1"],
            "X-Forwarded-Port": ["3000"], "X-Forwarded-Proto": ["http"]},
        "queryStringParameters": null, "multiValueQueryStringParameters": null,
        "pathParameters": {"id": "a%20b"}, "stageVariables": null,
        "requestContext": {"accountId": "000000000000", "apiId": "users",
            "domainName": "localhost:3000", "domainPrefix": "localhost",
            "extendedRequestId": "the-id", "httpMethod": "GET",
            "identity": {"accessKey": null, "accountId": null, "caller": null,
                "cognitoAuthenticationProvider": null, "cognitoAuthenticationType": null,
                "cognitoIdentityId": null, "cognitoIdentityPoolId": null, "principalOrgId": null,
                "sourceIp": "127.0.0.1", "user": null, "userAgent": "curl/8", "userArn": null},
            "path": "/dev/users/a%20b", "protocol": "HTTP/1.1", "requestId": "the-id",
            "requestTime": "09/Apr/2015:12:34:56 +0000", "requestTimeEpoch": 1428582896123,
            "resourceId": "ANY /users/{id}", "resourcePath": "/users/{id}", "stage": "dev"},
        "body": null, "isBase64Encoded": false})");
}

TEST_CASE("api gateway events: version 2.0, the least that there is") {
    scene const now(api_format::http);
    CHECK_JSON(write_http_event(now.routed()), R"({
        "version": "2.0", "routeKey": "ANY /users/{id}", "rawPath": "/dev/users/a b",
        "rawQueryString": "",
        "headers": {"host": "localhost:3000", "user-agent": "curl/8",
            "x-amzn-trace-id": "Root=1-2-3", "x-forwarded-for": "127.0.0.1",
            "x-forwarded-port": "3000", "x-forwarded-proto": "http"},
        "requestContext": {"accountId": "000000000000", "apiId": "users",
            "domainName": "localhost:3000", "domainPrefix": "localhost",
            "http": {"method": "GET", "path": "/dev/users/a b", "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1", "userAgent": "curl/8"},
            "requestId": "the-id", "routeKey": "ANY /users/{id}", "stage": "dev",
            "time": "09/Apr/2015:12:34:56 +0000", "timeEpoch": 1428582896123},
        "pathParameters": {"id": "a b"}, "isBase64Encoded": false})");
}

TEST_CASE("api gateway events: query parameters") {
    struct query {
        char const* text;
        char const* last;
        char const* all;
        char const* joined;
    };
    for (auto const& one :
         {query{"a=1", R"({"a":"1"})", R"({"a":["1"]})", R"({"a":"1"})"},
          query{"a=1&b=2&a=3", R"({"a":"3","b":"2"})", R"({"a":["1","3"],"b":["2"]})",
                R"({"a":"1,3","b":"2"})"},
          query{"a+b=c%20d%2Be", R"({"a b":"c d+e"})", R"({"a b":["c d+e"]})",
                R"({"a b":"c d+e"})"},
          query{"a&b=", R"({"a":"","b":""})", R"({"a":[""],"b":[""]})", R"({"a":"","b":""})"},
          query{"a=%zz", R"({"a":"%zz"})", R"({"a":["%zz"]})", R"({"a":"%zz"})"},
          query{"&&a=1=2&", R"({"a":"1=2"})", R"({"a":["1=2"]})", R"({"a":"1=2"})"},
          query{"%C3%A4=%C3%B6", R"({"ä":"ö"})", R"({"ä":["ö"]})", R"({"ä":"ö"})"}}) {
        INFO(one.text);
        scene v1(api_format::rest);
        v1.in.target += std::string("?") + one.text;
        auto const event = object(write_rest_event(v1.routed()));
        CHECK_JSON(boost::json::serialize(event.at("queryStringParameters")), one.last);
        CHECK_JSON(boost::json::serialize(event.at("multiValueQueryStringParameters")), one.all);
        scene v2(api_format::http);
        v2.in.target += std::string("?") + one.text;
        auto const second = object(write_http_event(v2.routed()));
        CHECK_JSON(boost::json::serialize(second.at("queryStringParameters")), one.joined);
        CHECK(second.at("rawQueryString").as_string() == one.text);
    }
}

TEST_CASE("api gateway events: headers and cookies") {
    auto const add = [](scene& to) {
        to.in.headers.add("X-Many", "1");
        to.in.headers.add("x-many", "2");
        to.in.headers.add("Cookie", "a=1; b=2");
        to.in.headers.add("Connection", "keep-alive");
        to.in.headers.add("X-Forwarded-For", "10.0.0.1");
    };
    scene v1(api_format::rest);
    add(v1);
    auto const first = object(write_rest_event(v1.routed()));
    auto const& headers = first.at("headers").as_object();
    CHECK(headers.at("X-Many").as_string() == "2");
    CHECK(headers.at("Cookie").as_string() == "a=1; b=2");
    CHECK(headers.at("X-Forwarded-For").as_string() == "10.0.0.1, 127.0.0.1");
    CHECK_FALSE(headers.contains("Connection"));
    CHECK_JSON(boost::json::serialize(first.at("multiValueHeaders").as_object().at("X-Many")),
               R"(["1","2"])");
    scene v2(api_format::http);
    add(v2);
    auto const second = object(write_http_event(v2.routed()));
    CHECK(second.at("headers").as_object().at("x-many").as_string() == "1,2");
    CHECK_FALSE(second.at("headers").as_object().contains("cookie"));
    CHECK_JSON(boost::json::serialize(second.at("cookies")), R"(["a=1","b=2"])");
}

TEST_CASE("api gateway events: bodies as text and as base64") {
    struct sent {
        char const* type;
        std::vector<std::string> binary;
        std::string body;
        char const* v1;
        bool v1_encoded;
        char const* v2;
        bool v2_encoded;
    };
    for (auto const& one : {
             sent{"application/json",
                  {},
                  R"({"a":"ä"})",
                  R"({"a":"ä"})",
                  false,
                  R"({"a":"ä"})",
                  false},
             sent{"text/plain; charset=utf-8", {}, "hi", "hi", false, "hi", false},
             sent{"application/x-www-form-urlencoded", {}, "a=b", "a=b", false, "YT1i", true},
             sent{"image/png", {}, "\xff", "\xef\xbf\xbd", false, "/w==", true},
             sent{"image/png", {"image/png"}, "\xff", "/w==", true, "/w==", true},
             sent{"image/png", {"image/*"}, "\xff", "/w==", true, "/w==", true},
             sent{"application/json", {"*/*"}, "{}", "e30=", true, "{}", false},
             sent{"text/plain", {"image/*"}, "a", "a", false, "a", false},
         }) {
        INFO(one.type << ' ' << one.body);
        scene v1(api_format::rest);
        v1.what.binary_media_types = one.binary;
        v1.in.headers.add("Content-Type", one.type);
        v1.in.body = one.body;
        auto const first = object(write_rest_event(v1.routed()));
        CHECK(first.at("body").as_string() == one.v1);
        CHECK(first.at("isBase64Encoded").as_bool() == one.v1_encoded);
        scene v2(api_format::http);
        v2.in.headers.add("Content-Type", one.type);
        v2.in.body = one.body;
        auto const second = object(write_http_event(v2.routed()));
        CHECK(second.at("body").as_string() == one.v2);
        CHECK(second.at("isBase64Encoded").as_bool() == one.v2_encoded);
    }
}

TEST_CASE("api gateway events: the default route has no method in its key") {
    scene now(api_format::http);
    now.found = {"ANY", "$default", "f"};
    now.match.parameters.clear();
    auto const event = object(write_http_event(now.routed()));
    CHECK(event.at("routeKey").as_string() == "$default");
    CHECK_FALSE(event.contains("pathParameters"));
}
