// SPDX-License-Identifier: Apache-2.0
// The tutorial's test_handlers.py: the six Lambda functions, each with its own route only, called
// with API Gateway's events. The tutorial's status is the text "200" or "400"; here it is a number,
// as API Gateway documents it, which is the same to its clients.
#include "profiles_fixture.hpp"

#include <skiff/dynamodb/json_document.hpp>
#include <skiff/lambda/events/api_gateway_rest.hpp>
#include <skiff/rest/lambda.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

using answer = skiff::lambda::api_gateway_rest_response;
using event = skiff::lambda::api_gateway_rest_event;
using skiff::parse_json;
using skiff::to_json;
using user_profiles::operation;
using user_profiles::profile;

namespace {

std::map<std::string, std::string> one(std::string name, std::string value) {
    return {{std::move(name), std::move(value)}};
}

struct handlers : profiles_fixture {
    answer call(operation which, event what) {
        static constexpr char const* methods[] = {"GET", "POST", "DELETE", "GET", "PUT", "DELETE"};
        what.http_method = methods[static_cast<std::size_t>(which)];
        what.path = what.path_parameters ? "/users/" + what.path_parameters->at("id") : "/users";
        what.request_context = {
            .stage = "dev", .request_id = "gateway-1", .path = "/dev" + what.path};
        auto const function = make(std::span(&which, 1));
        auto const text = skiff::rest::lambda_handler(function)(to_json(what), {});
        auto out = parse_json<answer>(text).value();
        CHECK(out.multi_value_headers->at("Content-Type") ==
              std::vector<std::string>{"application/json"});
        return out;
    }
    void is_user(answer const& got, profile const& wanted) {
        CHECK(got.status_code == 200);
        CHECK(parse_json<profile>(got.body.value()).value() == wanted);
    }
    void are_users(answer const& got, std::vector<profile> const& wanted) {
        CHECK(got.status_code == 200);
        auto const users = parse_json<std::vector<profile>>(got.body.value()).value();
        CHECK(users.size() == wanted.size());
        for (auto const& user : wanted)
            CHECK(std::find(users.begin(), users.end(), user) != users.end());
    }
    void insert(std::vector<profile> const& users) {
        for (auto const& user : users)
            profiles.insert(user).value();
    }

    profile const ann{{"id", "1"}, {"email", "ann@example.org"}, {"name", "Ann"}};
    profile const bob{{"id", "2"}, {"email", "bob@example.org"}, {"name", "Bob"}};
};

} // namespace

TEST_CASE_METHOD(handlers, "handlers: get a user") {
    insert({ann, bob});
    is_user(call(operation::get, {.path_parameters = one("id", "1")}), ann);
}

TEST_CASE_METHOD(handlers, "handlers: get an unknown user") {
    insert({ann});
    CHECK(call(operation::get, {.path_parameters = one("id", "9")}).status_code == 400);
}

TEST_CASE_METHOD(handlers, "handlers: get all users") {
    insert({ann, bob});
    are_users(call(operation::get_all, {}), {ann, bob});
}

TEST_CASE_METHOD(handlers, "handlers: get users by email") {
    insert({ann, bob});
    are_users(
        call(operation::get_all, {.query_string_parameters = one("email", "bob@example.org")}),
        {bob});
}

TEST_CASE_METHOD(handlers, "handlers: get users by an email that nobody has") {
    insert({ann, bob});
    are_users(call(operation::get_all, {.query_string_parameters = one("email", "x@example.org")}),
              {});
}

TEST_CASE_METHOD(handlers, "handlers: insert a user") {
    is_user(call(operation::post, {.body = to_json(ann)}), ann);
    CHECK(profiles.get("1").value() == ann);
}

TEST_CASE_METHOD(handlers, "handlers: insert a user that exists") {
    insert({ann});
    CHECK(call(operation::post, {.body = R"({"id":"1","name":"Other"})"}).status_code == 400);
    CHECK(profiles.get("1").value() == ann);
}

TEST_CASE_METHOD(handlers, "handlers: update a user") {
    insert({ann});
    profile const changed{{"id", "1"}, {"name", "Anna"}};
    is_user(call(operation::put, {.path_parameters = one("id", "1"), .body = R"({"name":"Anna"})"}),
            changed);
    CHECK(profiles.get("1").value() == changed);
}

TEST_CASE_METHOD(handlers, "handlers: update an unknown user") {
    CHECK(call(operation::put, {.path_parameters = one("id", "9"), .body = to_json(ann)})
              .status_code == 400);
    CHECK(profiles.list().value().empty());
}

TEST_CASE_METHOD(handlers, "handlers: delete a user") {
    insert({ann, bob});
    is_user(call(operation::remove, {.path_parameters = one("id", "1")}), ann);
    CHECK(profiles.list().value() == std::vector{bob});
}

TEST_CASE_METHOD(handlers, "handlers: delete an unknown user") {
    insert({ann});
    CHECK(call(operation::remove, {.path_parameters = one("id", "9")}).status_code == 400);
    CHECK(profiles.list().value() == std::vector{ann});
}

TEST_CASE_METHOD(handlers, "handlers: delete all users") {
    insert({ann, bob});
    auto const emptied = call(operation::delete_all, {});
    CHECK(emptied.status_code == 200);
    CHECK(emptied.body == "null");
    CHECK(profiles.list().value().empty());
}

TEST_CASE_METHOD(handlers, "handlers: broken JSON is the client's fault, not the function's") {
    auto const refused = call(operation::post, {.body = "{"});
    CHECK(refused.status_code == 400);
    CHECK(refused.body.value().starts_with(R"({"error":)"));
    CHECK(call(operation::post, {}).status_code == 400);
}

TEST_CASE_METHOD(handlers, "handlers: a function has its own route only") {
    auto const which = operation::get;
    auto const function = make(std::span(&which, 1));
    skiff::rest::request in;
    in.method = "DELETE";
    in.target = "/users/1";
    CHECK(function.handle(in).status == 405);
    in.target = "/users";
    CHECK(function.handle(in).status == 404);
}
