// SPDX-License-Identifier: Apache-2.0
#include "running_function.hpp"

#include <skiff/core/binary.hpp>
#include <skiff/lambda/streaming.hpp>

#include "support/catch.hpp"

#include <stdexcept>

namespace lambda = skiff::lambda;
using lambda::context;
using lambda::response_stream;
using skiff::test::answer;
using namespace std::string_literals;

namespace {

std::string const head_of_r1 = "POST /2018-06-01/runtime/invocation/r1/response HTTP/1.1\r\n"
                               "Host: HOST\r\n"
                               "Transfer-Encoding: chunked\r\n"
                               "Lambda-Runtime-Function-Response-Mode: streaming\r\n"
                               "Trailer: Lambda-Runtime-Function-Error-Type\r\n"
                               "Trailer: Lambda-Runtime-Function-Error-Body\r\n"
                               "Content-Type: ";

/// The head as it must be, for this API.
std::string head(fake_runtime_api const& api, std::string_view type) {
    auto text = head_of_r1;
    text.replace(text.find("HOST"), 4, api.address());
    return text.append(type).append("\r\n\r\n");
}

} // namespace

TEST_CASE("lambda streaming: each write is a chunk, and the end is told") {
    fake_runtime_api api;
    running_function function(api,
                              lambda::streaming_handler([](std::string const& event, context const&,
                                                           response_stream& out) {
                                  out.write(event);
                                  out.write("");
                                  out.write("hello, worlds: 17");
                              }));
    api.invoke("r1", "[1]");
    auto const sent = api.wait_for("/invocation/r1/response");
    CHECK(sent.head == head(api, "application/octet-stream"));
    CHECK(sent.body == "3\r\n[1]\r\n11\r\nhello, worlds: 17\r\n0\r\n\r\n");
    CHECK(function.end() == 0);
}

TEST_CASE("lambda streaming: status and headers go in front of an HTTP answer") {
    fake_runtime_api api;
    running_function function(api, lambda::streaming_handler([](std::string const&, context const&,
                                                                response_stream& out) {
                                  out.start({.status = 201,
                                             .headers = {{"Content-Type", "text/plain"}},
                                             .cookies = {"a=1", "b=2"}});
                                  out.write("hi");
                              }));
    api.invoke("r1", "{}");
    auto const sent = api.wait_for("/invocation/r1/response");
    CHECK(sent.head == head(api, "application/vnd.awslambda.http-integration-response"));
    auto const prelude = R"({"statusCode":201,"headers":{"Content-Type":"text/plain"},)"
                         R"("cookies":["a=1","b=2"]})"s;
    CHECK(sent.body == "5a\r\n" + prelude + "\0\0\0\0\0\0\0\0\r\n"s + "2\r\nhi\r\n0\r\n\r\n");
    CHECK(function.end() == 0);
}

TEST_CASE("lambda streaming: a failure after the first byte travels in the trailers") {
    fake_runtime_api api;
    running_function function(api, lambda::streaming_handler([](std::string const&, context const&,
                                                                response_stream& out) {
                                  out.write("half");
                                  throw std::runtime_error("broke");
                              }));
    api.invoke("r1", "{}");
    auto const sent = api.wait_for("/invocation/r1/response");
    auto const report = R"({"errorMessage":"broke","errorType":"std::runtime_error",)"
                        R"("stackTrace":[]})"s;
    CHECK(sent.body == "4\r\nhalf\r\n0\r\n"
                       "Lambda-Runtime-Function-Error-Type: Runtime.UnhandledException\r\n"
                       "Lambda-Runtime-Function-Error-Body: " +
                           skiff::base64_encode(report) + "\r\n\r\n");
    CHECK(function.end() == 0);
    CHECK(function.logs("broke"));
}

TEST_CASE("lambda streaming: a failure before the first byte is reported as any other") {
    fake_runtime_api api;
    running_function function(api,
                              lambda::streaming_handler([](std::string const& event, context const&,
                                                           response_stream& out) {
                                  if (event == "1")
                                      throw 7;
                                  out.write("fine");
                              }));
    api.invoke("r1", "1");
    api.invoke("r2", "2");
    CHECK(api.wait_for("/invocation/r1/error").body.find(R"("errorType":"int")") !=
          std::string::npos);
    CHECK(api.wait_for("/invocation/r2/response").body == "4\r\nfine\r\n0\r\n\r\n");
}

TEST_CASE("lambda streaming: an answer of nothing is an answer") {
    fake_runtime_api api;
    running_function function(api, lambda::streaming_handler([](std::string const&, context const&,
                                                                response_stream&) {}));
    api.invoke("r1", "{}");
    CHECK(api.wait_for("/invocation/r1/response").body == "0\r\n\r\n");
    CHECK(function.end() == 0);
}

TEST_CASE("lambda streaming: status and headers come first, and once") {
    fake_runtime_api api;
    running_function function(api, lambda::streaming_handler([](std::string const&, context const&,
                                                                response_stream& out) {
                                  out.write("a");
                                  try {
                                      out.start({});
                                  } catch (std::logic_error const&) {
                                      out.write("refused");
                                  }
                              }));
    api.invoke("r1", "{}");
    CHECK(api.wait_for("/invocation/r1/response").body == "1\r\na\r\n7\r\nrefused\r\n0\r\n\r\n");
    CHECK(function.end() == 0);
}

TEST_CASE("lambda streaming: large answers pass whole") {
    fake_runtime_api api;
    std::string const piece(1 << 20, 'x');
    running_function function(api,
                              lambda::streaming_handler([&piece](std::string const&, context const&,
                                                                 response_stream& out) {
                                  for (int i = 0; i != 8; ++i)
                                      out.write(piece);
                              }));
    api.invoke("r1", "{}");
    auto const chunk = "100000\r\n" + piece + "\r\n";
    auto const body = api.wait_for("/invocation/r1/response").body;
    CHECK(body.size() == 8 * chunk.size() + 5);
    CHECK(body.compare(7 * chunk.size(), chunk.size(), chunk) == 0);
}

TEST_CASE("lambda streaming: a lost or refused stream is logged, and the next event served") {
    for (bool const lost : {true, false}) {
        CAPTURE(lost);
        fake_runtime_api api;
        api.on_post([&](received const& in) {
            if (in.target != "/invocation/r1/response")
                return answer("", "202 Accepted");
            return lost ? std::string() : answer("{}", "413 Payload Too Large");
        });
        running_function function(
            api, lambda::streaming_handler([](std::string const&, context const&,
                                              response_stream& out) { out.write("a"); }));
        api.invoke("r1", "{}");
        api.invoke("r2", "{}");
        CHECK(api.wait_for("/invocation/r2/response").body == "1\r\na\r\n0\r\n\r\n");
        CHECK(function.end() == 0);
        CHECK(function.logs("The answer was not taken"));
    }
}

TEST_CASE("lambda streaming: a container error ends the process") {
    fake_runtime_api api;
    api.on_post([](received const&) { return answer("{}", "500 Internal Server Error"); });
    running_function function(
        api, lambda::streaming_handler(
                 [](std::string const&, context const&, response_stream& out) { out.write("a"); }));
    api.invoke("r1", "{}");
    CHECK(function.wait() == 1);
    CHECK(function.logs("answered 500"));
}
