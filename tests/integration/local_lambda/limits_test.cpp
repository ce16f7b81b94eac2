// SPDX-License-Identifier: Apache-2.0
// Times that are long in real life, made short: idle environments, slow starts, APIs that give up.
#include "support/catch.hpp"
#include "support/fake_clock.hpp"
#include "support/json_equal.hpp"

#include "local/api_gateway/gateway.hpp"
#include "local/lambda/engine.hpp"

#include <chrono>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

using namespace skiff;
using namespace std::chrono_literals;

namespace {

bool says(std::string_view text, std::string_view part) {
    return text.find(part) != text.npos;
}

local::function told(std::map<std::string, std::string, std::less<>> environment,
                     int timeout = 20) {
    return {.name = "f",
            .program = LOCAL_LAMBDA_FUNCTION,
            .timeout = timeout,
            .environment = std::move(environment)};
}

local::lambda::surroundings around() {
    local::lambda::surroundings out;
    out.region = "us-east-1";
    out.account_id = "000000000000";
    return out;
}

pid_t process_of(local::lambda::lambda_engine& functions) {
    auto const out = functions.invoke("f", {.payload = "{}"}).value();
    auto const answer = boost::json::parse(out.result.payload).as_object();
    return static_cast<pid_t>(answer.at("process").as_int64());
}

bool process_is_gone(pid_t process) {
    for (int i = 0; i < 500; ++i) {
        if (!std::ifstream("/proc/" + std::to_string(process) + "/stat"))
            return true;
        std::this_thread::sleep_for(10ms);
    }
    return false;
}

} // namespace

TEST_CASE("local lambda: an environment without work ends after a while") {
    auto settings = around();
    settings.idle_limit = 100ms;
    local::lambda::lambda_engine functions({told({})}, settings);
    pid_t const first = process_of(functions);
    CHECK(process_is_gone(first));
    CHECK(process_of(functions) != first);
}

TEST_CASE("local lambda: a start that never ends is timed out") {
    auto settings = around();
    settings.init_limit = 50ms;
    local::lambda::lambda_engine functions({told({{"INIT", "hang"}}, 1)}, settings);
    auto const out = functions.invoke("f", {.payload = "{}"}).value();
    CHECK(out.result.error_type == "Sandbox.Timedout");
    CHECK(says(out.result.payload, "Task timed out after 1.00 seconds"));
    CHECK(says(out.log_tail, "Status: timeout"));
}

TEST_CASE("local api gateway: it waits for a function for so long, and no longer") {
    test::fake_clock clock;
    local::lambda::lambda_engine functions({told({{"DO", "nap"}})}, around());
    struct limit {
        local::api_format format;
        int status;
        char const* body;
    };
    for (auto const& one :
         {limit{local::api_format::rest, 504, R"({"message":"Endpoint request timed out"})"},
          limit{local::api_format::http, 503, R"({"message":"Service Unavailable"})"}}) {
        local::api const what{
            .name = "a", .format = one.format, .stage = "dev", .routes = {{"ANY", "/a", "f"}}};
        local::api_gateway::gateway const api(what, functions, clock, {.rest = 20ms, .http = 20ms});
        http::request in;
        in.target = "/dev/a";
        auto const out = api.answer(in, {.authority = "localhost"});
        CHECK(out.status == one.status);
        CHECK(out.body == one.body);
    }
    // The invocations went on, each in an environment of its own.
    for (int i = 0; i != 500 && functions.log_of("f")->find("REPORT") == std::string::npos; ++i)
        std::this_thread::sleep_for(10ms);
    CHECK(says(*functions.log_of("f"), "REPORT"));
}
