// SPDX-License-Identifier: Apache-2.0
// A REST program that is a server or a function, with a route for each way to end badly.
#include <skiff/rest/server.hpp>

#include <chrono>
#include <cstdlib>
#include <thread>

using skiff::rest::request;
using skiff::rest::response;

int main() {
    skiff::rest::router app;
    app.get("/hello/{name}", [](request const& in) {
        return response::text(200, "Hello, " + in.parameter("name"));
    });
    app.get("/slow", [](request const&) {
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        return response::text(200, "done");
    });
    app.get("/exit", [](request const&) -> response { std::exit(3); });
    return skiff::rest::run(app, {.port = 0});
}
