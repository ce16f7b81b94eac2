// SPDX-License-Identifier: Apache-2.0
// The service over a storage and a mailer that fail as they are told: what a client is told then.
#include "service.hpp"

#include "support/catch.hpp"

#include <optional>
#include <string>
#include <vector>

using item_tracker::work_item;
using item_tracker::work_item_fields;
using skiff::rest::request;
using skiff::rest::response;

namespace {

class scripted_storage final : public item_tracker::storage {
  public:
    std::optional<skiff::error> failure;
    std::vector<work_item> items;
    std::string updated_id;
    work_item_fields updated;
    std::optional<bool> listed;

    std::string_view name() const noexcept override { return "memory"; }
    skiff::result<std::string> add(work_item_fields const& fields) override {
        if (failure)
            return *failure;
        updated = fields;
        return "new-id";
    }
    skiff::result<work_item> get(std::string const& id) override {
        if (failure)
            return *failure;
        return work_item{.id = id, .name = "A"};
    }
    skiff::result<std::vector<work_item>> list(std::optional<bool> archived) override {
        if (failure)
            return *failure;
        listed = archived;
        return items;
    }
    skiff::result<void> update(std::string const& id, work_item_fields const& changes) override {
        if (failure)
            return *failure;
        updated_id = id;
        updated = changes;
        return {};
    }
    skiff::result<void> create() override { return {}; }
    skiff::result<void> remove() override { return {}; }
};

struct fixture {
    scripted_storage items;
    std::vector<skiff::ses::message> sent;
    std::optional<skiff::error> mail_failure;
    std::vector<std::string> log;
    skiff::rest::router app = item_tracker::make_service(
        {.items = items,
         .send = [this](skiff::ses::message const& mail) -> skiff::result<std::string> {
             if (mail_failure)
                 return *mail_failure;
             sent.push_back(mail);
             return "mail-id";
         },
         .sender = "tracker@example.org",
         .log = [this](std::string_view line) { log.emplace_back(line); }});

    response ask(std::string method, std::string target, std::string body = {}) {
        request in;
        in.method = std::move(method);
        in.target = std::move(target);
        if (!body.empty())
            in.headers.add("Content-Type", "application/json");
        in.body = std::move(body);
        in.id = "request-1";
        return app.handle(std::move(in));
    }
};

skiff::error failing(boost::system::error_code code) {
    return {.code = code, .message = "internal: table arn:aws:secret"};
}

} // namespace

TEST_CASE_METHOD(fixture, "service: successful answers are the tutorial's, to the byte") {
    items.items = {{.id = "1", .name = "A", .archived = false}, {.id = "2"}};
    struct {
        char const* method;
        char const* target;
        char const* body;
        char const* answer;
    } const cases[] = {
        {"GET", "/api/items", "", R"([{"id":"1","name":"A","archived":false},{"id":"2"}])"},
        {"GET", "/api/items/", "", R"([{"id":"1","name":"A","archived":false},{"id":"2"}])"},
        {"GET", "/api/items/x", "", R"([{"id":"x","name":"A"}])"},
        {"POST", "/api/items", R"({"name":"A"})", R"("new-id")"},
        {"POST", "/api/items/", "{}", R"("new-id")"},
        {"POST", "/api/items", R"({"id":"7","name":"A"})", R"("7")"},
        {"PUT", "/api/items/7", R"({"name":"A"})", R"("7")"},
        {"PUT", "/api/items/7", R"({"id":"7"})", R"("7")"},
        {"PUT", "/api/items/7:archive", "", R"("7")"},
        {"PUT", "/api/items/7:archive", R"({"status":"done"})", R"("7")"},
        {"PUT", "/api/items/a:b:archive", "", R"("a:b")"},
        {"POST", "/api/items:report", R"({"email":"you@example.org"})", "null"},
        {"GET", "/about.json", "", R"({"storage":"memory","outbox":false})"},
    };
    for (auto const& c : cases) {
        INFO(c.method << " " << c.target);
        auto const answer = ask(c.method, c.target, c.body);
        CHECK(answer.status == 200);
        CHECK(answer.body == c.answer);
        CHECK(answer.headers.find("Content-Type") == "application/json");
    }
}

TEST_CASE_METHOD(fixture, "service: what a client does wrong is a 4xx with the reason") {
    struct {
        char const* method;
        char const* target;
        char const* body;
        int status;
        char const* word; ///< Part of the error.
    } const cases[] = {
        {"GET", "/api/items?archived=maybe", "", 422, "archived"},
        {"GET", "/api/items?archived=", "", 422, "archived"},
        {"POST", "/api/items", "{", 400, ""},
        {"POST", "/api/items", R"({"name":1})", 422, "name"},
        {"POST", "/api/items", R"({"name":null})", 422, "name"},
        {"POST", "/api/items", R"({"colour":"red"})", 422, "colour"},
        {"PUT", "/api/items/7", "[]", 422, ""},
        {"PUT", "/api/items/7", R"({"id":"8"})", 422, "id"},
        {"PUT", "/api/items/7:archive", R"({"archived":"maybe"})", 422, "archived"},
        {"PUT", "/api/items/7:erase", "", 400,
         "Unrecognized action erase. The only allowed action is 'archive'."},
        {"POST", "/api/items:report", R"({})", 422, "email"},
        {"POST", "/api/items:report", R"({"email":null})", 422, "email"},
        {"POST", "/api/items:report", R"({"email":""})", 422, "email"},
        {"POST", "/api/items:report", R"({"email":"a@b.c, d@e.f"})", 422, "email"},
        {"POST", "/api/items:report", R"({"email":"a@b.c\r\nBcc: d@e.f"})", 422, "email"},
        {"POST", "/api/items:report", R"({"email":"a@b.c","x":1})", 422, "x"},
        {"GET", "/api/items/1/", "", 404, ""},
        {"GET", "/api/items/1%2F2", "", 404, ""},
        {"GET", "/nowhere", "", 404, ""},
        {"DELETE", "/api/items", "", 405, ""},
        {"DELETE", "/api/items/7", "", 405, ""},
    };
    for (auto const& c : cases) {
        INFO(c.method << " " << c.target << " " << c.body);
        auto const answer = ask(c.method, c.target, c.body);
        CHECK(answer.status == c.status);
        CHECK(answer.body.starts_with("{\"error\":\""));
        CHECK(answer.body.find(c.word) != std::string::npos);
        CHECK(sent.empty());
    }
    CHECK(log.empty());
}

TEST_CASE_METHOD(fixture, "service: bodies need the JSON content type") {
    request in;
    in.method = "POST";
    in.target = "/api/items";
    in.body = "{}";
    CHECK(app.handle(in).status == 415);
    in.headers.add("Content-Type", "text/plain");
    CHECK(app.handle(in).status == 415);
    in.body.clear();
    in.headers.set("Content-Type", "application/json");
    CHECK(app.handle(in).status == 400);
}

TEST_CASE_METHOD(fixture, "service: a failing storage is told apart, its inside is not told") {
    struct {
        skiff::error failure;
        int status;
        char const* body;
        char const* retry_after;
    } const cases[] = {
        {make_error(item_tracker::errc::no_such_item), 404,
         R"({"error":"There is no such work item."})", nullptr},
        {make_error(item_tracker::errc::item_too_large), 413,
         R"({"error":"The work item is larger than the storage can keep."})", nullptr},
        {make_error(item_tracker::errc::not_ready), 503,
         R"({"error":"Data service not ready. Wait a minute and try again."})", "60"},
        {failing(make_error_code(skiff::errc::connect_failed)), 502,
         R"({"error":"A storage error occurred."})", nullptr},
        {failing(make_error_code(skiff::errc::no_credentials)), 502,
         R"({"error":"A storage error occurred."})", nullptr},
    };
    struct {
        char const* method;
        char const* target;
        char const* body;
    } const requests[] = {
        {"GET", "/api/items", ""},
        {"GET", "/api/items/7", ""},
        {"POST", "/api/items", "{}"},
        {"POST", "/api/items", R"({"id":"7"})"},
        {"PUT", "/api/items/7", "{}"},
        {"PUT", "/api/items/7:archive", ""},
        {"POST", "/api/items:report", R"({"email":"you@example.org"})"},
    };
    for (auto const& c : cases)
        for (auto const& r : requests) {
            INFO(r.method << " " << r.target << " " << c.body);
            items.failure = c.failure;
            auto const answer = ask(r.method, r.target, r.body);
            CHECK(answer.status == c.status);
            CHECK(answer.body == c.body);
            CHECK(answer.headers.find("Retry-After").value_or("") ==
                  (c.retry_after ? c.retry_after : ""));
        }
    REQUIRE_FALSE(log.empty());
    CHECK(log.back().find("request-1") != std::string::npos);
    CHECK(log.back().find("arn:aws:secret") != std::string::npos);
}

TEST_CASE_METHOD(fixture, "service: a failing mailer is a 502 without its reason") {
    mail_failure = failing(make_error_code(skiff::errc::timed_out));
    auto const answer = ask("POST", "/api/items:report", R"({"email":"you@example.org"})");
    CHECK(answer.status == 502);
    CHECK(answer.body == R"({"error":"An email error occurred."})");
    CHECK(log.size() == 1);
}

TEST_CASE_METHOD(fixture, "service: a report goes from the sender to the one recipient") {
    items.items.assign(11, {.id = "1", .name = "A"});
    auto const answer = ask("POST", "/api/items:report", R"({"email":"you@example.org"})");
    CHECK(answer.status == 200);
    CHECK(answer.body == R"({"MessageId":"mail-id"})");
    CHECK(items.listed == false);
    REQUIRE(sent.size() == 1);
    CHECK(sent[0].from == "tracker@example.org");
    CHECK(sent[0].to == std::vector<std::string>{"you@example.org"});
    CHECK(sent[0].subject == "Work items");
    CHECK(sent[0].attachments.size() == 1);
}

TEST_CASE_METHOD(fixture, "service: filters and changes reach the storage as they were meant") {
    struct {
        char const* query;
        std::optional<bool> archived;
    } const filters[] = {{"", std::nullopt},          {"?archived=true", true},
                         {"?archived=No", false},     {"?archived=1&x=2", true},
                         {"?status=x", std::nullopt}, {"?id=9&archived=off", false}};
    for (auto const& [query, archived] : filters) {
        INFO(query);
        CHECK(ask("GET", std::string("/api/items") + query).status == 200);
        CHECK(items.listed == archived);
    }

    CHECK(ask("PUT", "/api/items/7:archive", R"({"status":"","archived":false})").status == 200);
    CHECK(items.updated_id == "7");
    CHECK(items.updated == work_item_fields{.status = "", .archived = true});
    CHECK(ask("POST", "/api/items", R"({"archived":"yes","guide":"cpp"})").status == 200);
    CHECK(items.updated == work_item_fields{.guide = "cpp", .archived = true});
}

TEST_CASE_METHOD(fixture, "service: pages of other origins may call, preflight included") {
    request in;
    in.method = "OPTIONS";
    in.target = "/api/items/7:archive";
    in.headers.add("Origin", "http://other.example");
    in.headers.add("Access-Control-Request-Method", "PUT");
    auto const preflight = app.handle(in);
    CHECK(preflight.status == 200);
    CHECK(preflight.headers.find("Access-Control-Allow-Origin") == "http://other.example");
    CHECK(preflight.headers.has_token("Access-Control-Allow-Methods", "PUT"));

    in.method = "GET";
    in.target = "/nowhere";
    in.headers.erase("Access-Control-Request-Method");
    auto const answer = app.handle(in);
    CHECK(answer.status == 404);
    CHECK(answer.headers.find("Access-Control-Allow-Origin") == "http://other.example");
    CHECK(answer.headers.has_token("Vary", "Origin"));
}

TEST_CASE_METHOD(fixture, "service: the page and its files are served, under a strict policy") {
    for (auto const* path : {"/", "/style.css", "/app.js", "/api.js", "/page.js", "/mail.js",
                             "/outbox.js", "/icon.svg"}) {
        INFO(path);
        auto const answer = ask("GET", path);
        CHECK(answer.status == 200);
        CHECK(answer.body.size() > 100);
        auto const policy = answer.headers.find("Content-Security-Policy").value_or("");
        CHECK(policy.starts_with("default-src 'none'; script-src 'self';"));
    }
    CHECK(ask("GET", "/").body.find("<title>Work items</title>") != std::string::npos);
    CHECK(ask("GET", "/local/outbox").status == 404);
}
