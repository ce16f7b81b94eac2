// SPDX-License-Identifier: Apache-2.0
// What goes over the wire, byte by byte.
#include "raw_client.hpp"
#include "running_server.hpp"

#include "support/catch.hpp"

using namespace std::chrono_literals;
using namespace std::string_literals;
using skiff::rest::request;
using skiff::rest::response;

TEST_CASE("server: answers with length, date and request id, and keeps the connection") {
    running_server server;
    raw_client client(server.port());
    for (int i = 0; i != 3; ++i) {
        client.send("POST /a?b=c HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
        auto const out = client.receive();
        REQUIRE(out);
        CHECK(out->head.starts_with("HTTP/1.1 200 OK\r\n"));
        CHECK(out->body == "POST /a?b=c\nabc");
        CHECK(out->header("Content-Type") == "text/plain; charset=utf-8");
        CHECK(out->header("Connection") == "-");
        CHECK(out->header("X-Request-Id").size() == 16);
        auto const date = out->header("Date");
        CHECK(date.size() == 29);
        CHECK(date.ends_with(" GMT"));
    }
}

TEST_CASE("server: pipelined requests are answered in order") {
    running_server server;
    raw_client client(server.port());
    std::string all;
    for (int i = 0; i != 500; ++i)
        all += "PUT /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi";
    std::thread sender([&] { client.send(all); });
    for (int i = 0; i != 500; ++i) {
        auto const out = client.receive();
        REQUIRE(out);
        CHECK(out->body == "PUT /" + std::to_string(i) + "\nhi");
    }
    sender.join();
}

TEST_CASE("server: a request may come in any pieces") {
    running_server server;
    raw_client client(server.port());
    client.send_slowly("\r\nPOST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                       "3;name=\"v\"\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: x\r\n\r\n",
                       1ms);
    auto const out = client.receive();
    REQUIRE(out);
    CHECK(out->body == "POST /x\nabcde");
    client.send("POST /empty HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    client.send_slowly("0\r\n\r\n", 5ms);
    CHECK(client.receive()->body == "POST /empty\n");
    client.send("GET /next HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(client.receive()->body == "GET /next\n");
}

TEST_CASE("server: trailers are kept apart from the headers, and with their own request") {
    running_server server([](request const& in) {
        return response::text(200, std::string(in.trailers.find("X-Sum").value_or("none")) + ", " +
                                       std::string(in.headers.find("X-Sum").value_or("none")));
    });
    raw_client client(server.port());
    client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                "1\r\na\r\n0\r\nX-Sum: 97\r\n\r\n");
    CHECK(client.receive()->body == "97, none");
    client.send("POST / HTTP/1.1\r\nHost: x\r\nX-Sum: 1\r\nContent-Length: 1\r\n\r\na");
    CHECK(client.receive()->body == "none, 1");
}

TEST_CASE("server: HEAD is answered with a length and no body") {
    running_server server([](request const& in) {
        return in.target == "/own" ? response::text(200, "").header("Content-Length", "123")
                                   : response::text(200, "hello");
    });
    raw_client client(server.port());
    client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\nHEAD /own HTTP/1.1\r\nHost: x\r\n\r\n"
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(client.receive(true)->header("Content-Length") == "5");
    CHECK(client.receive(true)->header("Content-Length") == "123");
    CHECK(client.receive()->body == "hello");
}

TEST_CASE("server: 204 and 304 have no body and no length") {
    running_server server([](request const& in) {
        auto out = response::text(in.target == "/204" ? 204 : 304, "not sent");
        return out;
    });
    raw_client client(server.port());
    for (std::string const target : {"/204", "/304", "/204"}) {
        client.send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
        auto const out = client.receive();
        REQUIRE(out);
        CHECK(std::to_string(out->status) == target.substr(1));
        CHECK(out->header("Content-Length") == "-");
    }
}

TEST_CASE("server: Expect: 100-continue is told to go on, or refused before the body") {
    auto options = test_options();
    options.body_limit = 100;
    running_server server(options);
    raw_client client(server.port());
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
                "Expect: 100-continue\r\n\r\n");
    CHECK(client.receive()->head == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("ok");
    CHECK(client.receive()->body == "POST /\nok");
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n"
                "Expect: 100-continue\r\n\r\n");
    auto const out = client.receive();
    REQUIRE(out);
    CHECK(out->status == 413);
    CHECK(client.is_ended());

    raw_client other(server.port());
    other.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: tea\r\n\r\n");
    CHECK(other.receive()->status == 417);
}

TEST_CASE("server: HTTP/1.0 and Connection: close end the connection, keep-alive keeps it") {
    running_server server;
    struct row {
        std::string_view request;
        std::string_view connection;
        bool ends;
    };
    for (auto const& [text, connection, ends] : std::initializer_list<row>{
             {"GET / HTTP/1.0\r\n\r\n", "close", true},
             {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "keep-alive", false},
             {"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "close", true},
             {"GET / HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n", "-", false},
         }) {
        CAPTURE(text);
        raw_client client(server.port());
        client.send(text);
        auto const out = client.receive();
        REQUIRE(out);
        CHECK(out->status == 200);
        CHECK(out->header("Connection") == connection);
        if (ends) {
            CHECK(client.is_ended());
        } else {
            client.send(text);
            CHECK(client.receive()->status == 200);
        }
    }
}

TEST_CASE("server: what is not acceptable HTTP is refused in JSON and the connection ends") {
    auto options = test_options();
    options.header_limit = 2048;
    options.body_limit = 100;
    running_server server(options);
    std::string const big(4000, 'a');
    struct row {
        std::string request;
        int status;
    };
    for (auto const& [text, status] : std::initializer_list<row>{
             {"GARBAGE\r\n\r\n", 400},
             {"GET / HTTP/1.1\nHost: x\n\n", 400},
             {"\x16\x03\x01\x02", 400},
             {" GET / HTTP/1.1\r\nHost: x\r\n\r\n", 400},
             {"GET  / HTTP/1.1\r\nHost: x\r\n\r\n", 400},
             {"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", 505},
             {"G\xC3T / HTTP/1.1\r\nHost: x\r\n\r\n", 400},
             {"GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505},
             {"GET / HTTP/1.1\r\n\r\n", 400},
             {"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400},
             {"GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400},
             {"GET / HTTP/1.1\r\nHost: x\r\nA\r\n\r\n", 400},
             {"GET / HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n"s, 400},
             {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400},
             {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
              400},
             {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
              "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
              400},
             {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
              "Content-Length: 4\r\n\r\n0\r\n\r\n",
              400},
             {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
             {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
             {"POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
             {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
             {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcXYZ\r\n",
              400},
             {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n" + big, 413},
             {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n", 400},
             {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
              "65\r\n" +
                  big,
              413},
             {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
              "40\r\n" +
                  std::string(64, 'a') + "\r\n40\r\n" + big,
              413},
             {"GET /" + big + " HTTP/1.1\r\nHost: x\r\n\r\n", 414},
             {"GET / HTTP/1.1\r\nHost: x\r\nA: " + big + "\r\n\r\n", 431},
             {"GET / HTTP/1.1\r\nHost: x\r\nA: " + big, 431},
         }) {
        CAPTURE(text.substr(0, 120));
        raw_client client(server.port());
        client.send(text);
        auto const out = client.receive();
        REQUIRE(out);
        CHECK(out->status == status);
        CHECK(out->header("Content-Type") == "application/json");
        CHECK(out->header("Connection") == "close");
        CHECK(out->body.starts_with("{\"error\":\""));
        CHECK(client.is_ended());
    }
}

TEST_CASE("server: a refusal behind a good request does not take its answer away") {
    running_server server;
    raw_client client(server.port());
    client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/9\r\n\r\n");
    CHECK(client.receive()->body == "GET /1\n");
    CHECK(client.receive()->status == 505);
    CHECK(client.is_ended());
}

TEST_CASE("server: the handler sees method, target and headers as they were sent") {
    std::string seen;
    std::string peer;
    running_server server([&](request&& in) {
        seen = in.method + ' ' + in.target + '\n' + std::string(in.headers.wire());
        peer = in.peer;
        return response::no_content();
    });
    raw_client client(server.port());
    client.send("PROPFIND /a%2Fb//../?x=%20+&y HTTP/1.1\r\nhOST: Exa.mple:80\r\n"
                "X-B:  1 \r\nx-a: \xC3\xA9\r\nX-B: 2\r\n\r\n");
    CHECK(client.receive()->status == 204);
    CHECK(seen == "PROPFIND /a%2Fb//../?x=%20+&y\nhOST: Exa.mple:80\r\nX-B: 1\r\n"
                  "x-a: \xC3\xA9\r\nX-B: 2\r\n");
    CHECK(peer.starts_with("127.0.0.1:"));
}

TEST_CASE("server: the handler's own connection headers do not break the answer") {
    running_server server([](request const&) {
        return response::text(200, "hello")
            .header("Transfer-Encoding", "chunked")
            .header("Content-Length", "99")
            .header("Date", "today")
            .header("X-Request-Id", "mine");
    });
    raw_client client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    auto const out = client.receive();
    REQUIRE(out);
    CHECK(out->body == "hello");
    CHECK(out->header("Transfer-Encoding") == "-");
    CHECK(out->header("Date") != "today");
    CHECK(out->header("X-Request-Id") == "mine");
}

TEST_CASE("server: a usable request id is taken over, another one replaced") {
    running_server server([](request const& in) { return response::text(200, in.id); });
    raw_client client(server.port());
    struct row {
        std::string given;
        bool kept;
    };
    for (auto const& [given, kept] : std::initializer_list<row>{{"abc-1.2_Z", true},
                                                                {std::string(64, 'a'), true},
                                                                {std::string(65, 'a'), false},
                                                                {"a b", false},
                                                                {"a\"b", false},
                                                                {"", false}}) {
        CAPTURE(given);
        client.send("GET / HTTP/1.1\r\nHost: x\r\nX-Request-Id: " + given + "\r\n\r\n");
        auto const out = client.receive();
        REQUIRE(out);
        CHECK((out->body == given) == kept);
        CHECK(out->header("X-Request-Id") == out->body);
    }
}

TEST_CASE("server: a large body goes both ways") {
    auto options = test_options();
    options.body_limit = 32u << 20;
    running_server server(options);
    raw_client client(server.port());
    std::string body(9'000'000, 'x');
    for (std::size_t i = 0; i < body.size(); i += 1000)
        body[i] = static_cast<char>('a' + i / 1000 % 26);
    std::thread sender([&] {
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) +
                    "\r\n\r\n" + body);
    });
    auto const out = client.receive();
    sender.join();
    REQUIRE(out);
    CHECK(out->body == "POST /\n" + body);
}
