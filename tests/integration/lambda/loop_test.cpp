// SPDX-License-Identifier: Apache-2.0
#include "running_function.hpp"

#include <skiff/lambda/handler.hpp>

#include "support/catch.hpp"
#include "support/json_equal.hpp"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <set>
#include <thread>
#include <unistd.h>

namespace lambda = skiff::lambda;
using lambda::context;

namespace {

std::string echo(std::string const& event, context const&) {
    return event;
}

std::string trace_variable() {
    char const* const value = std::getenv("_X_AMZN_TRACE_ID");
    return value == nullptr ? "unset" : value;
}

} // namespace

TEST_CASE("lambda loop: answers one event after the other on one connection") {
    fake_runtime_api api;
    running_function function(api, lambda::handler(echo));
    for (int i = 0; i != 20; ++i) {
        auto const id = "r" + std::to_string(i);
        api.invoke(id, "[" + std::to_string(i) + "]");
        auto const answer = api.wait_for("/invocation/" + id + "/response");
        CHECK(answer.body == "[" + std::to_string(i) + "]");
        CHECK(answer.header("Content-Type") == "application/json");
        CHECK(answer.head.starts_with("POST /2018-06-01/runtime/invocation/"));
    }
    CHECK(function.end() == 0);
    CHECK(api.connections() == 1);
    CHECK(function.log().empty());
}

TEST_CASE("lambda loop: the handler is told what the headers say") {
    fake_runtime_api api;
    running_function function(api, lambda::handler([](std::string const&, context const& about) {
                                  return skiff::to_json(std::vector<std::string>{
                                      about.request_id, about.function_arn, about.tenant_id,
                                      about.client_context.value_or("none"),
                                      about.cognito_identity.value_or("none"), about.trace_header,
                                      trace_variable(),
                                      context::current() == &about ? "current" : "another"});
                              }));
    api.invoke("r1", "{}",
               "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:1:function:f\r\n"
               "Lambda-Runtime-Client-Context: {\"a\":1}\r\n"
               "Lambda-Runtime-Aws-Tenant-Id: blue\r\n"
               "Lambda-Runtime-Trace-Id: Root=1-2;Parent=3;Sampled=1\r\n");
    CHECK(api.wait_for("/invocation/r1/response").body ==
          R"(["r1","arn:aws:lambda:us-east-1:1:function:f","blue","{\"a\":1}","none",)"
          R"("Root=1-2;Parent=3;Sampled=1","Root=1-2;Parent=3;Sampled=1","current"])");
    CHECK(function.end() == 0);
}

TEST_CASE("lambda loop: a trace variable does not outlive its invocation") {
    fake_runtime_api api;
    running_function function(api, lambda::handler([](std::string const&, context const&) {
                                  return skiff::to_json(trace_variable());
                              }));
    api.invoke("r1", "{}", "Lambda-Runtime-Trace-Id: Root=1\r\n");
    api.invoke("r2", "{}");
    CHECK(api.wait_for("/invocation/r1/response").body == "\"Root=1\"");
    CHECK(api.wait_for("/invocation/r2/response").body == "\"unset\"");
}

TEST_CASE("lambda loop: what a handler throws is reported, and the next event served") {
    fake_runtime_api api;
    running_function function(api, lambda::handler([](std::string const& event, context const&) {
                                  if (event == "1")
                                      throw std::runtime_error("no table");
                                  if (event == "2")
                                      throw 7;
                                  if (event == "3")
                                      throw lambda::function_error("OutOfStock", "none left");
                                  return event;
                              }));
    for (int i = 1; i != 5; ++i)
        api.invoke("r" + std::to_string(i), std::to_string(i));
    auto const standard = api.wait_for("/invocation/r1/error");
    CHECK_JSON(standard.body,
               R"({"errorMessage":"no table","errorType":"std::runtime_error","stackTrace":[]})");
    CHECK(standard.header("Lambda-Runtime-Function-Error-Type") == "Runtime.UnhandledException");
    CHECK_JSON(api.wait_for("/invocation/r2/error").body,
               R"({"errorMessage":"an exception of type int","errorType":"int","stackTrace":[]})");
    auto const own = api.wait_for("/invocation/r3/error");
    CHECK(own.body.find(R"("errorType":"OutOfStock")") != std::string::npos);
    CHECK(own.header("Lambda-Runtime-Function-Error-Type") == "Function.OutOfStock");
    CHECK(api.wait_for("/invocation/r4/response").body == "4");
    CHECK(function.end() == 0);
    CHECK(function.logs(R"("level":"ERROR","message":"The function failed","requestId":"r3")"));
    CHECK(function.logs(R"("errorType":"OutOfStock","errorMessage":"none left")"));
}

TEST_CASE("lambda loop: events that a typed handler cannot take are reported without values") {
    fake_runtime_api api;
    running_function function(
        api, lambda::make_handler([](std::vector<int> const& in) { return in.size(); }));
    api.invoke("r1", R"([1,"secret"])");
    api.invoke("r2", "[1,2]");
    auto const refused = api.wait_for("/invocation/r1/error");
    CHECK(refused.header("Lambda-Runtime-Function-Error-Type") == "Runtime.InvalidEvent");
    CHECK(refused.body.find("[1]: expected number, got string") != std::string::npos);
    CHECK(api.wait_for("/invocation/r2/response").body == "2");
    CHECK_FALSE(function.logs("secret"));
}

TEST_CASE("lambda loop: runs as many handlers at once as the concurrency says") {
    constexpr int count = 4;
    fake_runtime_api api;
    std::atomic<int> inside = 0;
    std::mutex mutex;
    std::set<std::string> variables;
    ::unsetenv("_X_AMZN_TRACE_ID");
    running_function function(api, lambda::handler([&](std::string const&, context const& about) {
                                  {
                                      std::lock_guard const lock(mutex);
                                      variables.insert(trace_variable());
                                  }
                                  ++inside;
                                  for (int i = 0; i != 500 && inside != count; ++i)
                                      std::this_thread::sleep_for(std::chrono::milliseconds(10));
                                  bool const good = inside == count && context::current() == &about;
                                  return about.trace_header + (good ? "+" : "-");
                              }),
                              count);
    for (int i = 0; i != count; ++i)
        api.invoke("r" + std::to_string(i), "{}",
                   "Lambda-Runtime-Trace-Id: Root=" + std::to_string(i) + "\r\n");
    for (int i = 0; i != count; ++i)
        CHECK(api.wait_for("/invocation/r" + std::to_string(i) + "/response").body ==
              "Root=" + std::to_string(i) + "+");
    CHECK(function.end() == 0);
    CHECK(variables == std::set<std::string>{"unset"});
    CHECK(api.connections() == count);
}

TEST_CASE("lambda loop: a stop ends idle loops at once, all of them") {
    fake_runtime_api api;
    running_function function(api, lambda::handler(echo), 3);
    api.wait_for_idle(3);
    CHECK(function.end() == 0);
}

TEST_CASE("lambda loop: SIGTERM and SIGINT let the invocation in flight finish") {
    for (int const signal : {SIGTERM, SIGINT}) {
        CAPTURE(signal);
        fake_runtime_api api;
        std::promise<void> entered;
        running_function function(api, lambda::handler([&](std::string const&, context const&) {
                                      entered.set_value();
                                      std::this_thread::sleep_for(std::chrono::milliseconds(200));
                                      return "\"done\"";
                                  }));
        api.invoke("r1", "{}");
        entered.get_future().wait();
        ::kill(::getpid(), signal);
        CHECK(function.wait() == 0);
        CHECK(api.wait_for("/invocation/r1/response").body == "\"done\"");
        CHECK(api.all().size() == 2); // no further next
    }
}

TEST_CASE("lambda loop: an initialisation that throws is reported, and no event asked for") {
    fake_runtime_api api;
    std::string log;
    auto const code = lambda::run_initialized(
        []() -> lambda::handler { throw lambda::function_error("NoTable", "TABLE is not set"); },
        {.api = api.address(), .log = [&](std::string_view line) { log += line; }});
    CHECK(code == 1);
    REQUIRE(api.all().size() == 1);
    auto const report = api.all()[0];
    CHECK(report.target == "/init/error");
    CHECK(report.header("Lambda-Runtime-Function-Error-Type") == "Function.NoTable");
    CHECK(report.body.find(R"("errorMessage":"TABLE is not set")") != std::string::npos);
    CHECK(log.find("The initialisation failed") != std::string::npos);
}

TEST_CASE("lambda loop: an initialisation gives a typed handler as well") {
    fake_runtime_api api;
    api.invoke("r1", "[1,2]");
    std::stop_source stop;
    auto code = std::async(std::launch::async, [&] {
        return lambda::run_initialized(
            [] { return [](std::vector<int> const& in) { return in.size(); }; },
            {.api = api.address(), .stop = stop.get_token()});
    });
    CHECK(api.wait_for("/invocation/r1/response").body == "2");
    stop.request_stop();
    CHECK(code.get() == 0);
}

TEST_CASE("lambda loop: an extension without events is registered on request") {
    fake_runtime_api api;
    api.on_post([](received const& in) {
        return skiff::test::answer(
            "{}", "200 OK",
            in.target.ends_with("/register") ? "Lambda-Extension-Identifier: e1\r\n" : "");
    });
    std::stop_source stop;
    auto code = std::async(std::launch::async, [&] {
        return lambda::run(
            lambda::handler(echo),
            {.api = api.address(), .stop = stop.get_token(), .shutdown_signal = true});
    });
    auto const registered = api.wait_for("/2020-01-01/extension/register");
    CHECK(registered.header("Lambda-Extension-Name") == "skiff-shutdown");
    CHECK(registered.body == R"({"events":[]})");
    auto const waiting = api.wait_for("/2020-01-01/extension/event/next");
    CHECK(waiting.header("Lambda-Extension-Identifier") == "e1");
    api.invoke("r1", "7");
    CHECK(api.wait_for("/invocation/r1/response").body == "7");
    stop.request_stop();
    CHECK(code.get() == 0);
}

TEST_CASE("lambda loop: without its extension the function serves, and says so") {
    fake_runtime_api api;
    api.on_post([](received const& in) {
        return in.target.ends_with("/register") ? skiff::test::answer("{}", "403 Forbidden")
                                                : skiff::test::answer("", "202 Accepted");
    });
    std::stop_source stop;
    std::string log;
    auto code = std::async(std::launch::async, [&] {
        return lambda::run(lambda::handler(echo), {.api = api.address(),
                                                   .stop = stop.get_token(),
                                                   .shutdown_signal = true,
                                                   .log = [&](std::string_view l) { log += l; }});
    });
    api.invoke("r1", "7");
    CHECK(api.wait_for("/invocation/r1/response").body == "7");
    stop.request_stop();
    CHECK(code.get() == 0);
    CHECK(log.find("Lambda will send no SIGTERM") != std::string::npos);
    CHECK(log.find("403") != std::string::npos);
}

TEST_CASE("lambda loop: without an address of the API it says so") {
    ::unsetenv("AWS_LAMBDA_RUNTIME_API");
    CHECK_FALSE(lambda::in_lambda());
    std::string log;
    CHECK(lambda::run(lambda::handler(echo), {.log = [&](std::string_view l) { log += l; }}) == 1);
    CHECK(log.find("AWS_LAMBDA_RUNTIME_API") != std::string::npos);
}
