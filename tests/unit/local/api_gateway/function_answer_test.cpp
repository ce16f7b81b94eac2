// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"

#include "local/api_gateway/function_answer.hpp"

#include <string>

using namespace skiff::local::api_gateway;

namespace {

std::string header(function_answer const& from, std::string_view name) {
    std::string out;
    auto const& headers = from.response.headers;
    for (std::size_t i = 0; i != headers.size(); ++i)
        if (skiff::http::equal_ignoring_case(headers[i].name, name))
            out += (out.empty() ? "" : "|") + std::string(headers[i].value);
    return out;
}

} // namespace

TEST_CASE("api gateway answers: what both formats take") {
    struct answer {
        char const* payload;
        int status;
        char const* body;
        bool base64;
    };
    for (auto const& one : {
             answer{R"({"statusCode": 201, "body": "made"})", 201, "made", false},
             answer{R"({"statusCode": "404"})", 404, "", false},
             answer{R"({"statusCode": 204, "body": null, "headers": null})", 204, "", false},
             answer{R"({"statusCode": 200, "body": "aGk=", "isBase64Encoded": true})", 200,
                    "aGk=", true},
             answer{R"({"body": "x", "more": [1], "statusCode": 500})", 500, "x", false},
         })
        for (auto* const read : {&read_rest_answer, &read_http_answer}) {
            INFO(one.payload);
            auto const out = (*read)(one.payload);
            REQUIRE(out);
            CHECK(out->response.status == one.status);
            CHECK(out->response.body == one.body);
            CHECK(out->base64 == one.base64);
        }
}

TEST_CASE("api gateway answers: what both formats refuse") {
    for (char const* payload :
         {R"({"statusCode": "x"})", R"({"statusCode": 99})", R"({"statusCode": 20.5})",
          R"({"statusCode": 700})", R"({"statusCode": 200, "body": {}})",
          R"({"statusCode": 200, "headers": []})", R"({"statusCode": 200, "headers": {"a": []}})",
          R"({"statusCode": 200, "headers": {"a b": "c"}})",
          R"({"statusCode": 200, "isBase64Encoded": "true"})", R"({"statusCode": 200} x)", "",
          "no"}) {
        INFO(payload);
        CHECK_FALSE(read_rest_answer(payload));
        CHECK_FALSE(read_http_answer(payload));
    }
}

TEST_CASE("api gateway answers: headers, several of a name, cookies") {
    auto const v1 = read_rest_answer(
        R"({"multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"], "x-b": ["1"]}, "statusCode": 200,
            "headers": {"x-a": 5, "X-B": "2", "x-c": true}, "cookies": ["c=3"]})");
    REQUIRE(v1);
    CHECK(header(*v1, "Set-Cookie") == "a=1|b=2");
    CHECK(header(*v1, "x-a") == "5");
    CHECK(header(*v1, "x-b") == "1");
    CHECK(header(*v1, "x-c") == "true");
    CHECK(header(*v1, "Content-Type") == "application/json");
    auto const v2 = read_http_answer(
        R"({"statusCode": 200, "headers": {"x-a": "1"}, "cookies": ["c=3", "d=4"], "body": "hi"})");
    REQUIRE(v2);
    CHECK(header(*v2, "Set-Cookie") == "c=3|d=4");
    CHECK(header(*v2, "Content-Type") == "text/plain;charset=UTF-8");
}

TEST_CASE("api gateway answers: an HTTP API makes a body of any JSON") {
    struct answer {
        char const* payload;
        char const* body;
    };
    for (auto const& one :
         {answer{R"({"a": 1})", R"({"a": 1})"}, answer{"[1]", "[1]"}, answer{"null", "null"},
          answer{R"("Hello\n")", "Hello\n"}, answer{"12", "12"}}) {
        INFO(one.payload);
        auto const out = read_http_answer(one.payload);
        REQUIRE(out);
        CHECK(out->response.status == 200);
        CHECK(out->response.body == one.body);
        CHECK(header(*out, "Content-Type") == "application/json");
        CHECK_FALSE(read_rest_answer(one.payload));
    }
}

TEST_CASE("api gateway answers: a stream has its head before eight NULs") {
    std::string const nuls(8, '\0');
    auto const out = read_streamed_answer(R"({"statusCode":201,"cookies":["a=b"]})" + nuls +
                                          std::string("\0bytes", 6));
    REQUIRE(out);
    CHECK(out->response.status == 201);
    CHECK(out->response.body == std::string("\0bytes", 6));
    CHECK(header(*out, "Set-Cookie") == "a=b");
    CHECK(read_streamed_answer("{}" + nuls)->response.status == 200);
    CHECK_FALSE(read_streamed_answer("{}"));
    CHECK_FALSE(read_streamed_answer("x" + nuls));
}
