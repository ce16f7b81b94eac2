// SPDX-License-Identifier: Apache-2.0
// The Runtime API without sockets: what the program may say when, and what it is told.
#include "support/catch.hpp"

#include <skiff/core/binary.hpp>

#include "local/lambda/runtime_api.hpp"

#include <chrono>
#include <string>
#include <thread>

using namespace skiff;
using namespace skiff::local::lambda;
using namespace std::chrono_literals;
using outcome = runtime_api::outcome;

namespace {

rest::request request(std::string method, std::string const& path, std::string body = {}) {
    rest::request out;
    out.method = std::move(method);
    out.target = "/2018-06-01/runtime/" + path;
    out.body = std::move(body);
    return out;
}

work job(std::string id = "id-1") {
    return {.request_id = std::move(id),
            .payload = "{}",
            .deadline = timestamp(1234567ms),
            .function_arn = "arn:f"};
}

runtime_api::time_point soon() {
    return std::chrono::steady_clock::now() + 10s;
}

/// A program that has taken its first work.
void begin(runtime_api& api, work what = job()) {
    http::response got;
    std::thread program([&] { got = api.handle(request("GET", "invocation/next")); });
    CHECK(api.wait_until_ready(soon()) == outcome::ready);
    api.give(std::move(what));
    program.join();
    REQUIRE(got.status == 200);
}

int post(runtime_api& api, std::string const& path, std::string body = "{}") {
    return api.handle(request("POST", path, std::move(body))).status;
}

} // namespace

TEST_CASE("runtime api: work goes out with its headers, the answer comes in") {
    runtime_api api;
    auto what = job();
    what.client_context = R"({"a":1})";
    http::response got;
    std::thread program([&] { got = api.handle(request("GET", "invocation/next")); });
    REQUIRE(api.wait_until_ready(soon()) == outcome::ready);
    CHECK(api.ready());
    api.give(what);
    program.join();
    CHECK_FALSE(api.ready());
    CHECK(got.status == 200);
    CHECK(got.body == "{}");
    CHECK(got.headers.find("Lambda-Runtime-Aws-Request-Id") == "id-1");
    CHECK(got.headers.find("Lambda-Runtime-Deadline-Ms") == "1234567");
    CHECK(got.headers.find("Lambda-Runtime-Invoked-Function-Arn") == "arn:f");
    CHECK(got.headers.find("Lambda-Runtime-Client-Context") == R"({"a":1})");
    CHECK_FALSE(got.headers.find("Lambda-Runtime-Trace-Id"));
    auto in = request("POST", "invocation/id-1/response", "[1]");
    in.headers.add("Content-Type", "text/x");
    CHECK(api.handle(in).status == 202);
    CHECK(api.wait_for_answer(soon()) == outcome::answered);
    auto const out = api.take_answer();
    CHECK(out.payload == "[1]");
    CHECK(out.error_type.empty());
    CHECK(out.content_type == "text/x");
}

TEST_CASE("runtime api: requests that do not fit the state are refused") {
    struct attempt {
        char const* path;
        int fresh;   ///< Status before the first `next`.
        int working; ///< While there is work "id-1".
    };
    for (auto const& one :
         {attempt{"invocation/id-1/response", 400, 202}, attempt{"invocation/id-1/error", 400, 202},
          attempt{"invocation/other/response", 400, 400},
          attempt{"invocation/other/error", 400, 400}, attempt{"invocation//response", 400, 400},
          attempt{"init/error", 202, 403}, attempt{"invocation/id-1/nothing", 404, 404},
          attempt{"invocation/id-1", 404, 404}, attempt{"nothing", 404, 404},
          attempt{"invocation/next", 405, 405}}) {
        INFO(one.path);
        runtime_api fresh;
        CHECK(post(fresh, one.path) == one.fresh);
        runtime_api working;
        begin(working);
        CHECK(post(working, one.path) == one.working);
    }
    runtime_api api;
    begin(api);
    CHECK(api.handle(request("GET", "invocation/next")).status == 403);
    CHECK(post(api, "invocation/id-1/response") == 202);
    CHECK(post(api, "invocation/id-1/response") == 403);
    CHECK(post(api, "invocation/id-1/error") == 403);
    CHECK(api.handle({}).status == 404);
}

TEST_CASE("runtime api: errors keep their body and type") {
    runtime_api api;
    begin(api);
    auto in = request("POST", "invocation/id-1/error", R"({"errorMessage":"m"})");
    in.headers.add("Lambda-Runtime-Function-Error-Type", "My.Reason");
    CHECK(api.handle(in).status == 202);
    CHECK(api.wait_for_answer(soon()) == outcome::answered);
    auto const out = api.take_answer();
    CHECK(out.payload == R"({"errorMessage":"m"})");
    CHECK(out.error_type == "My.Reason");

    runtime_api failing;
    CHECK(post(failing, "init/error", "") == 202);
    CHECK(failing.wait_until_ready(soon()) == outcome::init_failed);
    auto const init = failing.take_answer();
    CHECK(init.payload == "{}");
    CHECK(init.error_type == "Unhandled");
}

TEST_CASE("runtime api: an answer may have six megabytes, a streamed one more") {
    struct sent {
        std::size_t size;
        bool streamed;
        int status;
    };
    for (auto const& one :
         {sent{most_response_bytes, false, 202}, sent{most_response_bytes + 1, false, 413},
          sent{most_response_bytes + 1, true, 202}, sent{most_streamed_bytes + 1, true, 413}}) {
        runtime_api api;
        begin(api);
        auto in = request("POST", "invocation/id-1/response", std::string(one.size, 'x'));
        if (one.streamed)
            in.headers.add("Lambda-Runtime-Function-Response-Mode", "streaming");
        CHECK(api.handle(in).status == one.status);
        auto const out = api.take_answer();
        CHECK(out.error_type.empty() == (one.status == 202));
        if (one.status == 413) {
            CHECK(out.error_type == "Function.ResponseSizeTooLarge");
            CHECK(post(api, "invocation/id-1/error") == 202); // what runtimes do then
            CHECK(post(api, "invocation/id-1/error") == 403);
        }
    }
}

TEST_CASE("runtime api: a stream that ends with an error in its trailers has failed") {
    runtime_api api;
    begin(api);
    auto in = request("POST", "invocation/id-1/response", "half");
    in.trailers.add("Lambda-Runtime-Function-Error-Type", "Late.Error");
    in.trailers.add("Lambda-Runtime-Function-Error-Body", base64_encode(R"({"a":1})"));
    CHECK(api.handle(in).status == 202);
    auto const out = api.take_answer();
    CHECK(out.error_type == "Late.Error");
    CHECK(out.payload == R"({"a":1})");
}

TEST_CASE("runtime api: waiting ends with its time, or when the program ends") {
    runtime_api api;
    CHECK(api.wait_until_ready(std::chrono::steady_clock::now() + 5ms) == outcome::timed_out);
    begin(api);
    CHECK(api.wait_for_answer(std::chrono::steady_clock::now() + 5ms) == outcome::timed_out);
    std::thread ending([&] { api.close(); });
    CHECK(api.wait_for_answer(soon()) == outcome::ended);
    ending.join();
    CHECK(api.wait_until_ready(soon()) == outcome::ended);
    runtime_api other;
    http::response got;
    got.status = 1;
    std::thread program([&] { got = other.handle(request("GET", "invocation/next")); });
    CHECK(other.wait_until_ready(soon()) == outcome::ready);
    other.close();
    program.join();
    CHECK(got.status == 0);
    CHECK_FALSE(other.ready());
}
