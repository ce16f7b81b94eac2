// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/http/socket_transport.hpp>

#include "support/catch.hpp"
#include "support/http_test_server.hpp"

#include <openssl/ssl.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

using namespace skiff;
using namespace skiff::test;
using namespace std::chrono_literals;

namespace {

http::socket_transport_options trusting(test_ca const& ca) {
    http::socket_transport_options options;
    options.ca_file = ca.file().string();
    return options;
}

http::send_options soon(std::chrono::milliseconds time) {
    http::send_options options;
    options.deadline = std::chrono::steady_clock::now() + time;
    return options;
}

struct refusal {
    std::string name;
    tls_settings server;
    std::string host;
    std::string_view says;
};

} // namespace

TEST_CASE("tls: names and addresses of the certificate are accepted") {
    test_ca const ca;
    http_test_server server({{answer_always(answer("secret"))}},
                            tls_settings{ca.issue("DNS:localhost,IP:127.0.0.1")});
    auto const transport = http::make_socket_transport(trusting(ca));
    for (auto const* host : {"localhost", "127.0.0.1"}) {
        for (int i = 0; i != 3; ++i) {
            auto const got = transport->send(server.origin(host), {}, soon(5s));
            INFO((got ? "" : got.error().message));
            REQUIRE(got.has_value());
            CHECK(got->body == "secret");
        }
    }
    CHECK(server.accepted() == 2);
    // RFC 6066, section 3: names are sent, addresses are not.
    CHECK(server.asked_names() == std::vector<std::string>{"localhost", ""});
}

TEST_CASE("tls: what is wrong with a certificate is refused and named") {
    test_ca const ca;
    test_ca const other;
    std::vector<refusal> const refusals{
        {"wrong name", {ca.issue("DNS:example.com")}, "localhost", "ostname mismatch"},
        {"wrong address", {ca.issue("IP:127.0.0.2")}, "127.0.0.1", "IP address mismatch"},
        {"a name that stands for an address",
         {ca.issue("DNS:127.0.0.1")},
         "127.0.0.1",
         "IP address mismatch"},
        {"expired", {ca.issue("DNS:localhost", -1h)}, "localhost", "expired"},
        {"not yet valid", {ca.issue("DNS:localhost", 48h)}, "localhost", "not yet valid"},
        {"unknown issuer", {other.issue("DNS:localhost")}, "localhost", "issuer"},
        {"TLS 1.1", {ca.issue("DNS:localhost"), TLS1_1_VERSION}, "localhost", "TLS 1.2"},
    };
    for (auto const& r : refusals) {
        INFO(r.name);
        http_test_server server({{answer_always(answer("never"))}}, r.server);
        auto const transport = http::make_socket_transport(trusting(ca));
        auto const got = transport->send(server.origin(r.host), {}, soon(5s));
        REQUIRE(got.has_error());
        INFO(got.error().message);
        CHECK(got.error().code == errc::tls_failed);
        CHECK(got.error().reached == progress::not_sent);
        CHECK(got.error().message.find(r.says) != std::string::npos);
    }
}

TEST_CASE("tls: 1.2 is accepted") {
    test_ca const ca;
    http_test_server server({{answer_always(answer("x"))}},
                            tls_settings{ca.issue("DNS:localhost"), TLS1_2_VERSION});
    auto const got =
        http::make_socket_transport(trusting(ca))->send(server.origin("localhost"), {}, soon(5s));
    INFO((got ? "" : got.error().message));
    CHECK(got.has_value());
}

TEST_CASE("tls: sessions are resumed") {
    test_ca const ca;
    for (int const version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        http_test_server server(
            {{read_request(), say(answer("x", "200 OK", "Connection: close\r\n")), close_now()}},
            tls_settings{ca.issue("DNS:localhost"), version});
        auto const transport = http::make_socket_transport(trusting(ca));
        for (int i = 0; i != 4; ++i)
            REQUIRE(transport->send(server.origin("localhost"), {}, soon(5s)).has_value());
        CHECK(server.accepted() == 4);
        CHECK(server.resumed() == 3);
    }
}

TEST_CASE("tls: large requests and answers arrive whole") {
    test_ca const ca;
    std::string const large(3'000'000, 'x');
    http_test_server server({{answer_always(answer(large))}},
                            tls_settings{ca.issue("DNS:localhost")});
    auto const transport = http::make_socket_transport(trusting(ca));
    http::request request;
    request.body = large;
    for (int i = 0; i != 2; ++i) {
        auto const got = transport->send(server.origin("localhost"), request, soon(20s));
        INFO((got ? "" : got.error().message));
        REQUIRE(got.has_value());
        CHECK(got->body == large);
    }
    CHECK(server.accepted() == 1);
}

TEST_CASE("tls: an answer without a length needs an orderly end") {
    test_ca const ca;
    std::string const text = "HTTP/1.1 200 OK\r\n\r\nall";
    tls_settings const settings{ca.issue("DNS:localhost")};
    auto const transport = http::make_socket_transport(trusting(ca));
    {
        http_test_server server({{read_request(), say(text), close_now()}}, settings);
        auto const got = transport->send(server.origin("localhost"), {}, soon(5s));
        REQUIRE(got.has_value());
        CHECK(got->body == "all");
    }
    {
        http_test_server cut({{read_request(), say(text)}}, settings); // ends without a goodbye
        auto const got = transport->send(cut.origin("localhost"), {}, soon(5s));
        REQUIRE(got.has_error());
        CHECK(got.error().code == errc::connection_lost);
        CHECK(got.error().reached == progress::answering);
    }
}

TEST_CASE("tls: a connection closed while idle is replaced") {
    test_ca const ca;
    http_test_server server({{read_request(), say(answer("first")), close_now()},
                             {read_request(), say(answer("second")), read_request(), close_now()},
                             {answer_always(answer("third"))}},
                            tls_settings{ca.issue("DNS:localhost")});
    auto const transport = http::make_socket_transport(trusting(ca));
    for (auto const* expected : {"first", "second", "third"}) {
        auto const got = transport->send(server.origin("localhost"), {}, soon(5s));
        REQUIRE(got.has_value());
        CHECK(got->body == expected);
        std::this_thread::sleep_for(50ms);
    }
    CHECK(server.accepted() == 3);
}

TEST_CASE("tls: a handshake that does not end, or ends badly, is an error of the connection") {
    test_ca const ca;
    auto const transport = http::make_socket_transport(trusting(ca));
    struct outcome {
        script server;
        errc code;
    };
    std::vector<outcome> const outcomes{
        {{until_closed()}, errc::timed_out},
        {{read_bytes(10), close_now()}, errc::connect_failed},
        {{read_bytes(10), say("HTTP/1.1 400 Bad Request\r\n\r\n"), until_closed()},
         errc::tls_failed},
    };
    for (auto const& o : outcomes) {
        http_test_server server({o.server}); // speaks no TLS
        auto origin = server.origin("localhost");
        origin.tls = true;
        auto options = soon(5s);
        options.connect_timeout = 200ms;
        auto const got = transport->send(origin, {}, options);
        REQUIRE(got.has_error());
        INFO(got.error().message);
        CHECK(got.error().code == o.code);
        CHECK(got.error().reached == progress::not_sent);
    }
}

TEST_CASE("tls: a request to stop ends the handshake") {
    test_ca const ca;
    http_test_server server({{until_closed()}});
    auto origin = server.origin("localhost");
    origin.tls = true;
    std::stop_source source;
    http::send_options options;
    options.stop = source.get_token();
    std::jthread const stopper([&] {
        std::this_thread::sleep_for(50ms);
        source.request_stop();
    });
    auto const got = http::make_socket_transport(trusting(ca))->send(origin, {}, options);
    REQUIRE(got.has_error());
    CHECK(got.error().code == errc::canceled);
}

TEST_CASE("tls: a file of issuers that cannot be read is named") {
    http::socket_transport_options options;
    options.ca_file = "/no/such/file.pem";
    auto const transport = http::make_socket_transport(options);
    auto const got = transport->send({true, "localhost", 1}, {}, {});
    REQUIRE(got.has_error());
    CHECK(got.error().code == errc::invalid_configuration);
    CHECK(got.error().message.find("/no/such/file.pem") != std::string::npos);

    // Without TLS nobody misses it.
    http_test_server server({{answer_always(answer("x"))}});
    CHECK(transport->send(server.origin(), {}, {}).has_value());
}

TEST_CASE("tls: threads share issuers and sessions") {
    test_ca const ca;
    http_test_server server({{answer_always(answer("x", "200 OK", "Connection: close\r\n"))}},
                            tls_settings{ca.issue("DNS:localhost")});
    auto const transport = http::make_socket_transport(trusting(ca));
    std::atomic<int> good{0};
    {
        std::vector<std::jthread> running;
        for (int t = 0; t != 8; ++t)
            running.emplace_back([&] {
                for (int i = 0; i != 10; ++i)
                    if (transport->send(server.origin("localhost"), {}, soon(20s)))
                        ++good;
            });
    }
    CHECK(good == 80);
}
