// SPDX-License-Identifier: Apache-2.0
// The local API Gateway in front of real functions, over sockets.
#include "support/catch.hpp"
#include "support/json_equal.hpp"

#include <skiff/core/http/socket_transport.hpp>
#include <skiff/local.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace skiff;

namespace {

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != text.npos;
}

local::function told(std::string name, std::string what) {
    return {.name = std::move(name),
            .program = LOCAL_LAMBDA_FUNCTION,
            .timeout = 1,
            .environment = {{"DO", std::move(what)}}};
}

std::vector<local::route> const routes{{"GET", "/echo/{id}", "api"}, {"POST", "/echo/{id}", "api"},
                                       {"ANY", "/throw", "throw"},   {"ANY", "/hang", "hang"},
                                       {"ANY", "/text", "text"},     {"ANY", "/plain", "plain"},
                                       {"ANY", "/stream", "stream"}};

local::options both_formats() {
    local::options out;
    out.functions = {told("api", "api"),   told("throw", "throw"), told("hang", "hang"),
                     told("text", "text"), told("plain", ""),      told("stream", "stream")};
    for (auto& one : out.functions)
        one.timeout = one.name == "hang" ? 1 : 20;
    out.apis = {
        {.name = "v1", .stage = "dev", .port = 0, .routes = routes},
        {.name = "v2", .format = local::api_format::http, .port = 0, .routes = routes},
        {.name = "bare", .stage = "dev", .port = 0, .stage_in_path = false, .routes = routes},
        {.name = "inner", .stage = "dev", .routes = routes}};
    return out;
}

/// "http://127.0.0.1:1234/dev" + path
http::response fetch(std::string const& url, std::string const& path, http::request in = {}) {
    std::string const rest = url.substr(std::string_view("http://").size());
    std::size_t const colon = rest.find(':');
    std::size_t const slash = std::min(rest.find('/'), rest.size());
    http::origin const to{
        .tls = false,
        .host = rest.substr(0, colon),
        .port = static_cast<std::uint16_t>(std::stoi(rest.substr(colon + 1, slash - colon - 1)))};
    in.target = rest.substr(slash) + path;
    return http::make_socket_transport()->send(to, in, {}).value();
}

http::response get(std::string const& url, std::string const& path) {
    http::request in;
    in.method = "GET";
    return fetch(url, path, std::move(in));
}

} // namespace

TEST_CASE("local api gateway: the event reaches the function, its answer the client") {
    local::services const aws(both_formats());
    struct entrance {
        char const* api;
        char const* path;    ///< In the event.
        char const* context; ///< The path in requestContext.
    };
    for (auto const& one : {entrance{"v1", "/echo/a%20b", "/dev/echo/a%20b"},
                            entrance{"bare", "/echo/a%20b", "/echo/a%20b"},
                            entrance{"inner", "/echo/a%20b", "/dev/echo/a%20b"}}) {
        INFO(one.api);
        auto const out = get(aws.api_url(one.api), "/echo/a%20b?q=1");
        CHECK(out.status == 200);
        CHECK(out.headers.find("Content-Type") == "application/json");
        CHECK(out.headers.find("x-amzn-RequestId"));
        CHECK(contains(std::string(out.headers.find("X-Amzn-Trace-Id").value_or("")), "Root=1-"));
        auto const event = boost::json::parse(out.body).as_object();
        CHECK(event.at("path").as_string() == one.path);
        CHECK(event.at("requestContext").as_object().at("path").as_string() == one.context);
        CHECK(event.at("pathParameters").as_object().at("id").as_string() == "a%20b");
        CHECK(event.at("requestContext").as_object().at("stage").as_string() == "dev");
    }
    http::request in;
    in.headers.add("Content-Type", "application/json");
    in.body = R"({"n": 1})";
    auto const out = fetch(aws.api_url("v2"), "/echo/7?q=1", std::move(in));
    CHECK(out.status == 200);
    CHECK(out.headers.find("apigw-requestid"));
    auto const event = boost::json::parse(out.body).as_object();
    CHECK(event.at("version").as_string() == "2.0");
    CHECK(event.at("rawPath").as_string() == "/echo/7");
    CHECK(event.at("body").as_string() == R"({"n": 1})");
    CHECK(event.at("requestContext").as_object().at("routeKey").as_string() == "POST /echo/{id}");
}

TEST_CASE("local api gateway: failures have AWS's bodies") {
    local::services const aws(both_formats());
    struct failure {
        char const* api;
        char const* path;
        int status;
        char const* body;
    };
    for (auto const& one : {
             failure{"v1", "/throw", 502, R"({"message":"Internal server error"})"},
             failure{"v1", "/hang", 502, R"({"message":"Internal server error"})"},
             failure{"v1", "/text", 502, R"({"message":"Internal server error"})"},
             failure{"v1", "/plain", 502, R"({"message":"Internal server error"})"},
             failure{"v1", "/none", 403, R"({"message":"Missing Authentication Token"})"},
             failure{"v2", "/throw", 500, R"({"message":"Internal Server Error"})"},
             failure{"v2", "/hang", 500, R"({"message":"Internal Server Error"})"},
             failure{"v2", "/none", 404, R"({"message":"Not Found"})"},
         }) {
        INFO(one.api << one.path);
        auto const out = get(aws.api_url(one.api), one.path);
        CHECK(out.status == one.status);
        CHECK(out.body == one.body);
        CHECK(get(aws.api_url(one.api), "/echo/1").status == 200);
    }
    std::string const v1 = aws.api_url("v1");
    CHECK(get(v1.substr(0, v1.size() - 4), "/other/echo/1").body == R"({"message":"Forbidden"})");
    http::request large;
    large.body = std::string(11u << 20, 'x');
    CHECK(fetch(v1, "/echo/1", large).status == 413);
    CHECK(get(v1, "/echo/1").status == 200);
    CHECK_THROWS_AS(aws.api_url("none"), service_error);
}

TEST_CASE("local api gateway: an HTTP API takes any JSON for a body, a REST API a stream") {
    local::services const aws(both_formats());
    auto const plain = get(aws.api_url("v2"), "/plain");
    CHECK(plain.status == 200);
    CHECK(plain.headers.find("Content-Type") == "application/json");
    CHECK(boost::json::parse(plain.body).as_object().at("count").as_int64() == 1);
    auto const streamed = get(aws.api_url("v1"), "/stream");
    CHECK(streamed.status == 201);
    CHECK(streamed.headers.find("x-a") == "b");
    CHECK(streamed.headers.find("Set-Cookie") == "c=d");
    CHECK(streamed.body == "first second");
}
