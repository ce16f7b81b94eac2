// SPDX-License-Identifier: Apache-2.0
// Routes, JSON bodies and errors of a REST service. A router answers without a socket, so that a
// test can ask it.
#include <skiff/rest/router.hpp>

#include <iostream>
#include <map>
#include <mutex>

namespace rest = skiff::rest;

struct note {
    std::string title;
    int stars = 0;
    std::vector<std::string> tags;
};
BOOST_DESCRIBE_STRUCT(note, (), (title, stars, tags))

/// The two may be absent in a body.
template <>
struct skiff::json::rules<note> : rule_list<defaulted<&note::stars>, defaulted<&note::tags>> {};

/// Handlers are called from several threads at once.
struct notebook {
    std::mutex mutex{};
    std::map<std::string, note> notes{};
};

rest::router make_service(notebook& book) {
    rest::router app;
    app.put("/notes/{id}", [&book](rest::request const& in) {
        auto written = in.json<note>(); // 400, 415 or 422 when it is not one
        std::lock_guard const lock(book.mutex);
        book.notes[in.parameter("id")] = std::move(written);
        return rest::response::no_content();
    });
    app.get("/notes/{id}", [&book](rest::request const& in) {
        std::lock_guard const lock(book.mutex);
        auto const found = book.notes.find(in.parameter("id"));
        if (found == book.notes.end())
            throw rest::http_error(404, "There is no such note.");
        return rest::response::json(200, found->second);
    });
    app.cors();
    return app;
}

void ask(rest::router const& app, std::string method, std::string target, std::string body = {}) {
    rest::request in;
    in.method = std::move(method);
    in.target = std::move(target);
    in.headers.add("Content-Type", "application/json");
    in.body = std::move(body);
    auto const answer = app.handle(std::move(in));
    std::cout << answer.status << ' ' << answer.body << '\n';
}

int main() {
    notebook book;
    rest::router const app = make_service(book); // and: return rest::run(app, {.port = 8080});
    ask(app, "PUT", "/notes/1", R"({"title": "Read", "tags": ["c++"]})");
    ask(app, "GET", "/notes/1");
    ask(app, "GET", "/notes/2");
    ask(app, "PUT", "/notes/2", R"({"titel": "Write", "stars": "many"})");
    ask(app, "PUT", "/notes/2", "Write");
    ask(app, "DELETE", "/notes/1");
}
