// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <skiff/local.hpp>

#include <string>
#include <string_view>

using namespace skiff;

namespace {

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != text.npos;
}

} // namespace

TEST_CASE("functions file: all members, and what they are without") {
    test::temporary_folder const folder;
    folder.write("functions.json", R"({
        "functions": [
            {"name": "a", "program": "bin/a"},
            {"name": "b", "program": "/usr/bin/b", "arguments": ["-x"], "memory": 512,
             "timeout": 30, "environment": {"TABLE": "t"}, "concurrency": 2}],
        "apis": [
            {"name": "v1", "routes": [{"path": "/", "function": "a"}]},
            {"name": "v2", "format": "http", "stage": "dev", "port": 3000, "stage_in_path": false,
             "binary_media_types": ["image/*"],
             "routes": [{"method": "GET", "path": "/{id}", "function": "b"}]}]})");
    auto const read = local::load_functions(folder.path() / "functions.json").value();
    REQUIRE(read.functions.size() == 2);
    CHECK(read.functions[0].program == (folder.path() / "bin" / "a").string());
    CHECK(read.functions[0].memory == 128);
    CHECK(read.functions[0].timeout == 3);
    CHECK(read.functions[0].concurrency == 10);
    CHECK(read.functions[1].program == "/usr/bin/b");
    CHECK(read.functions[1].arguments == std::vector<std::string>{"-x"});
    CHECK(read.functions[1].environment.at("TABLE") == "t");
    REQUIRE(read.apis.size() == 2);
    CHECK(read.apis[0].format == local::api_format::rest);
    CHECK(read.apis[0].stage == "Prod");
    CHECK_FALSE(read.apis[0].port);
    CHECK(read.apis[0].routes[0].method == "ANY");
    CHECK(read.apis[1].format == local::api_format::http);
    CHECK(read.apis[1].port == 3000);
    CHECK_FALSE(read.apis[1].stage_in_path);
}

TEST_CASE("functions file: what is wrong is said with its place") {
    struct mistake {
        char const* place;
        char const* why;
    };
    constexpr char const* in_api =
        R"({"functions": [{"name": "f", "program": "p"}], "apis": [{"name": "a", )";
    auto const api = [&](std::string const& rest) { return in_api + rest + "}]}"; };
    std::string const route = R"("routes": [{"path": "/", "function": "f"}])";
    std::vector<std::pair<std::string, mistake>> const cases{
        {"{", {"functions.json: ", ""}},
        {"[]", {"expected object", ""}},
        {"{}", {"functions", "missing"}},
        {R"({"functions": [{"name": "f"}]})", {"functions[0].program", ""}},
        {R"({"functions": [{"name": "f", "program": ""}]})",
         {"functions[0].program", "must not be empty"}},
        {R"({"functions": [{"name": "f", "program": "p", "timout": 3}]})",
         {"functions[0].timout", ""}},
        {R"({"functions": [{"name": "a b", "program": "p"}]})", {"functions[0].name", "letters"}},
        {R"({"functions": [{"name": "f", "program": "p"}, {"name": "f", "program": "p"}]})",
         {"functions[1].name", "another"}},
        {R"({"functions": [{"name": "f", "program": "p", "timeout": 901}]})",
         {"functions[0].timeout", "from 1 to 900"}},
        {R"({"functions": [{"name": "f", "program": "p", "memory": 64}]})",
         {"functions[0].memory", "from 128 to 10240"}},
        {R"({"functions": [{"name": "f", "program": "p", "concurrency": 0}]})",
         {"functions[0].concurrency", "from 1 to 1000"}},
        {R"({"functions": [{"name": "f", "program": "p", "environment": {"AWS_REGION": "x"}}]})",
         {"functions[0].environment.AWS_REGION", "reserved"}},
        {R"({"functions": [{"name": "f", "program": "p", "environment": {"A=B": "x"}}]})",
         {"functions[0].environment.A=B", "name"}},
        {api(R"("routes": [])"), {"apis[0].routes", "at least one"}},
        {api(R"("format": "soap", )" + route), {"apis[0].format", ""}},
        {api(R"("stage": "$default", )" + route), {"apis[0].stage", ""}},
        {api(R"("routes": [{"path": "/", "function": "g"}])"),
         {"apis[0].routes[0].function", R"(there is no function "g"; there are "f")"}},
        {api(R"("routes": [{"path": "x", "function": "f"}])"),
         {"apis[0].routes[0].path", "begins with '/'"}},
        {api(R"("routes": [{"method": "get", "path": "/", "function": "f"}])"),
         {"apis[0].routes[0].method", R"("GET")"}},
        {api(R"("routes": [{"path": "/", "function": "f"}, {"path": "/", "function": "f"}])"),
         {"apis[0].routes[1]", "another route"}},
    };
    test::temporary_folder const folder;
    for (auto const& [text, expected] : cases) {
        INFO(text);
        folder.write("functions.json", text);
        auto const read = local::load_functions(folder.path() / "functions.json");
        REQUIRE(read.has_error());
        CHECK(read.error().code == errc::invalid_configuration);
        CHECK(contains(read.error().message, "functions.json: "));
        CHECK(contains(read.error().message, expected.place));
        CHECK(contains(read.error().message, expected.why));
    }
    CHECK(
        contains(local::load_functions(folder.path() / "none").error().message, "cannot be read"));
}

TEST_CASE("functions file: services refuse what it would not have let pass") {
    local::options settings;
    settings.functions = {{.name = "a b", .program = "p"}};
    CHECK_THROWS_AS(local::services(settings), service_error);
    settings.functions = {{.name = "f", .program = "p"}};
    settings.apis = {{.name = "a", .routes = {{"GET", "/", "g"}}}};
    CHECK_THROWS_AS(local::services(settings), service_error);
    settings.apis[0].routes[0].function = "f";
    CHECK_NOTHROW(local::services(settings));
}
