// SPDX-License-Identifier: Apache-2.0
#include "service.hpp"

#include <skiff/core/reflect/json.hpp>
#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/operation/get_item.hpp>
#include <skiff/dynamodb/operation/put_item.hpp>
#include <skiff/local/services.hpp>
#include <skiff/rest/lambda.hpp>

#include "support/catch.hpp"

#include <string>
#include <utility>
#include <vector>

namespace {

struct fixture {
    fixture() { table.create().value(); }

    skiff::rest::response ask(std::string method, std::string target, std::string body = {},
                              std::string type = "application/json") {
        skiff::rest::request in;
        in.method = std::move(method);
        in.target = std::move(target);
        if (!type.empty())
            in.headers.add("Content-Type", type);
        in.body = std::move(body);
        in.id = "request-1";
        return app.handle(std::move(in));
    }

    skiff::local::services aws;
    skiff::dynamodb::client client{aws.config()};
    users::user_table table{client, "users-table-dev"};
    std::vector<std::string> log;
    skiff::rest::router app = users::make_service(
        table, [this](std::string_view line) { log.emplace_back(line); });
};

constexpr char const* give_both = R"({"error":"Please provide both \"userId\" and \"name\""})";
constexpr char const* not_known = R"({"error":"Could not find user with provided \"userId\""})";

} // namespace

TEST_CASE_METHOD(fixture, "users: the tutorial's answers, to the byte") {
    auto const put = ask("POST", "/users", R"({"name": "Alex DeBrie", "userId": "alexdebrie1"})");
    CHECK(put.status == 200);
    CHECK(put.body == R"({"userId":"alexdebrie1","name":"Alex DeBrie"})");
    CHECK(put.headers.find("Content-Type") == "application/json");
    auto const got = ask("GET", "/users/alexdebrie1");
    CHECK(got.status == 200);
    CHECK(got.body == R"({"userId":"alexdebrie1","name":"Alex DeBrie"})");
    auto const stored = client
                            .get_item({.table_name = "users-table-dev",
                                       .key = {{"userId", "alexdebrie1"}}})
                            .value();
    CHECK(stored.item == skiff::dynamodb::item{{"userId", "alexdebrie1"}, {"name", "Alex DeBrie"}});
}

TEST_CASE_METHOD(fixture, "users: an older user is replaced, further fields are ignored") {
    CHECK(ask("POST", "/users", R"({"userId":"1","name":"Ann"})").status == 200);
    auto const again = ask("POST", "/users",
                           R"({"userId":"1","name":"Anna","age":7,"x":{"y":[]}})");
    CHECK(again.body == R"({"userId":"1","name":"Anna"})");
    CHECK(ask("GET", "/users/1").body == R"({"userId":"1","name":"Anna"})");
}

TEST_CASE_METHOD(fixture, "users: what a client does wrong is a 4xx with the reason") {
    struct {
        std::string method;
        std::string target;
        std::string body;
        int status;
        std::string answer; ///< Empty: any error.
    } const cases[] = {
        {"GET", "/users/nobody", "", 404, not_known},
        {"GET", "/users/" + std::string(2049, 'x'), "", 404, not_known},
        {"POST", "/users", "{}", 400, give_both},
        {"POST", "/users", R"({"userId":"1"})", 400, give_both},
        {"POST", "/users", R"({"name":"A"})", 400, give_both},
        {"POST", "/users", R"({"userId":"","name":"A"})", 400, give_both},
        {"POST", "/users", R"({"userId":"1","name":""})", 400, give_both},
        {"POST", "/users", R"({"userId":null,"name":"A"})", 400, give_both},
        {"POST", "/users", R"({"userId":"1","name":null})", 400, give_both},
        {"GET", "/", "", 404, R"({"error":"Not found!"})"},
        {"GET", "/user/1", "", 404, R"({"error":"Not found!"})"},
        {"GET", "/users/", "", 404, R"({"error":"Not found!"})"},
        {"DELETE", "/nothing", "", 404, R"({"error":"Not found!"})"},
        {"GET", "/users/a%2Fb", "", 404, R"({"error":"Not found!"})"},
        {"GET", "/users", "", 405, ""},
        {"PUT", "/users/1", "{}", 405, ""},
        {"POST", "/users", "", 400, ""},
        {"POST", "/users", "{", 400, ""},
        {"POST", "/users", "{\"userId\":\"\\udc00\",\"name\":\"A\"}", 400, ""},
        {"POST", "/users", "{\"userId\":\"\xC0\x80\",\"name\":\"A\"}", 400, ""},
        {"POST", "/users", "[]", 422, ""},
        {"POST", "/users", "\"text\"", 422, ""},
        {"POST", "/users", "7", 422, ""},
        {"POST", "/users", "null", 422, ""},
        {"POST", "/users", R"({"userId":1,"name":"A"})", 422, ""},
        {"POST", "/users", R"({"userId":"1","name":["A"]})", 422, ""},
        {"POST", "/users", R"({"userId":"1","userId":"2","name":"A"})", 422, ""},
        {"POST", "/users", "{\"userId\":\"" + std::string(2049, 'x') + "\",\"name\":\"A\"}", 422,
         ""},
        {"POST", "/users", R"({"userId":"1","name":")" + std::string(400 << 10, 'x') + "\"}", 413,
         ""},
        {"GET", "/users/%zz", "", 400, ""},
        {"GET", "/users/%FF", "", 400, ""},
    };
    for (auto const& c : cases) {
        INFO(c.method << ' ' << c.target.substr(0, 40) << ' ' << c.body.substr(0, 60));
        auto const answer = ask(c.method, c.target, c.body);
        CHECK(answer.status == c.status);
        CHECK(answer.body.starts_with("{\"error\":\""));
        if (!c.answer.empty())
            CHECK(answer.body == c.answer);
    }
    CHECK(ask("POST", "/users", R"({"userId":"1","name":"A"})", "").status == 415);
    CHECK(ask("POST", "/users", R"({"userId":"1","name":"A"})", "text/plain").status == 415);
    CHECK(ask("GET", "/users").headers.find("Allow") == "OPTIONS, POST");
    CHECK(table.scan().all().value().empty());
}

TEST_CASE_METHOD(fixture, "users: a stored user without a name is shown with an empty one") {
    REQUIRE(
        client.put_item({.table_name = "users-table-dev", .item = {{"userId", "1"}}}).has_value());
    CHECK(ask("GET", "/users/1").body == R"({"userId":"1","name":""})");
}

TEST_CASE_METHOD(fixture, "users: the database's failures keep to the log") {
    aws.inject({.operation = "PutItem", .code = "AccessDeniedException", .message = "secret"});
    aws.inject({.operation = "GetItem", .code = "AccessDeniedException", .message = "secret"});
    auto const put = ask("POST", "/users", R"({"userId":"1","name":"A"})");
    auto const got = ask("GET", "/users/1");
    for (auto const& answer : {put, got}) {
        CHECK(answer.status == 502);
        CHECK(answer.body == R"({"error":"A storage error occurred."})");
    }
    REQUIRE(log.size() == 2);
    CHECK(log[0].find("AccessDeniedException") != std::string::npos);
}

TEST_CASE_METHOD(fixture, "users: both event formats give the server's answers") {
    auto const function = skiff::rest::lambda_handler(app);
    skiff::lambda::context about;
    about.request_id = "lambda-1";
    auto const first = function(R"({"httpMethod":"POST","path":"/users",
        "multiValueHeaders":{"Content-Type":["application/json"]},
        "requestContext":{"path":"/dev/users","stage":"dev","requestId":"r",
                          "identity":{"sourceIp":"192.0.2.1"}},
        "body":"{\"userId\":\"1\",\"name\":\"Ann\"}","isBase64Encoded":false})",
                                about);
    CHECK(first.starts_with(R"({"statusCode":200,)"));
    CHECK(first.find(R"("body":"{\"userId\":\"1\",\"name\":\"Ann\"}")") != std::string::npos);
    auto const second = function(R"({"version":"2.0","routeKey":"$default","rawPath":"/users/1",
        "rawQueryString":"","headers":{},
        "requestContext":{"stage":"$default","requestId":"r","http":{"method":"GET",
            "path":"/users/1","protocol":"HTTP/1.1","sourceIp":"192.0.2.1"}},
        "isBase64Encoded":false})",
                                 about);
    CHECK(second.starts_with(R"({"statusCode":200,)"));
    CHECK(second.find(R"("body":"{\"userId\":\"1\",\"name\":\"Ann\"}")") != std::string::npos);
}
