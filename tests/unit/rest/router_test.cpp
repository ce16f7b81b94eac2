// SPDX-License-Identifier: Apache-2.0
#include <skiff/rest/router.hpp>

#include "support/catch.hpp"

#include <stdexcept>

using namespace skiff;
using namespace skiff::rest;

namespace {

request make(std::string method, std::string target) {
    request in;
    in.method = std::move(method);
    in.target = std::move(target);
    return in;
}

/// Answers with its name and the parameters.
route_handler naming(std::string name) {
    return [name = std::move(name)](request const& in) {
        auto text = name;
        for (auto const& [key, value] : in.path_parameters)
            text += ' ' + key + '=' + value;
        return response::text(200, text);
    };
}

router tracker() {
    router app;
    app.get("/", naming("root"));
    app.get("/api/items", naming("list"), trailing_slash::optional);
    app.post("/api/items", naming("add"), trailing_slash::optional);
    app.post("/api/items:report", naming("report"));
    app.get("/api/items/{id}", naming("get"));
    app.put("/api/items/{id}", naming("put"));
    app.put("/api/items/{id}:{action}", naming("act"));
    app.put("/api/items/{id}:archive", naming("archive"));
    app.del("/api/items/special", naming("special"));
    app.patch("/api/items/{id}", naming("patch"));
    app.get("/users/{user}/notes/{note}", naming("note"));
    app.any("/raw/{what}", naming("any"));
    app.get("/raw/{what}", naming("get raw"));
    return app;
}

} // namespace

TEST_CASE("router: finds the handler and its parameters") {
    auto const app = tracker();
    struct row {
        std::string method;
        std::string target;
        std::string text;
    };
    for (auto const& [method, target, text] : std::initializer_list<row>{
             {"GET", "/", "root"},
             {"GET", "/?x=1", "root"},
             {"GET", "/api/items", "list"},
             {"GET", "/api/items/", "list"},
             {"GET", "/api/items?archived=false", "list"},
             {"GET", "http://localhost:8080/api/items?x", "list"},
             {"GET", "http://localhost:8080", "root"},
             {"GET", "/api/%69tems", "list"},
             {"POST", "/api/items", "add"},
             {"POST", "/api/items:report", "report"},
             {"GET", "/api/items/1", "get id=1"},
             {"GET", "/api/items/a%20b", "get id=a b"},
             {"GET", "/api/items/a+b", "get id=a+b"},
             {"GET", "/api/items/%F0%9F%98%80", "get id=\xF0\x9F\x98\x80"},
             {"GET", "/api/items/..", "get id=.."},
             {"GET", "/api/items/a:b", "get id=a:b"},
             {"PUT", "/api/items/1", "put id=1"},
             {"PUT", "/api/items/1:archive", "archive id=1"},
             {"PUT", "/api/items/a:b:archive", "archive id=a:b"},
             {"PUT", "/api/items/1:burn", "act id=1 action=burn"},
             {"PUT", "/api/items/1%3Aarchive", "put id=1:archive"},
             {"PUT", "/api/items/a%3Ab:archive", "archive id=a:b"},
             {"PUT", "/api/items/1:", "put id=1:"},
             {"PUT", "/api/items/:archive", "put id=:archive"},
             {"PATCH", "/api/items/special", "patch id=special"},
             {"DELETE", "/api/items/special", "special"},
             {"GET", "/users/u1/notes/n:2", "note user=u1 note=n:2"},
             {"GET", "/raw/x", "get raw what=x"},
             {"POST", "/raw/x", "any what=x"},
             {"BREW", "/raw/x", "any what=x"},
             {"OPTIONS", "/raw/x", "any what=x"},
         }) {
        CAPTURE(method, target);
        auto const out = app.handle(make(method, target));
        CHECK(out.status == 200);
        CHECK(out.body == text);
    }
}

TEST_CASE("router: says in JSON what was wrong with a path or method") {
    auto const app = tracker();
    struct row {
        std::string method;
        std::string target;
        int status;
        std::string allow;
    };
    for (auto const& [method, target, status, allow] : std::initializer_list<row>{
             {"GET", "/nothing", 404, ""},
             {"GET", "/API/items", 404, ""},
             {"GET", "//api/items", 404, ""},
             {"GET", "/api/items//", 404, ""},
             {"GET", "/api/items/1/", 404, ""},
             {"GET", "/api/items/a%2Fb", 404, ""},
             {"GET", "/api/items/a%00b", 404, ""},
             {"GET", "/api%2Fitems", 404, ""},
             {"OPTIONS", "/nothing", 404, ""},
             {"GET", "/api/items/%", 400, ""},
             {"GET", "/api/items/%4", 400, ""},
             {"GET", "/api/items/%zz", 400, ""},
             {"GET", "/api/items/%FF", 400, ""},
             {"GET", "/api/items/%ED%A0%80", 400, ""},
             {"GET", "*", 400, ""},
             {"CONNECT", "example.com:443", 400, ""},
             {"POST", "/", 405, "GET, HEAD, OPTIONS"},
             {"DELETE", "/api/items", 405, "GET, HEAD, OPTIONS, POST"},
             {"POST", "/api/items:report/", 404, ""},
             {"GET", "/api/items:report", 405, "OPTIONS, POST"},
             {"DELETE", "/api/items/1", 405, "GET, HEAD, OPTIONS, PATCH, PUT"},
             {"POST", "/api/items/special", 405, "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"},
             {"get", "/", 405, "GET, HEAD, OPTIONS"},
         }) {
        CAPTURE(method, target);
        auto const out = app.handle(make(method, target));
        CHECK(out.status == status);
        CHECK(out.headers.find("Content-Type") == "application/json");
        CHECK(out.headers.find("Allow").value_or("") == allow);
        CHECK(out.body.starts_with("{\"error\":\""));
    }
}

TEST_CASE("router: HEAD is GET without its body") {
    auto const app = tracker();
    auto const out = app.handle(make("HEAD", "/api/items/1"));
    CHECK(out.status == 200);
    CHECK(out.body.empty());
    CHECK(out.headers.find("Content-Length") == "8");
    CHECK(app.handle(make("HEAD", "/nothing")).body.empty());
    CHECK(app.handle(make("HEAD", "/api/items:report")).status == 405);
}

TEST_CASE("router: OPTIONS is answered of itself") {
    auto const app = tracker();
    auto const out = app.handle(make("OPTIONS", "/api/items"));
    CHECK(out.status == 200);
    CHECK(out.body.empty());
    CHECK(out.headers.find("Allow") == "GET, HEAD, OPTIONS, POST");
    CHECK(app.handle(make("OPTIONS", "*")).status == 204);
}

TEST_CASE("router: a pattern that cannot be is refused when it is added") {
    for (std::string_view pattern :
         {"", "items", "/{", "/{}", "/}", "/a{id}", "/{id}b", "/{id}:", "/{id}:{", "/{id}:{}",
          "/{id}:a{b}", "/{id}/{id}", "/{id}:{id}", "/{{id}}", "/x:{id}"}) {
        CAPTURE(pattern);
        router app;
        CHECK_THROWS_AS(app.get(pattern, naming("x")), std::invalid_argument);
    }
    router app;
    app.get("/items/{id}", naming("x"));
    app.put("/items/{id}", naming("x"));
    app.get("/items/{id}/", naming("x"));
    CHECK_THROWS_AS(app.get("/items/{name}", naming("y")), std::invalid_argument);
}

TEST_CASE("router: exceptions become answers, and the reason goes to the log alone") {
    router app;
    std::vector<std::string> log;
    app.error_log([&](std::string_view line) { log.emplace_back(line); });
    app.get("/error", [](auto const&) -> response { throw http_error(409, "It is there."); });
    app.get("/fields", [](auto const&) -> response {
        throw http_error(422, {{"email", "is not an address"}, {"items[0]", "is empty"}});
    });
    app.get("/exception",
            [](auto const&) -> response { throw std::runtime_error("password=\"secret\""); });
    app.get("/odd", [](auto const&) -> response { throw 7; });

    CHECK(app.handle(make("GET", "/error")).status == 409);
    CHECK(app.handle(make("GET", "/error")).body == R"({"error":"It is there."})");
    CHECK(app.handle(make("GET", "/fields")).body ==
          R"({"error":"email: is not an address; items[0]: is empty",)"
          R"("fields":[{"field":"email","problem":"is not an address"},)"
          R"({"field":"items[0]","problem":"is empty"}]})");
    CHECK(log.empty());

    for (auto const target : {"/exception", "/odd"}) {
        auto const out = app.handle(make("GET", target));
        CHECK(out.status == 500);
        CHECK(out.body == R"({"error":"An internal error occurred."})");
    }
    REQUIRE(log.size() == 2);
    CHECK(log[0] == R"({"event":"exception","id":"","method":"GET","path":"/exception",)"
                    R"("what":"password=\"secret\""})");
}

TEST_CASE("router: on_exception answers for exceptions that it knows") {
    router app;
    int logged = 0;
    app.error_log([&](std::string_view) { ++logged; });
    app.on_exception([](request const&, std::exception const& e) -> std::optional<response> {
        if (dynamic_cast<std::out_of_range const*>(&e) != nullptr)
            return response::error(404, e.what());
        return std::nullopt;
    });
    app.get("/known", [](auto const&) -> response { throw std::out_of_range("gone"); });
    app.get("/unknown", [](auto const&) -> response { throw std::runtime_error("x"); });
    app.get("/error", [](auto const&) -> response { throw http_error(418, "tea"); });
    CHECK(app.handle(make("GET", "/known")).status == 404);
    CHECK(logged == 0);
    CHECK(app.handle(make("GET", "/unknown")).status == 500);
    CHECK(logged == 1);
    CHECK(app.handle(make("GET", "/error")).status == 418);
}

TEST_CASE("router: files answer where no route does") {
    router app;
    app.get("/api", naming("api"));
    app.post("/both", naming("post"));
    app.files(static_files().add("/index.html", "<p>hi").add("/both", "file"));
    CHECK(app.handle(make("GET", "/")).body == "<p>hi");
    CHECK(app.handle(make("GET", "/api")).body == "api");
    CHECK(app.handle(make("HEAD", "/")).body.empty());
    CHECK(app.handle(make("HEAD", "/")).headers.find("Content-Length") == "5");
    CHECK(app.handle(make("POST", "/")).headers.find("Allow") == "GET, HEAD, OPTIONS");
    CHECK(app.handle(make("OPTIONS", "/")).status == 200);
    CHECK(app.handle(make("GET", "/x.html")).status == 404);
    CHECK(app.handle(make("PUT", "/both")).headers.find("Allow") == "GET, HEAD, OPTIONS, POST");
}

TEST_CASE("router: what is not found can be answered in other words") {
    router app;
    app.get("/users/{id}", naming("get"));
    app.not_found([](request const& in) {
        if (in.path() == "/throws")
            throw http_error(410, "Gone.");
        return response::error(404, "Not found!");
    });
    CHECK(app.handle(make("GET", "/nothing")).body == R"({"error":"Not found!"})");
    CHECK(app.handle(make("GET", "/users/a%2Fb")).status == 404);
    CHECK(app.handle(make("GET", "/throws")).status == 410);
    CHECK(app.handle(make("GET", "/users/1")).body == "get id=1");
    CHECK(app.handle(make("PUT", "/users/1")).status == 405);
    CHECK(app.handle(make("HEAD", "/nothing")).body.empty());
}
