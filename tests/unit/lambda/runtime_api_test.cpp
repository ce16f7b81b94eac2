// SPDX-License-Identifier: Apache-2.0
#include "lambda/runtime_api.hpp"

#include "support/catch.hpp"
#include "support/scripted_transport.hpp"

namespace lambda = skiff::lambda;
using lambda::api_outcome;
using skiff::errc;

namespace {

struct fixture {
    std::shared_ptr<skiff::test::scripted_transport> network =
        std::make_shared<skiff::test::scripted_transport>();
    lambda::runtime_api api{network,
                            {false, "127.0.0.1", 9001},
                            {},
                            {.attempts = 3, .retry_pause = std::chrono::milliseconds(0)}};

    void answer_event(std::string body = "{}") {
        skiff::http::fields headers;
        headers.add("Lambda-Runtime-Aws-Request-Id", "r1");
        network->answer(200, std::move(body), headers);
    }
};

} // namespace

TEST_CASE("runtime API: an address is host and port") {
    struct {
        std::string_view text;
        std::optional<std::string> host;
        int port;
    } const cases[] = {
        {"127.0.0.1:9001", "127.0.0.1", 9001},
        {"[::1]:80", "::1", 80},
        {"api:65535", "api", 65535},
        {"127.0.0.1", std::nullopt, 0},
        {":9001", std::nullopt, 0},
        {"a:0", std::nullopt, 0},
        {"a:65536", std::nullopt, 0},
        {"a:9x", std::nullopt, 0},
        {"", std::nullopt, 0},
    };
    for (auto const& [text, host, port] : cases) {
        CAPTURE(text);
        auto const parsed = lambda::parse_api_address(text);
        REQUIRE(parsed.has_value() == host.has_value());
        if (!parsed)
            continue;
        CHECK(parsed->host == *host);
        CHECK(parsed->port == port);
        CHECK_FALSE(parsed->tls);
    }
}

TEST_CASE("runtime API: an event comes with all that its headers say") {
    skiff::http::response answer{.status = 200, .headers = {}, .body = R"({"a":1})"};
    for (auto const& [name, value] : std::vector<std::pair<std::string, std::string>>{
             {"lambda-runtime-aws-request-id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd"},
             {"Lambda-Runtime-Deadline-Ms", "1542409706888"},
             {"Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-2:1:function:f:live"},
             {"Lambda-Runtime-Trace-Id", "Root=1-5bef4de7;Parent=9a91;Sampled=1"},
             {"Lambda-Runtime-Client-Context", R"({"custom":{}})"},
             {"Lambda-Runtime-Cognito-Identity", R"({"cognitoIdentityId":"x"})"},
             {"Lambda-Runtime-Aws-Tenant-Id", "blue"}})
        answer.headers.add(name, value);
    lambda::context function;
    function.function_name = "orders";
    function.memory_limit_mb = 128;
    auto const one = lambda::read_invocation(answer, function);
    REQUIRE(one);
    CHECK(one->event == R"({"a":1})");
    CHECK(one->about.request_id == "8476a536-e9f4-11e8-9739-2dfe598c3fcd");
    CHECK(one->about.deadline.time_since_epoch() == std::chrono::milliseconds(1542409706888));
    CHECK(one->about.remaining() == std::chrono::nanoseconds(0));
    CHECK(one->about.function_arn == "arn:aws:lambda:us-east-2:1:function:f:live");
    CHECK(one->about.trace_header == "Root=1-5bef4de7;Parent=9a91;Sampled=1");
    CHECK(one->about.client_context == R"({"custom":{}})");
    CHECK(one->about.cognito_identity == R"({"cognitoIdentityId":"x"})");
    CHECK(one->about.tenant_id == "blue");
    CHECK(one->about.function_name == "orders");
    CHECK(one->about.memory_limit_mb == 128);
}

TEST_CASE("runtime API: what is absent is empty, and a strange deadline is none") {
    for (std::string const deadline : {"", "soon", "-1", "99999999999999999999"}) {
        CAPTURE(deadline);
        skiff::http::response answer;
        answer.headers.add("Lambda-Runtime-Aws-Request-Id", "r1");
        answer.headers.add("Lambda-Runtime-Deadline-Ms", deadline);
        auto const one = lambda::read_invocation(answer, {});
        REQUIRE(one);
        CHECK(one->about.remaining() > std::chrono::hours(24));
        CHECK_FALSE(one->about.client_context);
        CHECK(one->about.trace_header.empty());
    }
    CHECK_FALSE(lambda::read_invocation({}, {}));
}

TEST_CASE("runtime API: next and posts ask as they should") {
    fixture f;
    f.answer_event();
    f.network->answer(202, "");
    f.network->answer(202, "");
    f.network->answer(202, "");
    lambda::invocation one;
    CHECK(f.api.next({}, one) == api_outcome::done);
    CHECK(f.api.respond("r1", "[1]") == api_outcome::done);
    CHECK(f.api.report("r1", {"OutOfStock", "none"}) == api_outcome::done);
    CHECK(f.api.report_initialization({"NoTable", "none"}) == api_outcome::done);
    auto const& sent = f.network->requests;
    REQUIRE(sent.size() == 4);
    CHECK(sent[0].method == "GET");
    CHECK(sent[0].target == "/2018-06-01/runtime/invocation/next");
    CHECK(sent[1].method == "POST");
    CHECK(sent[1].target == "/2018-06-01/runtime/invocation/r1/response");
    CHECK(sent[1].body == "[1]");
    CHECK_FALSE(sent[1].headers.find("Lambda-Runtime-Function-Error-Type"));
    CHECK(sent[2].target == "/2018-06-01/runtime/invocation/r1/error");
    CHECK(sent[2].headers.find("Lambda-Runtime-Function-Error-Type") == "Function.OutOfStock");
    CHECK(sent[3].target == "/2018-06-01/runtime/init/error");
    CHECK(sent[3].headers.find("Lambda-Runtime-Function-Error-Type") == "Function.NoTable");
}

TEST_CASE("runtime API: what its statuses mean") {
    struct {
        int status;
        api_outcome outcome;
    } const cases[] = {{200, api_outcome::done},      {202, api_outcome::done},
                       {400, api_outcome::refused},   {403, api_outcome::over},
                       {413, api_outcome::too_large}, {500, api_outcome::over},
                       {503, api_outcome::over}};
    for (auto const& [status, outcome] : cases) {
        CAPTURE(status);
        fixture f;
        f.network->answer(status, "");
        CHECK(f.api.respond("r1", "{}") == outcome);
        CHECK(f.network->finished());
    }
    for (int const status : {400, 403, 413, 500}) {
        fixture f;
        f.network->answer(status, "");
        lambda::invocation one;
        CHECK(f.api.next({}, one) == api_outcome::over);
        CHECK(f.api.problem() == "the Runtime API answered " + std::to_string(status));
    }
}

TEST_CASE("runtime API: lost connections are tried again, and not for ever") {
    fixture f;
    f.network->fail(errc::connect_failed);
    f.network->fail(errc::connection_lost);
    f.answer_event("[2]");
    lambda::invocation one;
    CHECK(f.api.next({}, one) == api_outcome::done);
    CHECK(one.event == "[2]");

    fixture lost;
    for (int i = 0; i != 3; ++i)
        lost.network->fail(errc::connect_failed);
    lost.network->answer(202, "never asked");
    CHECK(lost.api.respond("r1", "{}") == api_outcome::over);
    CHECK_FALSE(lost.network->finished());
    CHECK(lost.api.problem() == "scripted");
}

TEST_CASE("runtime API: a stop ends the wait for an event, and its retries") {
    fixture f;
    std::stop_source stop;
    f.network->then([&](auto const&, skiff::http::send_options const& options) {
        CHECK(options.stop.stop_possible());
        stop.request_stop();
        return skiff::result<skiff::http::response>(skiff::make_error(errc::canceled, "scripted"));
    });
    lambda::invocation one;
    CHECK(f.api.next(stop.get_token(), one) == api_outcome::stopped);
}
