// SPDX-License-Identifier: Apache-2.0
// Timeouts, many clients, logs, starting and stopping.
#include "raw_client.hpp"
#include "running_server.hpp"

#include "support/catch.hpp"

#include <atomic>
#include <future>

using namespace std::chrono_literals;
using skiff::rest::request;
using skiff::rest::response;
using skiff::rest::router;
using skiff::rest::server;

TEST_CASE("server: a client that is too slow is told so, an idle one is left in silence") {
    auto options = test_options();
    options.read_timeout = 200ms;
    options.idle_timeout = 200ms;
    running_server server(options);

    for (std::string_view part : {"GET / HT", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
                                              "\r\nab"}) {
        CAPTURE(part);
        raw_client slow(server.port());
        slow.send(part);
        auto const out = slow.receive();
        REQUIRE(out);
        CHECK(out->status == 408);
        CHECK(slow.is_ended());
    }
    raw_client dripping(server.port());
    auto const began = std::chrono::steady_clock::now();
    dripping.send_slowly("GET / HTTP/1.1\r\nHost: a-long-name\r\n", 20ms);
    CHECK(dripping.receive_all().starts_with("HTTP/1.1 408 "));
    CHECK(std::chrono::steady_clock::now() - began < 4s);

    raw_client idle(server.port());
    CHECK(idle.is_ended());
    raw_client kept(server.port());
    kept.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(kept.receive()->status == 200);
    CHECK(kept.is_ended());
}

TEST_CASE("server: a client that does not read is let go") {
    auto options = test_options();
    options.write_timeout = 200ms;
    std::atomic<int> answered = 0;
    options.access_log = [&](std::string_view) { ++answered; };
    running_server server(
        [](request const&) { return response::text(200, std::string(30'000'000, 'x')); }, options);
    raw_client client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    std::this_thread::sleep_for(800ms);
    CHECK(client.receive_all().size() < 30'000'000);
    CHECK(answered == 0);
}

TEST_CASE("server: sixteen clients at once lose nothing") {
    std::atomic<int> handled = 0;
    running_server server([&](request const& in) {
        ++handled;
        return response::text(200, in.target + in.body);
    });
    std::vector<std::future<int>> clients;
    for (int c = 0; c != 16; ++c)
        clients.push_back(std::async(std::launch::async, [&server, c] {
            int right = 0;
            raw_client client(server.port());
            for (int i = 0; i != 100; ++i) {
                auto const target = "/" + std::to_string(c) + "/" + std::to_string(i);
                std::string const body(static_cast<std::size_t>(i * 37), 'b');
                client.send("POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: " +
                            std::to_string(body.size()) + "\r\n\r\n" + body);
                auto const out = client.receive();
                right += out && out->body == target + body ? 1 : 0;
            }
            return right;
        }));
    int right = 0;
    for (auto& client : clients)
        right += client.get();
    CHECK(right == 1600);
    CHECK(handled == 1600);
}

TEST_CASE("server: more connections than allowed are told to come back") {
    auto options = test_options();
    options.max_connections = 2;
    running_server server(options);
    raw_client first(server.port());
    raw_client second(server.port());
    for (auto* client : {&first, &second}) {
        client->send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        CHECK(client->receive()->status == 200);
    }
    raw_client third(server.port());
    auto const out = third.receive();
    REQUIRE(out);
    CHECK(out->status == 503);
    CHECK(out->header("Retry-After") == "1");
    first.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(first.receive()->status == 200);
}

TEST_CASE("server: an exception becomes a 500, a status of 0 ends the connection") {
    running_server server([](request&& in) -> skiff::http::response {
        if (in.target == "/throw")
            throw std::runtime_error("a reason for the log alone");
        return {};
    });
    raw_client client(server.port());
    client.send("GET /throw HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(client.receive()->body == R"({"error":"An internal error occurred."})");
    client.send("GET /drop HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(client.is_ended());
}

TEST_CASE("server: each request leaves one line of JSON in the log") {
    kept_lines log;
    auto options = test_options();
    options.access_log = [&](std::string_view line) { log.add(line); };
    running_server server(options);
    raw_client client(server.port());
    client.send("GET /a?secret=1 HTTP/1.1\r\nHost: x\r\nX-Request-Id: r1\r\n\r\n"
                "NONSENSE\r\n\r\n");
    (void)client.receive_all();
    auto const lines = log.wait_for(2);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].starts_with("{\"time\":\"20"));
    CHECK(lines[0].find(R"("id":"r1","method":"GET","path":"/a","status":200,"bytes":16,)") !=
          std::string::npos);
    CHECK(lines[0].find(R"("duration_us":)") != std::string::npos);
    CHECK(lines[0].find(R"("peer":"127.0.0.1:)") != std::string::npos);
    CHECK(lines[0].find("secret") == std::string::npos);
    CHECK(lines[1].find(R"("method":"","path":"","status":400,)") != std::string::npos);
}

TEST_CASE("server: stop lets a request in flight finish, and ends idle connections") {
    std::promise<void> entered;
    running_server server([&](request const&) {
        entered.set_value();
        std::this_thread::sleep_for(300ms);
        return response::text(200, "done");
    });
    raw_client busy(server.port());
    raw_client idle(server.port());
    busy.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    entered.get_future().wait();
    auto const began = std::chrono::steady_clock::now();
    auto stopping = std::async(std::launch::async, [&] { server.get().stop(); });
    auto waiting = std::async(std::launch::async, [&] { server.get().wait(); });
    CHECK(idle.is_ended());
    auto const out = busy.receive();
    REQUIRE(out);
    CHECK(out->body == "done");
    CHECK(out->header("Connection") == "close");
    CHECK(busy.is_ended());
    stopping.get();
    waiting.get();
    CHECK(std::chrono::steady_clock::now() - began < 3s);
    CHECK_THROWS(raw_client(server.port()));
    server.get().stop(); // again, without effect
}

TEST_CASE("server: stop gives a half-sent request its time, and no more than that") {
    auto options = test_options();
    options.stop_grace = 2s;
    running_server server(options);
    raw_client finishing(server.port());
    raw_client hanging(server.port());
    finishing.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab");
    hanging.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab");
    std::this_thread::sleep_for(100ms);
    auto const began = std::chrono::steady_clock::now();
    auto stopping = std::async(std::launch::async, [&] { server.get().stop(); });
    std::this_thread::sleep_for(100ms);
    finishing.send("cd");
    auto const answer = finishing.receive();
    REQUIRE(answer);
    CHECK(answer->body == "POST /\nabcd");
    stopping.get();
    auto const took = std::chrono::steady_clock::now() - began;
    CHECK(took >= 2s);
    CHECK(took < 20s);
    CHECK(hanging.is_ended());
}

TEST_CASE("server: a port in use is refused with its reason") {
    running_server first;
    auto options = test_options();
    options.port = first.port();
    router const app;
    server second(app, options);
    auto const started = second.start();
    REQUIRE(started.has_error());
    CHECK(started.error().message == "cannot listen on 127.0.0.1:" + std::to_string(first.port()) +
                                         ": Address already in use");
    options.address = "not-an-address";
    server third(app, options);
    CHECK(third.start().error().message.starts_with("cannot listen on not-an-address:"));
    third.wait(); // never started: nothing to wait for
}

TEST_CASE("server: a router answers, and the server may be moved") {
    router app;
    app.get("/hi/{name}",
            [](request const& in) { return response::text(200, "hi " + in.parameter("name")); });
    server one(app, test_options());
    one.start().value();
    CHECK(one.url() == "http://127.0.0.1:" + std::to_string(one.port()));
    server other(std::move(one));
    raw_client client(other.port());
    client.send(
        "GET /hi/you HTTP/1.1\r\nHost: x\r\n\r\nDELETE /hi/you HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(client.receive()->body == "hi you");
    CHECK(client.receive()->header("Allow") == "GET, HEAD, OPTIONS");
}

TEST_CASE("server: random bytes neither crash it nor keep it from serving") {
    auto options = test_options();
    options.read_timeout = 300ms;
    options.threads = 2;
    running_server server(options);
    std::string const good = "POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                             "3;a=b\r\nabc\r\n0\r\n\r\n";
    std::uint64_t state = 7;
    auto const random = [&state] {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return static_cast<std::size_t>(state >> 33);
    };
    for (int i = 0; i != 200; ++i) {
        auto text = good + good;
        for (auto n = random() % 4 + 1; n != 0; --n)
            text[random() % text.size()] = static_cast<char>(random());
        raw_client client(server.port());
        client.send(text);
        client.finish_sending();
        (void)client.receive_all();
    }
    raw_client client(server.port());
    client.send(good);
    CHECK(client.receive()->body == "POST /x\nabc");
}
