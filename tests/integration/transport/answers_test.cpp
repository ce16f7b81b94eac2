// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/http/socket_transport.hpp>

#include "support/catch.hpp"
#include "support/http_test_server.hpp"

#include <string>
#include <vector>

using namespace skiff;
using namespace skiff::test;
using namespace std::chrono_literals;

namespace {

http::request request_of(std::string method, std::string body = {}) {
    http::request r;
    r.method = std::move(method);
    r.body = std::move(body);
    r.headers.add("X-Test", "yes");
    return r;
}

http::send_options within(std::chrono::milliseconds time) {
    http::send_options options;
    options.deadline = std::chrono::steady_clock::now() + time;
    return options;
}

struct good_answer {
    std::string name;
    step says;
    int status;
    std::string body;
    int connections_for_two; ///< 1: the connection was used again.
    std::string method = "POST";
};

std::string const chunked =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: Expires\r\n\r\n"
    "5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\nExpires: never\r\n\r\n";
std::string const until_close = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it";

std::vector<good_answer> const good_answers{
    {"a length", say(answer("hello")), 200, "hello", 1},
    {"no body", say(answer("")), 200, "", 1},
    {"byte by byte", say_byte_by_byte(answer("hello")), 200, "hello", 1},
    {"chunks", say(chunked), 200, "hello world", 1},
    {"chunks byte by byte", say_byte_by_byte(chunked), 200, "hello world", 1},
    {"an error status", say(answer("no", "400 Bad Request")), 400, "no", 1},
    {"a server's error", say(answer("oops", "500 Internal Server Error")), 500, "oops", 1},
    {"interim answers first",
     say("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" +
         answer("final")),
     200, "final", 1},
    {"204", say("HTTP/1.1 204 No Content\r\n\r\n"), 204, "", 1},
    {"304 with a length", say("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"), 304, "",
     1},
    {"HEAD with a length", say("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"), 200, "",
     1, "HEAD"},
    {"Connection: close", say(answer("bye", "200 OK", "Connection: close\r\n")), 200, "bye", 2},
    {"HTTP/1.0", say("HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nold"), 200, "old", 2},
    {"more bytes than the length", say(answer("hello") + "HTTP/1.1 200 OK\r\n"), 200, "hello", 2},
};

} // namespace

TEST_CASE("transport: answers are read as HTTP/1.1 says and connections used again") {
    for (auto const& c : good_answers) {
        INFO(c.name);
        http_test_server server({{read_request(), c.says, read_request(), c.says, until_closed()}});
        auto const transport = http::make_socket_transport();
        for (int i = 0; i != 2; ++i) {
            auto const got = transport->send(server.origin(), request_of(c.method), within(5s));
            INFO((got ? "" : got.error().message));
            REQUIRE(got.has_value());
            CHECK(got->status == c.status);
            CHECK(got->body == c.body);
        }
        CHECK(server.accepted() == c.connections_for_two);
    }
}

TEST_CASE("transport: an answer without a length ends with the connection") {
    http_test_server server({{read_request(), say(until_close), close_now()}});
    auto const transport = http::make_socket_transport();
    auto const got = transport->send(server.origin(), request_of("GET"), within(5s));
    REQUIRE(got.has_value());
    CHECK(got->body == "all of it");
}

TEST_CASE("transport: headers arrive with their names, values and order") {
    http_test_server server({{answer_always(
        answer("x", "200 OK", "x-amzn-RequestId: ABC\r\nSet-Cookie: a\r\nset-cookie: b\r\n"))}});
    auto const got = http::make_socket_transport()->send(server.origin(), request_of("POST", "{}"),
                                                         within(5s));
    REQUIRE(got.has_value());
    REQUIRE(got->headers.size() == 4);
    CHECK(got->headers.find("X-Amzn-RequestID") == "ABC");
    CHECK(got->headers[3].name == "set-cookie");
    CHECK(got->headers[3].value == "b");
}

TEST_CASE("transport: megabytes go both ways") {
    std::string const large(3'000'000, 'x');
    http_test_server server({{answer_always(answer(large))}});
    auto const transport = http::make_socket_transport();
    for (int i = 0; i != 3; ++i) {
        auto const got = transport->send(server.origin(), request_of("POST", large), within(20s));
        REQUIRE(got.has_value());
        CHECK(got->body == large);
    }
    CHECK(server.accepted() == 1);
}

TEST_CASE("transport: an answer before the whole request was read is the answer") {
    std::string const large(20'000'000, 'x');
    http_test_server server(
        {{read_bytes(1000), say(answer("too much", "413 Content Too Large")), sleep(200ms)},
         {answer_always(answer("second"))}});
    auto const transport = http::make_socket_transport();
    auto const got = transport->send(server.origin(), request_of("POST", large), within(10s));
    REQUIRE(got.has_value());
    CHECK(got->status == 413);
    auto const next = transport->send(server.origin(), request_of("POST"), within(5s));
    REQUIRE(next.has_value());
    CHECK(next->body == "second");
}
