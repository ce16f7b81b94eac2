// SPDX-License-Identifier: Apache-2.0
#include "profiles_fixture.hpp"

#include <skiff/dynamodb/json_document.hpp>
#include <skiff/dynamodb/operation/put_item.hpp>

#include "support/catch.hpp"

#include <set>
#include <string>

using user_profiles::profile;

namespace {

std::vector<profile> listed(profiles_fixture& it, std::string const& query = {}) {
    auto const answer = it.ask("GET", "/users" + query);
    REQUIRE(answer.status == 200);
    return skiff::parse_json<std::vector<profile>>(answer.body).value();
}

std::string user(int number, std::string const& more = {}) {
    return R"({"id":"user-)" + std::to_string(number) + "\"" + more + "}";
}

} // namespace

TEST_CASE_METHOD(profiles_fixture, "user profiles: whatever a profile holds comes back unchanged") {
    std::string const sent =
        R"({"age":41,"balance":-0.1,"big":12345678901234567890123456789012345678,)"
        R"("id":"1","nested":{"list":[1,"two",null,true,{"x":[]}],"none":null},)"
        R"("precise":1.2345678901234567890123456789012345678,"text":"","yes":false})";
    auto const put = ask("POST", "/users", sent);
    CHECK(put.status == 200);
    CHECK(put.body == sent);
    CHECK(put.headers.find("Content-Type") == "application/json");
    CHECK(ask("GET", "/users/1").body == sent);
    CHECK(ask("GET", "/users").body == "[" + sent + "]");
    CHECK(ask("DELETE", "/users/1").body == sent);
    CHECK(ask("GET", "/users").body == "[]");
}

TEST_CASE_METHOD(profiles_fixture,
                 "user profiles: an update replaces the whole item, path id wins") {
    CHECK(ask("POST", "/users", R"({"id":"1","name":"Ann","age":41})").status == 200);
    auto const put = ask("PUT", "/users/1", R"({"id":7,"city":"Oslo"})");
    CHECK(put.status == 200);
    CHECK(put.body == R"({"city":"Oslo","id":"1"})");
    CHECK(ask("GET", "/users/1").body == R"({"city":"Oslo","id":"1"})");
}

TEST_CASE_METHOD(profiles_fixture, "user profiles: unknown and taken ids are 400") {
    CHECK(ask("POST", "/users", R"({"id":"1","name":"Ann"})").status == 200);
    auto const taken = ask("POST", "/users", R"({"id":"1","name":"Bob"})");
    CHECK(taken.status == 400);
    CHECK(taken.body == R"({"error":"There is a user with this id."})");
    CHECK(ask("GET", "/users/1").body == R"({"id":"1","name":"Ann"})");
    for (auto const& id : {std::string("2"), std::string("%C3%A9"), std::string(2049, 'x')})
        for (auto const* method : {"GET", "PUT", "DELETE"}) {
            auto const answer = ask(method, "/users/" + id, "{}");
            CHECK(answer.status == 400);
            CHECK(answer.body == R"({"error":"There is no user with this id."})");
        }
    CHECK(listed(*this).size() == 1);
    CHECK(log.empty());
}

TEST_CASE_METHOD(profiles_fixture, "user profiles: the list by email") {
    for (auto const* body : {R"({"id":"1","email":"a@x.org"})", R"({"id":"2","email":"b@x.org"})",
                             R"({"id":"3","email":"a@x.org"})", R"({"id":"4"})"})
        CHECK(ask("POST", "/users", body).status == 200);
    CHECK(listed(*this, "?email=a@x.org").size() == 2);
    CHECK(listed(*this, "?email=b%40x.org") ==
          std::vector<profile>{{{"id", "2"}, {"email", "b@x.org"}}});
    CHECK(listed(*this, "?email=nobody").empty());
    CHECK(listed(*this, "?email=" + std::string(3000, 'x')).empty());
    CHECK(listed(*this, "?email=").size() == 4);
    CHECK(listed(*this, "?colour=red").size() == 4);
}

TEST_CASE_METHOD(profiles_fixture, "user profiles: lists and delete-all follow every page") {
    std::string const large = R"(,"email":"a@x.org","text":")" + std::string(48 * 1024, 'x') + '"';
    for (int i = 0; i != 30; ++i)
        REQUIRE(ask("POST", "/users", user(i, large)).status == 200);
    for (auto const* query : {"", "?email=a@x.org"}) {
        std::set<std::string> ids;
        for (auto const& one : listed(*this, query))
            ids.insert(*one.at("id").get_if<std::string>());
        CHECK(ids.size() == 30);
    }
    auto const emptied = ask("DELETE", "/users");
    CHECK(emptied.status == 200);
    CHECK(emptied.body == "null");
    CHECK(listed(*this).empty());
    CHECK(ask("DELETE", "/users").body == "null");
}

TEST_CASE_METHOD(profiles_fixture, "user profiles: items of other writers do not break the list") {
    skiff::dynamodb::client const other(aws.config());
    profile const odd{{"id", "odd"},
                      {"bytes", skiff::binary{std::string("\0\xFF", 2)}},
                      {"set", skiff::dynamodb::number_set{{1, 2}}}};
    REQUIRE(other.put_item({.table_name = "user-profiles", .item = odd}).has_value());
    CHECK(ask("GET", "/users").body == R"([{"bytes":"AP8=","id":"odd","set":[1,2]}])");
    CHECK(ask("DELETE", "/users").status == 200);
    CHECK(ask("GET", "/users").body == "[]");
}

TEST_CASE_METHOD(profiles_fixture,
                 "user profiles: what a client does wrong is a 4xx with the reason") {
    struct {
        std::string method;
        std::string target;
        std::string body;
        std::string type;
        int status;
        std::string word; ///< Part of the error.
    } const cases[] = {
        {"POST", "/users", "", "application/json", 400, "JSON"},
        {"POST", "/users", "{", "application/json", 400, "JSON"},
        {"POST", "/users", "{\"id\":\"\\ud800\"}", "application/json", 400, "JSON"},
        {"POST", "/users", "{\"id\":\"\xFF\"}", "application/json", 400, "JSON"},
        {"PUT", "/users/1", "no", "application/json", 400, "JSON"},
        {"POST", "/users", "[]", "application/json", 422, "object"},
        {"POST", "/users", "null", "application/json", 422, "object"},
        {"PUT", "/users/1", "\"x\"", "application/json", 422, "object"},
        {"POST", "/users", "{}", "application/json", 422, "id: missing"},
        {"POST", "/users", R"({"id":1})", "application/json", 422, "id: expected string"},
        {"POST", "/users", R"({"id":null})", "application/json", 422, "id: expected string"},
        {"POST", "/users", R"({"id":""})", "application/json", 422, "id: must have"},
        {"POST", "/users", "{\"id\":\"" + std::string(2049, 'x') + "\"}", "", 422, "id: must have"},
        {"POST", "/users", R"({"id":"1","email":5})", "", 422, "email: expected string"},
        {"POST", "/users", R"({"id":"1","email":""})", "", 422, "email: must have"},
        {"PUT", "/users/1", R"({"email":null})", "", 422, "email: expected string"},
        {"PUT", "/users/1", "{\"email\":\"" + std::string(2049, 'x') + "\"}", "", 422, "email"},
        {"POST", "/users", R"({"id":"1","n":1e126})", "", 422, "n: Number overflow"},
        {"POST", "/users", R"({"id":"1","":1})", "", 422, "name cannot be empty"},
        {"POST", "/users", R"({"id":"1","id":"2"})", "", 422, "given twice"},
        {"POST", "/users", R"({"id":"1","x":)" + std::string(33, '[') + std::string(33, ']') + "}",
         "", 422, "nested deeper"},
        {"POST", "/users", R"({"id":"1","x":)" + std::string(9999, '['), "", 400, "JSON"},
        {"POST", "/users", R"({"id":"1","x":")" + std::string(400 << 10, 'x') + "\"}", "", 413,
         "400 KB"},
        {"PUT", "/users/1", R"({"x":")" + std::string(400 << 10, 'x') + "\"}", "", 413, "400 KB"},
        {"POST", "/users", R"({"id":"1"})", "text/xml", 415, "Content-Type"},
        {"PUT", "/users/1", R"({"id":"1"})", "multipart/form-data", 415, "Content-Type"},
        {"PATCH", "/users/1", "{}", "", 405, "PATCH"},
        {"PUT", "/users", "{}", "", 405, "PUT"},
        {"GET", "/users?email=%zz", "", "", 400, ""},
        {"GET", "/users/", "", "", 404, ""},
        {"GET", "/", "", "", 404, ""},
        {"GET", "/users/a%2Fb", "", "", 404, ""},
    };
    for (auto const& c : cases) {
        INFO(c.method << ' ' << c.target.substr(0, 40) << ' ' << c.body.substr(0, 60));
        auto const answer = ask(c.method, c.target, c.body, c.type);
        CHECK(answer.status == c.status);
        CHECK(answer.body.starts_with("{\"error\":\""));
        CHECK(answer.body.find(c.word) != std::string::npos);
    }
    CHECK(ask("PATCH", "/users/1").headers.find("Allow") == "DELETE, GET, HEAD, OPTIONS, PUT");
    CHECK(listed(*this).empty());
    CHECK(log.empty());
}

TEST_CASE_METHOD(profiles_fixture, "user profiles: the largest keys and items are taken") {
    std::string const key(2048, 'k');
    CHECK(ask("POST", "/users", "{\"id\":\"" + key + "\",\"email\":\"" + key + "\"}").status ==
          200);
    CHECK(ask("GET", "/users/" + key).status == 200);
    CHECK(listed(*this, "?email=" + key).size() == 1);
    std::string const text((400 << 10) - 4, 'x'); // "id", "1" and "x" are the rest
    CHECK(ask("POST", "/users", R"({"id":"1","x":")" + text + "\"}").status == 200);
    CHECK(ask("POST", "/users", R"({"id":"2","x":"x)" + text + "\"}").status == 413);
}

TEST_CASE_METHOD(profiles_fixture, "user profiles: curl's own content type, and none, are JSON") {
    CHECK(ask("POST", "/users", R"({"id":"1"})", "application/x-www-form-urlencoded").status ==
          200);
    CHECK(ask("POST", "/users", R"({"id":"2"})", "").status == 200);
    CHECK(ask("POST", "/users", R"({"id":"3"})", "application/merge-patch+json").status == 200);
}

TEST_CASE_METHOD(profiles_fixture, "user profiles: the database's failures keep to the log") {
    struct {
        char const* operation;
        char const* method;
        char const* target;
    } const cases[] = {
        {"Scan", "GET", "/users"},
        {"Query", "GET", "/users?email=a"},
        {"PutItem", "POST", "/users"},
        {"GetItem", "GET", "/users/1"},
        {"DeleteItem", "DELETE", "/users/1"},
        {"PutItem", "PUT", "/users/1"},
        {"Scan", "DELETE", "/users"},
    };
    for (auto const& c : cases) {
        INFO(c.method << ' ' << c.target);
        log.clear();
        aws.inject({.service = "dynamodb",
                    .operation = c.operation,
                    .code = "AccessDeniedException",
                    .message = "arn:aws:secret"});
        auto const answer = ask(c.method, c.target, R"({"id":"1"})");
        CHECK(answer.status == 502);
        CHECK(answer.body == R"({"error":"A storage error occurred."})");
        REQUIRE(log.size() == 1);
        CHECK(log[0].find("request-1") != std::string::npos);
        CHECK(log[0].find("AccessDeniedException") != std::string::npos);
        aws.clear_faults();
    }
    aws.inject(
        {.operation = "GetItem", .count = -1, .code = "ProvisionedThroughputExceededException"});
    auto const busy = ask("GET", "/users/1");
    CHECK(busy.status == 503);
    CHECK(busy.headers.find("Retry-After") == "1");
}

TEST_CASE_METHOD(profiles_fixture, "user profiles: an insert whose answer was lost has succeeded") {
    aws.inject({.operation = "PutItem", .connection_dropped = skiff::local::fault::drop::after});
    CHECK(ask("POST", "/users", R"({"id":"1","name":"Ann"})").status == 200);
    CHECK(listed(*this).size() == 1);
    CHECK(ask("POST", "/users", R"({"id":"1","name":"Ann"})").status == 400);
}

TEST_CASE_METHOD(profiles_fixture, "user profiles: pages of other origins may ask") {
    skiff::rest::request in;
    in.method = "OPTIONS";
    in.target = "/users/1";
    in.headers.add("Origin", "http://localhost:8080");
    in.headers.add("Access-Control-Request-Method", "DELETE");
    auto const answer = app.handle(std::move(in));
    CHECK(answer.status == 200);
    CHECK(answer.headers.find("Access-Control-Allow-Origin") == "http://localhost:8080");
}

TEST_CASE_METHOD(profiles_fixture, "user profiles: the table is made once and removed once") {
    CHECK(profiles.create().has_value());
    CHECK(profiles.remove().has_value());
    CHECK(profiles.remove().has_value());
    CHECK(ask("GET", "/users").status == 502);
    CHECK(profiles.create().has_value());
    CHECK(ask("GET", "/users").body == "[]");
}
