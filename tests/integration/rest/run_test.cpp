// SPDX-License-Identifier: Apache-2.0
#include "raw_client.hpp"
#include "running_server.hpp"

#include "support/catch.hpp"

#include <csignal>
#include <future>
#include <unistd.h>

using skiff::rest::request;
using skiff::rest::response;
using skiff::rest::router;

TEST_CASE("run: serves until SIGTERM or SIGINT, and finishes what is in flight") {
    for (int const signal : {SIGTERM, SIGINT}) {
        CAPTURE(signal);
        std::promise<void> entered;
        router app;
        app.get("/slow", [&](request const&) {
            entered.set_value();
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
            return response::text(200, "done");
        });
        std::promise<std::string> listening;
        auto options = test_options();
        options.on_listening = [&](std::string_view url) { listening.set_value(std::string(url)); };
        options.access_log = [](std::string_view) {};
        auto code = std::async(std::launch::async, [&] { return run(app, options); });
        auto const url = listening.get_future().get();
        REQUIRE(url.starts_with("http://127.0.0.1:"));
        raw_client client(static_cast<std::uint16_t>(std::stoi(url.substr(17))));
        client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
        entered.get_future().wait();
        ::kill(::getpid(), signal);
        auto const out = client.receive();
        REQUIRE(out);
        CHECK(out->body == "done");
        CHECK(code.get() == 0);
    }
}

TEST_CASE("run: a port in use is exit code 1") {
    running_server taken;
    router const app;
    auto options = test_options();
    options.port = taken.port();
    CHECK(run(app, options) == 1);
}
