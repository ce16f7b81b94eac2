// SPDX-License-Identifier: Apache-2.0
#include <skiff/rest/request.hpp>
#include <skiff/rest/response.hpp>

#include "support/catch.hpp"

using namespace skiff;
using namespace skiff::rest;

namespace {

struct report {
    std::string email;
};
BOOST_DESCRIBE_STRUCT(report, (), (email))

request get(std::string target) {
    request in;
    in.method = "GET";
    in.target = std::move(target);
    return in;
}

request post(std::string body, std::string_view type) {
    request in;
    in.body = std::move(body);
    if (!type.empty())
        in.headers.add("Content-Type", type);
    return in;
}

} // namespace

TEST_CASE("request: path and query are taken from the target") {
    struct row {
        std::string target;
        std::string_view path;
        std::string_view query;
    };
    for (auto const& [target, path, query] : std::initializer_list<row>{
             {"/", "/", ""},
             {"/a%20b?x=1", "/a%20b", "x=1"},
             {"/a?x=/b?c", "/a", "x=/b?c"},
             {"/a?", "/a", ""},
             {"/a?x#frag", "/a", "x"},
             {"/a#b?c", "/a", ""},
             {"http://host:80/a/b?x=1", "/a/b", "x=1"},
             {"http://host", "/", ""},
             {"http://host?x", "/", "x"},
             {"*", "*", ""},
             {"", "", ""},
         }) {
        CAPTURE(target);
        auto const in = get(target);
        CHECK(in.path() == path);
        CHECK(in.query_string() == query);
    }
}

TEST_CASE("request: query parameters are decoded, repeated keys keep their order") {
    auto const in = get("/?a=1&b=x+y%26z&a=2&c&=v&&d%5B%5D=%C3%A9&e=1=2");
    CHECK(in.query("a") == "1");
    CHECK(in.query_all("a") == std::vector<std::string>{"1", "2"});
    CHECK(in.query("b") == "x y&z");
    CHECK(in.query("c") == "");
    CHECK(in.query("d[]") == "\xC3\xA9");
    CHECK(in.query("e") == "1=2");
    CHECK(in.query("") == "v");
    CHECK(!in.query("x"));
    CHECK(in.query_all("x").empty());
    CHECK(in.query_parameters().size() == 7);
}

TEST_CASE("request: a broken query is the client's fault") {
    for (auto const target : {"/?a=%", "/?a=%4x", "/?%ff=1", "/?a=%C3"}) {
        CAPTURE(target);
        try {
            (void)get(target).query("a");
            FAIL("did not throw");
        } catch (http_error const& e) {
            CHECK(e.status() == 400);
        }
    }
}

TEST_CASE("request: a JSON body is read, or refused with the status that fits") {
    struct row {
        std::string body;
        std::string_view type;
        int status;
        std::string_view message;
    };
    for (auto const& [body, type, status, message] : std::initializer_list<row>{
             {R"({"email":"a@b"})", "application/json", 0, ""},
             {R"({"email":"a@b"})", "Application/JSON ; charset=utf-8", 0, ""},
             {R"({"email":"a@b"})", "application/problem+json", 0, ""},
             {R"({"email":"a@b"})", "", 415,
              "The body must be JSON: send it with Content-Type: application/json."},
             {R"({"email":"a@b"})", "text/plain", 415,
              "The body must be JSON: send it with Content-Type: application/json."},
             {R"({"email":"a@b"})", "application/jsonx", 415,
              "The body must be JSON: send it with Content-Type: application/json."},
             {R"({"email":)", "application/json", 400,
              "The body is not valid JSON: at byte 9: the text ends too early."},
             {"", "application/json", 400,
              "The body is not valid JSON: at byte 0: the text ends too early."},
             {R"({"email":1})", "application/json", 422, "email: expected string, got number"},
             {R"({"mail":"a"})", "application/json", 422, "mail: unknown member; email: missing"},
             {"[]", "application/json", 422, "expected object, got array"},
         }) {
        CAPTURE(body, type);
        auto const in = post(body, type);
        auto const read = in.try_json<report>();
        CHECK(read.has_value() == (status == 0));
        if (read) {
            CHECK(read->email == "a@b");
            CHECK(in.json<report>().email == "a@b");
        } else {
            CHECK(read.error().status() == status);
            CHECK(read.error().what() == message);
            CHECK_THROWS_AS(in.json<report>(), http_error);
        }
    }
    body_options options;
    options.any_content_type = true;
    CHECK(post(R"({"email":"a@b"})", "").json<report>(options).email == "a@b");
}

TEST_CASE("response: factories set status, type and body") {
    CHECK(response::json(201, report{"a"}).body == R"({"email":"a"})");
    CHECK(response::json(201, report{"a"}).status == 201);
    CHECK(response::json(200, nullptr).body == "null");
    CHECK(response::text(200, "x").headers.find("Content-Type") == "text/plain; charset=utf-8");
    CHECK(response::html(200, "x").headers.find("Content-Type") == "text/html; charset=utf-8");
    CHECK(response::no_content().status == 204);
    CHECK(response::no_content().body.empty());
    CHECK(response::error(404, "a \"b\"").body == R"({"error":"a \"b\""})");
    auto const out = response::text(200, "x")
                         .header("X-A", "1")
                         .header("x-a", "2")
                         .header("X-Bad", "a\r\nSet-Cookie: b");
    CHECK(out.headers.find("X-A") == "2");
    CHECK(!out.headers.find("X-Bad"));
    CHECK(!out.headers.find("Set-Cookie"));
}
