// SPDX-License-Identifier: Apache-2.0
#include <skiff/rest/router.hpp>

#include "support/catch.hpp"

using namespace skiff::rest;

namespace {

request make(std::string method, std::string target,
             std::vector<std::pair<std::string, std::string>> const& headers) {
    request in;
    in.method = std::move(method);
    in.target = std::move(target);
    for (auto const& [name, value] : headers)
        in.headers.add(name, value);
    return in;
}

router with(cors_options options) {
    router app;
    app.get("/", [](auto const&) { return response::text(200, "x"); });
    app.error_log([](std::string_view) {});
    app.get("/boom", [](auto const&) -> response { throw std::runtime_error("x"); });
    app.cors(std::move(options));
    return app;
}

std::string header(response const& out, std::string_view name) {
    return std::string(out.headers.find(name).value_or("-"));
}

} // namespace

TEST_CASE("cors: by default every origin is echoed, on every answer") {
    auto const app = with({});
    for (auto const target : {"/", "/nothing", "/boom", "/%"}) {
        for (auto const method : {"GET", "HEAD", "POST", "OPTIONS"}) {
            CAPTURE(method, target);
            auto const named = app.handle(make(method, target, {{"Origin", "http://a:3000"}}));
            CHECK(header(named, "Access-Control-Allow-Origin") == "http://a:3000");
            CHECK(header(named, "Vary") == "Origin");
            CHECK(header(named, "Access-Control-Allow-Credentials") == "-");
            CHECK(header(named, "Access-Control-Allow-Methods") == "-");
            auto const unnamed = app.handle(make(method, target, {}));
            CHECK(header(unnamed, "Access-Control-Allow-Origin") == "*");
            CHECK(header(unnamed, "Vary") == "-");
        }
    }
}

TEST_CASE("cors: a preflight is answered with what may be sent") {
    auto const out = with({}).handle(
        make("OPTIONS", "/api/items/1:archive",
             {{"Origin", "http://a"},
              {"Access-Control-Request-Method", "PUT"},
              {"Access-Control-Request-Headers", "content-type,x-thing"}}));
    CHECK(out.status == 200);
    CHECK(out.body.empty());
    CHECK(header(out, "Access-Control-Allow-Origin") == "http://a");
    CHECK(header(out, "Access-Control-Allow-Methods") ==
          "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");
    CHECK(header(out, "Access-Control-Allow-Headers") == "content-type,x-thing");
    CHECK(header(out, "Access-Control-Max-Age") == "-");
}

TEST_CASE("cors: credentials need named origins") {
    cors_options options;
    options.credentials = true;
    auto const got = with(options).handle(make("GET", "/", {{"Origin", "https://any.example"}}));
    CHECK(header(got, "Access-Control-Allow-Origin") == "https://any.example");
    CHECK(header(got, "Access-Control-Allow-Credentials") == "-");
}

TEST_CASE("cors: options narrow what other pages may do") {
    cors_options options;
    options.origins = {"https://good.example"};
    options.methods = {"GET"};
    options.headers = {"Content-Type"};
    options.exposed_headers = {"X-Request-Id", "ETag"};
    options.credentials = true;
    options.max_age = std::chrono::seconds(600);
    auto const app = with(options);

    auto const bad = app.handle(make("GET", "/", {{"Origin", "https://bad.example"}}));
    CHECK(bad.status == 200);
    CHECK(header(bad, "Access-Control-Allow-Origin") == "-");
    CHECK(header(bad, "Vary") == "Origin");
    auto const none = app.handle(make("GET", "/", {}));
    CHECK(header(none, "Access-Control-Allow-Origin") == "-");
    CHECK(header(none, "Vary") == "Origin");

    auto const good = app.handle(make("GET", "/", {{"Origin", "https://good.example"}}));
    CHECK(header(good, "Access-Control-Allow-Origin") == "https://good.example");
    CHECK(header(good, "Access-Control-Allow-Credentials") == "true");
    CHECK(header(good, "Access-Control-Expose-Headers") == "X-Request-Id, ETag");

    auto const preflight = app.handle(make("OPTIONS", "/",
                                           {{"Origin", "https://good.example"},
                                            {"Access-Control-Request-Method", "GET"},
                                            {"Access-Control-Request-Headers", "x-other"}}));
    CHECK(header(preflight, "Access-Control-Allow-Methods") == "GET");
    CHECK(header(preflight, "Access-Control-Allow-Headers") == "Content-Type");
    CHECK(header(preflight, "Access-Control-Max-Age") == "600");
}
