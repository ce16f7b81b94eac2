// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/http/socket_transport.hpp>

#include "support/catch.hpp"
#include "support/http_test_server.hpp"

#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace skiff;
using namespace skiff::test;
using namespace std::chrono_literals;

namespace {

std::string body_of(result<http::response> const& r) {
    return r ? r->body : "error: " + r.error().message;
}

} // namespace

TEST_CASE("pool: one connection carries one request after another") {
    http_test_server server({{answer_always(answer("x"))}});
    auto const transport = http::make_socket_transport();
    for (int i = 0; i != 100; ++i)
        REQUIRE(body_of(transport->send(server.origin(), {}, {})) == "x");
    CHECK(server.accepted() == 1);
}

TEST_CASE("pool: origins do not share connections") {
    http_test_server first({{answer_always(answer("first"))}});
    http_test_server second({{answer_always(answer("second"))}});
    auto const transport = http::make_socket_transport();
    for (int i = 0; i != 3; ++i) {
        CHECK(body_of(transport->send(first.origin(), {}, {})) == "first");
        CHECK(body_of(transport->send(second.origin(), {}, {})) == "second");
    }
    CHECK(first.accepted() == 1);
    CHECK(second.accepted() == 1);
}

TEST_CASE("pool: a connection closed while idle is replaced") {
    http_test_server server({{read_request(), say(answer("first")), close_now()},
                             {read_request(), say(answer("second")), reset_now()},
                             {answer_always(answer("third"))}});
    auto const transport = http::make_socket_transport();
    CHECK(body_of(transport->send(server.origin(), {}, {})) == "first");
    std::this_thread::sleep_for(50ms);
    CHECK(body_of(transport->send(server.origin(), {}, {})) == "second");
    std::this_thread::sleep_for(50ms);
    CHECK(body_of(transport->send(server.origin(), {}, {})) == "third");
    CHECK(server.accepted() == 3);
}

TEST_CASE("pool: a connection on which bytes arrived while idle is replaced") {
    http_test_server server({{read_request(), say(answer("first")), sleep(20ms),
                              say(answer("nobody asked", "408 Request Timeout")), until_closed()},
                             {answer_always(answer("second"))}});
    auto const transport = http::make_socket_transport();
    CHECK(body_of(transport->send(server.origin(), {}, {})) == "first");
    std::this_thread::sleep_for(100ms);
    CHECK(body_of(transport->send(server.origin(), {}, {})) == "second");
}

TEST_CASE("pool: a connection closed as the next request arrives is replaced without an error") {
    for (auto const& end : {close_now(), reset_now()}) {
        // Reading the second request first makes it certain that the close comes too late to be
        // seen before sending.
        http_test_server server({{read_request(), say(answer("first")), read_request(), end},
                                 {answer_always(answer("second"))}});
        auto const transport = http::make_socket_transport();
        CHECK(body_of(transport->send(server.origin(), {}, {})) == "first");
        CHECK(body_of(transport->send(server.origin(), {}, {})) == "second");
        CHECK(server.accepted() == 2);
    }
}

TEST_CASE("pool: a request is sent again once only, and on a new connection") {
    http_test_server server({{read_request(), say(answer("first")), read_request(), close_now()},
                             {read_request(), close_now()},
                             {answer_always(answer("never"))}});
    auto const transport = http::make_socket_transport();
    CHECK(body_of(transport->send(server.origin(), {}, {})) == "first");
    auto const lost = transport->send(server.origin(), {}, {});
    REQUIRE(lost.has_error());
    CHECK(lost.error().code == errc::connection_lost);
    CHECK(lost.error().reached == progress::sent);
    CHECK(server.accepted() == 2);
}

TEST_CASE("pool: a broken answer on a used connection is not asked for again") {
    http_test_server server(
        {{read_request(), say(answer("first")), read_request(), say("HTTP/1.1 2"), close_now()},
         {answer_always(answer("never"))}});
    auto const transport = http::make_socket_transport();
    CHECK(body_of(transport->send(server.origin(), {}, {})) == "first");
    auto const lost = transport->send(server.origin(), {}, {});
    REQUIRE(lost.has_error());
    CHECK(lost.error().reached == progress::answering);
    CHECK(server.accepted() == 1);
}

TEST_CASE("pool: sending again keeps what is known of the first time") {
    std::optional<http_test_server> server(
        std::in_place, std::vector<script>{{read_request(), say(answer("first")), read_request(),
                                            sleep(100ms), reset_now()}});
    auto const origin = server->origin();
    auto const transport = http::make_socket_transport();
    CHECK(body_of(transport->send(origin, {}, {})) == "first");
    std::jthread const stopper([&] { // refuses the second connection
        std::this_thread::sleep_for(30ms);
        server.reset();
    });
    auto const lost = transport->send(origin, {}, {});
    REQUIRE(lost.has_error());
    CHECK(lost.error().reached == progress::sent);
}

TEST_CASE("pool: without time or after a stop nothing is sent, and the connection stays") {
    http_test_server server({{answer_always(answer("x"))}});
    auto const transport = http::make_socket_transport();
    CHECK(body_of(transport->send(server.origin(), {}, {})) == "x");

    http::send_options late;
    late.deadline = std::chrono::steady_clock::now() - 1s;
    auto const timed_out = transport->send(server.origin(), {}, late);
    REQUIRE(timed_out.has_error());
    CHECK(timed_out.error().code == errc::timed_out);
    CHECK(timed_out.error().reached == progress::not_sent);

    std::stop_source source;
    source.request_stop();
    http::send_options stopped;
    stopped.stop = source.get_token();
    auto const canceled = transport->send(server.origin(), {}, stopped);
    REQUIRE(canceled.has_error());
    CHECK(canceled.error().code == errc::canceled);
    CHECK(canceled.error().reached == progress::not_sent);

    CHECK(body_of(transport->send(server.origin(), {}, {})) == "x");
    CHECK(server.accepted() == 1);
}

TEST_CASE("pool: idle connections end after their time") {
    http_test_server server({{answer_always(answer("x"))}});
    http::socket_transport_options options;
    options.idle_timeout = 30ms;
    auto const transport = http::make_socket_transport(options);
    CHECK(body_of(transport->send(server.origin(), {}, {})) == "x");
    CHECK(body_of(transport->send(server.origin(), {}, {})) == "x");
    CHECK(server.accepted() == 1);
    std::this_thread::sleep_for(60ms);
    CHECK(body_of(transport->send(server.origin(), {}, {})) == "x");
    CHECK(server.accepted() == 2);
}

TEST_CASE("pool: none is kept when none may be") {
    http_test_server server({{answer_always(answer("x"))}});
    http::socket_transport_options options;
    options.max_idle_connections = 0;
    auto const transport = http::make_socket_transport(options);
    for (int i = 0; i != 3; ++i)
        CHECK(body_of(transport->send(server.origin(), {}, {})) == "x");
    CHECK(server.accepted() == 3);
}

TEST_CASE("pool: sixteen threads share the transport") {
    constexpr int threads = 16;
    constexpr int requests = 200;
    http_test_server server({{answer_always(answer("x"))}});
    auto const transport = http::make_socket_transport();
    std::atomic<int> good{0};
    {
        std::vector<std::jthread> running;
        for (int t = 0; t != threads; ++t)
            running.emplace_back([&] {
                for (int i = 0; i != requests; ++i)
                    if (body_of(transport->send(server.origin(), {}, {})) == "x")
                        ++good;
            });
    }
    CHECK(good == threads * requests);
    CHECK(server.accepted() <= threads);
}
