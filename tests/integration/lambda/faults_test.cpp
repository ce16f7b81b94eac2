// SPDX-License-Identifier: Apache-2.0
#include "running_function.hpp"

#include "support/catch.hpp"
#include "support/json_equal.hpp"

#include <atomic>
#include <thread>

namespace lambda = skiff::lambda;
using lambda::context;
using skiff::test::answer;

namespace {

lambda::handler constant(std::string text) {
    return [text = std::move(text)](std::string const&, context const&) { return text; };
}

std::string status(std::string_view line) {
    return answer(R"({"errorMessage":"no","errorType":"X"})", line);
}

} // namespace

TEST_CASE("lambda faults: the API's refusal of next ends the process with a line in the log") {
    for (std::string const line : {"403 Forbidden", "500 Internal Server Error", "418 Teapot"}) {
        CAPTURE(line);
        fake_runtime_api api;
        api.on_next([&](received const&) { return status(line); });
        running_function function(api, constant("1"));
        CHECK(function.wait() == 1);
        CHECK(api.all().size() == 1);
        CHECK(function.logs(R"("level":"ERROR","message":"The runtime ends")"));
        CHECK(function.logs("answered " + line.substr(0, 3)));
    }
}

TEST_CASE("lambda faults: a container error or refusal of an answer ends the process") {
    for (std::string const line : {"403 Forbidden", "500 Internal Server Error"}) {
        CAPTURE(line);
        fake_runtime_api api;
        api.on_post([&](received const&) { return status(line); });
        running_function function(api, constant("1"));
        api.invoke("r1", "{}");
        CHECK(function.wait() == 1);
        CHECK(api.all().size() == 2);
        CHECK(function.logs("answered " + line.substr(0, 3)));
    }
}

TEST_CASE("lambda faults: one loop's end is the end of all") {
    fake_runtime_api api;
    api.on_post([&](received const&) { return status("500 Internal Server Error"); });
    running_function function(api, constant("1"), 4);
    api.wait_for_idle(4);
    api.invoke("r1", "{}");
    CHECK(function.wait() == 1);
}

TEST_CASE("lambda faults: an answer above the limit becomes the function's error") {
    fake_runtime_api api;
    constexpr std::size_t limit = 6'291'556;
    api.on_post([&](received const& in) {
        return in.body.size() > limit ? status("413 Payload Too Large")
                                      : answer("", "202 Accepted");
    });
    running_function function(api, lambda::handler([](std::string const& event, context const&) {
                                  return std::string(event == "1" ? 7'000'000 : 3, '1');
                              }));
    api.invoke("r1", "1");
    api.invoke("r2", "2");
    auto const report = api.wait_for("/invocation/r1/error");
    CHECK_JSON(report.body,
               R"({"errorType":"Function.ResponseSizeTooLarge","stackTrace":[],"errorMessage":)"
               R"("Response payload size (7000000 bytes) exceeded the maximum allowed )"
               R"(payload size."})");
    CHECK(report.header("Lambda-Runtime-Function-Error-Type") == "Function.ResponseSizeTooLarge");
    CHECK(api.wait_for("/invocation/r2/response").body == "111");
    CHECK(function.end() == 0);
}

TEST_CASE("lambda faults: an answer that no longer counts is logged, and the next event served") {
    fake_runtime_api api;
    api.on_post([&](received const& in) {
        return in.target == "/invocation/r1/response" ? status("400 Bad Request")
                                                      : answer("", "202 Accepted");
    });
    running_function function(api, constant("1"));
    api.invoke("r1", "{}");
    api.invoke("r2", "{}");
    CHECK(api.wait_for("/invocation/r2/response").body == "1");
    CHECK(function.end() == 0);
    CHECK(function.logs("The answer was not taken"));
    CHECK(function.logs(R"("requestId":"r1")"));
}

TEST_CASE("lambda faults: a connection that is lost is made again") {
    fake_runtime_api api;
    std::atomic<int> lost = 0;
    api.on_post(
        [&](received const&) { return lost++ < 2 ? std::string() : answer("", "202 Accepted"); });
    running_function function(api, constant("1"));
    api.invoke("r1", "{}");
    api.invoke("r2", "{}");
    CHECK(api.wait_for("/invocation/r2/response").body == "1");
    CHECK(function.end() == 0);
    CHECK(lost >= 3);
    CHECK(function.log().empty());
}

TEST_CASE("lambda faults: an API that is gone is not asked for ever") {
    std::string log;
    std::string address;
    {
        fake_runtime_api const gone;
        address = gone.address();
    }
    lambda::runtime_options options;
    options.api = address;
    options.attempts = 3;
    options.retry_pause = std::chrono::milliseconds(1);
    options.log = [&](std::string_view line) { log += line; };
    CHECK(lambda::run(constant("1"), options) == 1);
    CHECK(log.find("The runtime ends") != std::string::npos);
    CHECK(log.find("connection refused") != std::string::npos);
}

TEST_CASE("lambda faults: connections that always end are not made for ever") {
    fake_runtime_api api;
    api.on_next([](received const&) { return std::string(); });
    running_function function(api, constant("1"));
    CHECK(function.wait() == 1);
    CHECK(api.connections() == 3);
}

TEST_CASE("lambda faults: a slow API is waited for") {
    fake_runtime_api api;
    api.on_post([](received const&) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1500));
        return answer("", "202 Accepted");
    });
    running_function function(api, constant("1"));
    api.invoke("r1", "{}");
    CHECK(api.wait_for("/invocation/r1/response").body == "1");
    CHECK(function.end() == 0);
    CHECK(api.all().size() == 2);
    CHECK(function.log().empty());
}

TEST_CASE("lambda faults: an event without an id ends the process") {
    fake_runtime_api api;
    api.on_next([](received const&) { return answer("{}"); });
    running_function function(api, constant("1"));
    CHECK(function.wait() == 1);
    CHECK(function.logs("without a request id"));
}

TEST_CASE("lambda faults: neither events nor answers are logged") {
    fake_runtime_api api;
    api.on_post([&](received const&) { return status("400 Bad Request"); });
    running_function function(api, constant("\"secret answer\""));
    api.invoke("r1", "\"secret event\"");
    static_cast<void>(api.wait_for("/invocation/r1/response"));
    api.wait_for_idle(1);
    CHECK(function.end() == 0);
    CHECK(function.logs("The answer was not taken"));
    CHECK_FALSE(function.logs("secret"));
}
