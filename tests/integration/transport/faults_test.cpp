// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/http/socket_transport.hpp>

#include "support/catch.hpp"
#include "support/http_test_server.hpp"

#include <string>
#include <thread>
#include <vector>

using namespace skiff;
using namespace skiff::test;
using namespace std::chrono_literals;

namespace {

struct fault {
    std::string name;
    script server;
    errc code;
    progress reached;
    std::size_t request_size = 5;
    std::chrono::milliseconds time = 5s;
    std::size_t response_limit = 100'000;
};

std::string const head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";
std::string const chunked_answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
constexpr std::size_t huge = 30'000'000; // more than the sockets' buffers hold

script says(std::string text) {
    return {read_request(), say(std::move(text)), close_now()};
}
script says_and_waits(std::string text) {
    return {read_request(), say(std::move(text)), until_closed()};
}

std::string many_headers(int count) {
    std::string out = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i != count; ++i)
        out += "X-Header-" + std::to_string(i) + ": " + std::string(90, 'v') + "\r\n";
    return out + "Content-Length: 0\r\n\r\n";
}

std::vector<fault> const faults{
    {"closed before reading", {close_now()}, errc::connection_lost, progress::sent},
    {"closed after reading", {read_request(), close_now()}, errc::connection_lost, progress::sent},
    {"reset after reading", {read_request(), reset_now()}, errc::connection_lost, progress::sent},
    {"reset within the request",
     {read_bytes(1000), reset_now()},
     errc::connection_lost,
     progress::sending,
     huge},
    {"request not read", {sleep(400ms)}, errc::timed_out, progress::sending, huge, 200ms},
    {"no answer", {until_closed()}, errc::timed_out, progress::sent, 5, 100ms},

    {"closed in the status line", says("HTTP/1."), errc::connection_lost, progress::answering},
    {"closed in a header", says("HTTP/1.1 200 OK\r\nContent-"), errc::connection_lost,
     progress::answering},
    {"closed after the headers", says(head), errc::connection_lost, progress::answering},
    {"closed in the body", says(head + "12345"), errc::connection_lost, progress::answering},
    {"closed in a chunk's size", says(chunked_answer + "5"), errc::connection_lost,
     progress::answering},
    {"closed in a chunk", says(chunked_answer + "5\r\nhel"), errc::connection_lost,
     progress::answering},
    {"closed before the last chunk", says(chunked_answer + "5\r\nhello\r\n"), errc::connection_lost,
     progress::answering},
    {"closed after an interim answer", says("HTTP/1.1 100 Continue\r\n\r\n"), errc::connection_lost,
     progress::answering},
    {"reset in a body without a length",
     {read_request(), say("HTTP/1.1 200 OK\r\n\r\nabc"), sleep(50ms), reset_now()},
     errc::connection_lost,
     progress::answering},
    {"silent in the headers", says_and_waits("HTTP/1.1 200"), errc::timed_out, progress::answering,
     5, 100ms},
    {"silent in the body", says_and_waits(head + "123"), errc::timed_out, progress::answering, 5,
     100ms},
    {"too slow",
     {read_request(), say_byte_by_byte(head, 20ms)},
     errc::timed_out,
     progress::answering,
     5,
     100ms},

    {"not HTTP", says_and_waits("220 mail.example.com ESMTP\r\n\r\n"), errc::malformed_response,
     progress::answering},
    {"HTTP/2", says_and_waits("HTTP/2 200 OK\r\n\r\n"), errc::malformed_response,
     progress::answering},
    {"TLS alert", says_and_waits("\x15\x03\x01"), errc::malformed_response, progress::answering},
    {"no status", says_and_waits("HTTP/1.1 OK\r\n\r\n"), errc::malformed_response,
     progress::answering},
    {"a length that is no number", says_and_waits("HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n"),
     errc::malformed_response, progress::answering},
    {"a negative length", says_and_waits("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"),
     errc::malformed_response, progress::answering},
    {"two lengths",
     says_and_waits("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"),
     errc::malformed_response, progress::answering},
    {"length and chunks",
     says_and_waits("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"),
     errc::malformed_response, progress::answering},
    {"a header that is none", says_and_waits("HTTP/1.1 200 OK\r\nno colon\r\n\r\n"),
     errc::malformed_response, progress::answering},
    {"a chunk size that is none", says_and_waits(chunked_answer + "xyz\r\n"),
     errc::malformed_response, progress::answering},
    {"a protocol nobody asked for",
     says_and_waits("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
     errc::malformed_response, progress::answering},

    {"many headers", says_and_waits(many_headers(500)), errc::response_too_large,
     progress::answering},
    {"one long header", says_and_waits("HTTP/1.1 200 OK\r\nX: " + std::string(90'000, 'v')),
     errc::response_too_large, progress::answering},
    {"many headers, byte by byte",
     {read_request(), say_byte_by_byte(many_headers(500))},
     errc::response_too_large,
     progress::answering},
    {"a body over the limit", says_and_waits(answer(std::string(100'000, 'x'))),
     errc::response_too_large, progress::answering},
    {"a length over the limit", says_and_waits("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"),
     errc::response_too_large, progress::answering},
    {"chunks over the limit",
     says_and_waits(chunked_answer + "186a0\r\n" + std::string(100'000, 'x') + "\r\n0\r\n\r\n"),
     errc::response_too_large, progress::answering},
    {"a body without end over the limit",
     says_and_waits("HTTP/1.1 200 OK\r\n\r\n" + std::string(100'001, 'x')),
     errc::response_too_large, progress::answering},
    {"an endless chunk extension", says_and_waits(chunked_answer + "5;" + std::string(90'000, 'x')),
     errc::response_too_large, progress::answering},
};

} // namespace

TEST_CASE("transport: each step fails once, with the right error and progress") {
    for (auto const& f : faults) {
        INFO(f.name);
        http_test_server server({f.server, {answer_always(answer("next"))}});
        auto const transport = http::make_socket_transport();
        http::request request;
        request.body.assign(f.request_size, 'x');
        http::send_options options;
        options.deadline = std::chrono::steady_clock::now() + f.time;
        options.response_limit = f.response_limit;

        auto const got = transport->send(server.origin(), request, options);
        REQUIRE(got.has_error());
        INFO(got.error().message);
        CHECK(got.error().code == f.code);
        CHECK(got.error().reached == f.reached);
        CHECK(got.error().message.starts_with("http://127.0.0.1:"));

        // The broken connection is not used again.
        options.deadline = std::chrono::steady_clock::now() + 5s;
        request.body.clear();
        auto const next = transport->send(server.origin(), request, options);
        REQUIRE(next.has_value());
        CHECK(next->body == "next");
        CHECK(server.accepted() == 2);
    }
}

TEST_CASE("transport: the limit is not reached by what just fits") {
    std::string const body(100'000 - 24, 'x'); // "Content-Length: 99976\r\n" and its colon's line
    http_test_server server({{answer_always(answer(body))}});
    http::send_options options;
    options.response_limit = 100'000;
    auto const transport = http::make_socket_transport();
    CHECK(transport->send(server.origin(), {}, options).has_value());
    options.response_limit = body.size();
    CHECK(transport->send(server.origin(), {}, options).error().code == errc::response_too_large);
}

TEST_CASE("transport: what cannot be connected to was not sent") {
    std::uint16_t port = 0;
    {
        http_test_server gone({{close_now()}});
        port = gone.origin().port;
    }
    auto const transport = http::make_socket_transport();
    auto const refused = transport->send({false, "127.0.0.1", port}, {}, {});
    REQUIRE(refused.has_error());
    CHECK(refused.error().code == errc::connect_failed);
    CHECK(refused.error().reached == progress::not_sent);

    auto const unknown = transport->send({false, "no-such-host.invalid", 80}, {}, {});
    REQUIRE(unknown.has_error());
    CHECK(unknown.error().code == errc::resolve_failed);
    CHECK(unknown.error().reached == progress::not_sent);
}

TEST_CASE("transport: a name with several addresses is tried address by address") {
    http_test_server server({{answer_always(answer("v4"))}}); // localhost may be ::1 first
    auto const got = http::make_socket_transport()->send(server.origin("localhost"), {}, {});
    REQUIRE(got.has_value());
    CHECK(got->body == "v4");
}

TEST_CASE("transport: requests that are not HTTP are refused before anything is sent") {
    http_test_server server({{answer_always(answer("x"))}});
    auto const transport = http::make_socket_transport();
    std::vector<http::request> bad(6);
    bad[0].method = "PO ST";
    bad[1].target = "no/slash";
    bad[2].target = "/a b";
    bad[3].headers.add("host", "elsewhere");
    bad[4].headers.add("Transfer-Encoding", "chunked");
    bad[5].target = "/a\r\nX: y";
    for (auto const& request : bad) {
        auto const got = transport->send(server.origin(), request, {});
        REQUIRE(got.has_error());
        CHECK(got.error().code == errc::invalid_request);
        CHECK(got.error().reached == progress::not_sent);
    }
    for (auto const* host : {"", "a b", "a\r\nX: y", "a/b", "user@a"})
        CHECK(transport->send({false, host, 80}, {}, {}).error().code == errc::invalid_request);
    CHECK(server.accepted() == 0);
}

TEST_CASE("transport: a request to stop wakes the waiting thread") {
    http_test_server server({{until_closed()}});
    auto const transport = http::make_socket_transport();
    std::stop_source source;
    http::send_options options;
    options.stop = source.get_token();
    std::jthread const stopper([&] {
        std::this_thread::sleep_for(50ms);
        source.request_stop();
    });
    auto const begin = std::chrono::steady_clock::now();
    auto const got = transport->send(server.origin(), {}, options);
    REQUIRE(got.has_error());
    CHECK(got.error().code == errc::canceled);
    CHECK(got.error().reached == progress::sent);
    CHECK(std::chrono::steady_clock::now() - begin < 2s);

    auto const at_once = transport->send(server.origin(), {}, options);
    REQUIRE(at_once.has_error());
    CHECK(at_once.error().code == errc::canceled);
    CHECK(at_once.error().reached == progress::not_sent);
}
