// SPDX-License-Identifier: Apache-2.0
#include <skiff/rest/lambda.hpp>

#include <skiff/core/binary.hpp>
#include <skiff/lambda/function_error.hpp>

#include "support/catch.hpp"
#include "support/json_equal.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace json = boost::json;
using skiff::rest::request;
using skiff::rest::response;

namespace {

json::value parsed(std::string_view text) {
    return json::parse(json::string_view(text.data(), text.size()));
}

/// `base` with the members of `more` in the place of its own; objects are merged.
json::value merged(json::value base, json::value const& more) {
    if (!base.is_object() || !more.is_object())
        return more;
    for (auto const& [name, value] : more.as_object()) {
        auto& at = base.as_object()[name];
        at = merged(at, value);
    }
    return base;
}

std::string event(std::string_view base, std::string_view more) {
    return json::serialize(merged(parsed(base), parsed(more)));
}

/// As recorded, without what nobody reads.
constexpr std::string_view rest_api = R"({
  "resource": "/{proxy+}", "path": "/hello", "httpMethod": "GET",
  "headers": {"Host": "id.execute-api.us-east-1.amazonaws.com"},
  "multiValueHeaders": {"Host": ["id.execute-api.us-east-1.amazonaws.com"]},
  "queryStringParameters": null, "multiValueQueryStringParameters": null,
  "pathParameters": {"proxy": "hello"}, "stageVariables": null,
  "requestContext": {"resourcePath": "/{proxy+}", "httpMethod": "GET", "path": "/dev/hello",
    "protocol": "HTTP/1.1", "stage": "dev", "requestId": "rest-1", "apiId": "id",
    "identity": {"sourceIp": "192.0.2.1", "userAgent": null}},
  "body": null, "isBase64Encoded": false})";

constexpr std::string_view http_api = R"({
  "version": "2.0", "routeKey": "$default", "rawPath": "/hello", "rawQueryString": "",
  "headers": {"host": "id.execute-api.us-east-1.amazonaws.com"},
  "requestContext": {"apiId": "id", "stage": "$default", "requestId": "http-1",
    "http": {"method": "GET", "path": "/hello", "protocol": "HTTP/1.1",
             "sourceIp": "192.0.2.2", "userAgent": "curl"}},
  "isBase64Encoded": false})";

constexpr std::string_view alb = R"({
  "requestContext": {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:x"}},
  "httpMethod": "GET", "path": "/hello", "queryStringParameters": {},
  "headers": {"host": "lb.example.com", "x-forwarded-for": "10.0.0.9, 192.0.2.3"},
  "body": "", "isBase64Encoded": false})";

constexpr std::string_view alb_multi = R"({
  "requestContext": {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:x"}},
  "httpMethod": "GET", "path": "/hello", "multiValueQueryStringParameters": {},
  "multiValueHeaders": {"host": ["lb.example.com"], "x-forwarded-for": ["192.0.2.4"]},
  "body": "", "isBase64Encoded": false})";

skiff::lambda::context invocation() {
    skiff::lambda::context about;
    about.request_id = "lambda-1";
    return about;
}

/// What a handler is given for an event.
request seen(std::string const& event, skiff::rest::lambda_options options = {}) {
    request kept;
    auto const handler = skiff::rest::lambda_handler(
        [&kept](request const& in) {
            kept = in;
            return response::text(200, "ok");
        },
        std::move(options));
    static_cast<void>(handler(event, invocation()));
    return kept;
}

/// What an event is answered with.
std::string answered(std::string const& event, response const& with,
                     skiff::rest::lambda_options options = {.request_ids = false}) {
    auto const handler = skiff::rest::lambda_handler([&with](request const&) { return with; },
                                                     std::move(options));
    return handler(event, invocation());
}

} // namespace

TEST_CASE("lambda events: method, client and id of each kind") {
    struct {
        std::string_view base;
        std::string_view method;
        std::string peer;
        std::string id;
        std::string host;
    } const cases[] = {
        {rest_api, R"({"httpMethod": "PUT"})", "192.0.2.1", "rest-1",
         "id.execute-api.us-east-1.amazonaws.com"},
        {http_api, R"({"requestContext": {"http": {"method": "PUT"}}})", "192.0.2.2", "http-1",
         "id.execute-api.us-east-1.amazonaws.com"},
        {alb, R"({"httpMethod": "PUT"})", "192.0.2.3", "lambda-1", "lb.example.com"},
        {alb_multi, R"({"httpMethod": "PUT"})", "192.0.2.4", "lambda-1", "lb.example.com"},
    };
    for (auto const& [base, method, peer, id, host] : cases) {
        CAPTURE(id, peer);
        auto const in = seen(event(base, method));
        CHECK(in.method == "PUT");
        CHECK(in.target == "/hello");
        CHECK(in.peer == peer);
        CHECK(in.id == id);
        CHECK(in.header("Host") == host);
        CHECK(in.body.empty());
    }
}

TEST_CASE("lambda events: the target is as the client sent it") {
    struct {
        char const* what;
        std::string_view base;
        std::string_view more;
        std::string target;
    } const cases[] = {
        {"v1: an encoded path stays", rest_api, R"({"path": "/a%2Fb/c%20d"})", "/a%2Fb/c%20d"},
        {"v1: a decoded path is encoded", rest_api, R"({"path": "/a b/100%/é?#"})",
         "/a%20b/100%25/%C3%A9%3F%23"},
        {"v1: the stage is not in the path", rest_api, R"({"path": "/dev/hello"})", "/dev/hello"},
        {"v1 of an HTTP API: it is", rest_api, R"({"path": "/dev/hello", "version": "1.0"})",
         "/hello"},
        {"v1: decoded query parameters are encoded", rest_api,
         R"({"multiValueQueryStringParameters": {"a b": ["1&2", "é="], "c": [""]},
             "queryStringParameters": {"a b": "é=", "c": ""}})",
         "/hello?a%20b=1%262&a%20b=%C3%A9%3D&c="},
        {"v1: single query parameters alone", rest_api,
         R"({"queryStringParameters": {"q": "a+b"}})", "/hello?q=a%2Bb"},
        {"v2: the query as it is", http_api, R"({"rawQueryString": "a=1&a=%20&b"})",
         "/hello?a=1&a=%20&b"},
        {"v2: a decoded query is made safe", http_api, R"({"rawQueryString": "a=b c"})",
         "/hello?a=b%20c"},
        {"v2: a named stage is taken away", http_api,
         R"({"rawPath": "/dev/hello", "requestContext": {"stage": "dev"}})", "/hello"},
        {"v2: a stage alone", http_api,
         R"({"rawPath": "/dev", "requestContext": {"stage": "dev"}})", "/"},
        {"v2: only a whole segment is the stage", http_api,
         R"({"rawPath": "/devices", "requestContext": {"stage": "dev"}})", "/devices"},
        {"v2: an encoded path stays", http_api, R"({"rawPath": "/a%2Fb"})", "/a%2Fb"},
        {"v2: a decoded path is encoded", http_api, R"({"rawPath": "/a b"})", "/a%20b"},
        {"v2: an empty path", http_api, R"({"rawPath": ""})", "/"},
        {"ALB: an encoded query stays", alb, R"({"queryStringParameters": {"q": "a%20b"}})",
         "/hello?q=a%20b"},
        {"ALB: repeated parameters", alb_multi,
         R"({"multiValueQueryStringParameters": {"q": ["a%26", "b"]}})", "/hello?q=a%26&q=b"},
    };
    for (auto const& [what, base, more, target] : cases) {
        CAPTURE(what);
        CHECK(seen(event(base, more)).target == target);
    }
}

TEST_CASE("lambda events: a custom domain's base path is taken away") {
    struct {
        std::string base_path;
        std::string path;
        std::string target;
    } const cases[] = {{"/v1", "/v1/hello", "/hello"},
                       {"/v1/", "/v1/hello", "/hello"},
                       {"/v1", "/v1", "/"},
                       {"/v1", "/v10/hello", "/v10/hello"},
                       {"/", "/hello", "/hello"},
                       {"", "/v1/hello", "/v1/hello"}};
    for (auto const& [base_path, path, target] : cases) {
        CAPTURE(base_path, path);
        auto const more = R"({"path": ")" + path + R"("})";
        CHECK(seen(event(rest_api, more), {.base_path = base_path}).target == target);
    }
}

TEST_CASE("lambda events: repeated headers and cookies arrive") {
    auto const v1 = seen(event(rest_api, R"({"headers": {"X-A": "2"},
        "multiValueHeaders": {"X-A": ["1", "2"], "Cookie": ["a=1; b=2"]}})"));
    CHECK(v1.headers.size() == 4);
    CHECK(v1.header("X-A") == "1");
    CHECK(v1.header("cookie") == "a=1; b=2");
    auto const v2 = seen(event(http_api, R"({"headers": {"x-a": "1,2"},
        "cookies": ["a=1", "b=2"]})"));
    CHECK(v2.header("X-A") == "1,2");
    CHECK(v2.header("Cookie") == "a=1; b=2");
    CHECK(seen(event(alb, R"({"headers": {"cookie": "a=1"}})")).header("Cookie") == "a=1");
}

TEST_CASE("lambda events: the client's own request id goes first when it is usable") {
    CHECK(seen(event(http_api, R"({"headers": {"x-request-id": "mine-1"}})")).id == "mine-1");
    CHECK(seen(event(http_api, R"({"headers": {"x-request-id": "not mine"}})")).id == "http-1");
}

TEST_CASE("lambda events: bodies are text or base64") {
    for (auto const base : {rest_api, http_api, alb, alb_multi}) {
        CHECK(seen(event(base, R"({"body": "{\"a\": \"é\"}"})")).body == "{\"a\": \"é\"}");
        CHECK(seen(event(base, R"({"body": "AP8K", "isBase64Encoded": true})")).body ==
              std::string("\0\xff\n", 3));
        CHECK(seen(event(base, R"({"body": null, "isBase64Encoded": true})")).body.empty());
        CHECK_THROWS_AS(seen(event(base, R"({"body": "%%", "isBase64Encoded": true})")),
                        skiff::lambda::function_error);
    }
}

TEST_CASE("lambda events: what is no HTTP event is refused, and not repeated") {
    for (std::string const text :
         {R"({"Records": [{"body": "secret"}]})",
          R"({"requestContext": {"connectionId": "secret"}})", R"({"httpMethod": "GET"})",
          R"({"requestContext": "secret"})", R"("secret")", "secret", "",
          R"({"requestContext": {"http": {"method": 7, "path": "secret"}}})"}) {
        CAPTURE(text);
        try {
            static_cast<void>(seen(text));
            FAIL("it was taken");
        } catch (skiff::lambda::function_error const& e) {
            CHECK(e.type() == "Runtime.InvalidEvent");
            CHECK(std::string_view(e.what()).find("secret") == std::string_view::npos);
        }
    }
}

TEST_CASE("lambda answers: each kind has its own form") {
    auto const with = response::json_text(201, R"({"a":"é"})")
                          .header("Location", "/notes/1")
                          .header("Content-Length", "9")
                          .header("Connection", "close");
    for (auto const base : {rest_api, alb_multi})
        CHECK_JSON(answered(std::string(base), with),
                   R"({"statusCode":201,"multiValueHeaders":{"Content-Type":["application/json"],
                       "Location":["/notes/1"]},"body":"{\"a\":\"é\"}","isBase64Encoded":false})");
    for (auto const base : {http_api, alb})
        CHECK_JSON(answered(std::string(base), with),
                   R"({"statusCode":201,"headers":{"Content-Type":"application/json",
                       "Location":"/notes/1"},"body":"{\"a\":\"é\"}","isBase64Encoded":false})");
}

TEST_CASE("lambda answers: repeated headers and cookies survive") {
    response with;
    for (auto const& [name, value] : {std::pair("Set-Cookie", "a=1"), std::pair("Vary", "Origin"),
                                      std::pair("set-cookie", "b=2"), std::pair("vary", "Accept")})
        with.headers.add(name, value);
    for (auto const base : {rest_api, alb_multi})
        CHECK_JSON(answered(std::string(base), with),
                   R"({"statusCode":200,"multiValueHeaders":{"Set-Cookie":["a=1","b=2"],
                       "Vary":["Origin","Accept"]},"body":"","isBase64Encoded":false})");
    CHECK_JSON(answered(std::string(http_api), with),
               R"({"statusCode":200,"headers":{"Vary":"Origin, Accept"},
                   "cookies":["a=1","b=2"],"body":"","isBase64Encoded":false})");
    CHECK_JSON(answered(std::string(alb), with),
               R"({"statusCode":200,"headers":{"Vary":"Origin, Accept","set-cookie":"a=1",
                   "Set-cookie":"b=2"},"body":"","isBase64Encoded":false})");
}

TEST_CASE("lambda answers: text goes out as text, everything else in base64") {
    struct {
        char const* type;
        std::string body;
        bool as_text;
    } const cases[] = {
        {"text/html; charset=utf-8", "<p>é", true},
        {"TEXT/PLAIN", "a", true},
        {"application/json", "{}", true},
        {"application/problem+json; charset=utf-8", "{}", true},
        {"image/svg+xml", "<svg/>", true},
        {"application/xml", "<a/>", true},
        {"application/javascript", "1", true},
        {"application/x-www-form-urlencoded", "a=1", true},
        {"text/plain", "\xff\xfe", false},
        {"image/png", "\x89PNG", false},
        {"application/octet-stream", "a", false},
        {nullptr, "a", false},
    };
    for (auto const& [type, body, as_text] : cases) {
        CAPTURE(type == nullptr ? "none" : type);
        response with;
        if (type != nullptr)
            with.header("Content-Type", type);
        with.body = body;
        auto const out = parsed(answered(std::string(http_api), with));
        CHECK(out.at("isBase64Encoded").as_bool() == !as_text);
        CHECK(out.at("body").as_string() == (as_text ? body : skiff::base64_encode(body)));
    }
    auto const compressed = response::text(200, "x").header("Content-Encoding", "gzip");
    CHECK(parsed(answered(std::string(http_api), compressed)).at("isBase64Encoded").as_bool());
}

TEST_CASE("lambda answers: HEAD, 204 and 304 have no body") {
    auto const head = event(rest_api, R"({"httpMethod": "HEAD"})");
    CHECK(parsed(answered(head, response::text(200, "abc"))).at("body").as_string().empty());
    for (int const status : {204, 304}) {
        auto const out = parsed(answered(std::string(rest_api), response::text(status, "abc")));
        CHECK(out.at("body").as_string().empty());
        CHECK(out.at("statusCode").as_int64() == status);
    }
}

TEST_CASE("lambda answers: repeat the request's id unless they have one or it is off") {
    auto const id_in = [](response const& with, skiff::rest::lambda_options options) {
        auto const out = parsed(answered(std::string(http_api), with, std::move(options)));
        auto const* found = out.at("headers").as_object().if_contains("X-Request-Id");
        return found == nullptr ? std::string("none") : std::string(found->as_string().c_str());
    };
    CHECK(id_in({}, {}) == "http-1");
    CHECK(id_in(response().header("X-Request-Id", "own"), {}) == "own");
    CHECK(id_in({}, {.request_ids = false}) == "none");
}

TEST_CASE("lambda handler: logs each request, in the form of Lambda's logs") {
    std::vector<std::string> lines;
    static_cast<void>(
        answered(event(http_api, R"({"rawQueryString": "q=secret"})"), response::text(404, "abc"),
                 {.access_log = [&](std::string_view line) { lines.emplace_back(line); }}));
    REQUIRE(lines.size() == 1);
    auto line = parsed(lines[0]).as_object();
    CHECK(line.at("duration_us").as_int64() >= 0);
    line.erase("timestamp");
    line.erase("duration_us");
    CHECK_JSON(json::serialize(line), R"({"level":"INFO","message":"Request answered",
        "id":"http-1","method":"GET","path":"/hello","status":404,"bytes":3,
        "peer":"192.0.2.2"})");
}

TEST_CASE("lambda handler: a router answers all kinds alike") {
    skiff::rest::router app;
    app.get("/users/{id}", [](request const& in) {
        return response::text(200, in.parameter("id") + '?' + in.query("q").value_or("-"));
    });
    auto const handler = skiff::rest::lambda_handler(app);
    struct {
        std::string_view base;
        std::string_view more;
    } const cases[] = {
        {rest_api, R"({"path": "/users/a b", "multiValueQueryStringParameters": {"q": ["1 2"]}})"},
        {rest_api, R"({"path": "/users/a%20b", "queryStringParameters": {"q": "1 2"}})"},
        {http_api, R"({"rawPath": "/dev/users/a%20b", "rawQueryString": "q=1+2",
                       "requestContext": {"stage": "dev"}})"},
        {alb, R"({"path": "/users/a%20b", "queryStringParameters": {"q": "1%202"}})"},
        {alb_multi,
         R"({"path": "/users/a%20b", "multiValueQueryStringParameters": {"q": ["1+2"]}})"},
    };
    for (auto const& [base, more] : cases) {
        auto const out = parsed(handler(event(base, more), invocation()));
        CHECK(out.at("statusCode").as_int64() == 200);
        CHECK(out.at("body").as_string() == "a b?1 2");
    }
    auto const missing = parsed(
        handler(event(http_api, R"({"rawPath": "/nothing"})"), invocation()));
    CHECK(missing.at("statusCode").as_int64() == 404);
}

TEST_CASE("lambda handler: no answer is the function's error") {
    response none;
    none.status = 0;
    CHECK_THROWS_AS(answered(std::string(rest_api), none), skiff::lambda::function_error);
}
