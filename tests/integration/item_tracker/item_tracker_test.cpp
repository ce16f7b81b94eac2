// SPDX-License-Identifier: Apache-2.0
// The tracker from the socket to the table and the mailbox.
#include "tracker.hpp"

#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/operation/get_item.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

using item_tracker::work_item;

namespace {

std::string with_description(std::size_t size, char const* name = "A") {
    return std::string(R"({"name":")") + name + R"(","archived":false,"description":")" +
           std::string(size, 'x') + "\"}";
}

} // namespace

TEST_CASE_METHOD(tracker, "tracker: an item travels to the table and back") {
    std::string const id = add(
        R"({"name":"Ada \"🚀\" <b>","guide":"cpp","description":"a\nb","status":"","archived":false})");
    CHECK(id.size() == 36);
    CHECK(id[14] == '4');
    work_item const expected{.id = id,
                             .name = "Ada \"\xF0\x9F\x9A\x80\" <b>",
                             .guide = "cpp",
                             .description = "a\nb",
                             .status = "",
                             .archived = false};
    CHECK(list() == std::vector{expected});
    CHECK(list("?archived=false") == std::vector{expected});
    CHECK(list("?archived=true").empty());

    skiff::dynamodb::client const dynamodb(aws.config());
    auto const stored = dynamodb.get_item({.table_name = "work-items", .key = {{"iditem", id}}});
    auto const attributes = stored.value().item;
    CHECK(attributes.at("username") == skiff::dynamodb::attribute_value(*expected.name));
    CHECK(attributes.at("archived") == skiff::dynamodb::attribute_value(false));
    CHECK(attributes.size() == 6);
}

TEST_CASE_METHOD(tracker, "tracker: absent fields are neither stored nor shown") {
    std::string const id = add("{}");
    CHECK(ask("GET", "/api/items").body == R"([{"id":")" + id + "\"}]");
    CHECK(list("?archived=false").empty());
    CHECK(list("?archived=true").empty());
    CHECK(ask("GET", "/api/items/" + id).body == R"([{"id":")" + id + "\"}]");
}

TEST_CASE_METHOD(tracker, "tracker: updates change what they name and make no ghosts") {
    std::string const id = add(R"({"name":"A","status":"new","archived":false})");
    CHECK(ask("PUT", "/api/items/" + id, R"({"status":"done"})").body == "\"" + id + "\"");
    CHECK(ask("POST", "/api/items", R"({"id":")" + id + R"(","guide":"go"})").body ==
          "\"" + id + "\"");
    CHECK(ask("PUT", "/api/items/" + id, "{}").status == 200);
    CHECK(list() ==
          std::vector{work_item{
              .id = id, .name = "A", .guide = "go", .status = "done", .archived = false}});
    struct {
        char const* method;
        char const* target;
        char const* body;
    } const unknown[] = {
        {"GET", "/api/items/nobody", ""},
        {"PUT", "/api/items/nobody", R"({"name":"ghost"})"},
        {"PUT", "/api/items/nobody", "{}"},
        {"PUT", "/api/items/nobody:archive", ""},
        {"POST", "/api/items", R"({"id":"nobody","name":"ghost"})"},
        {"POST", "/api/items", R"({"id":"","name":"ghost"})"},
    };
    for (auto const& c : unknown) {
        INFO(c.method << " " << c.target);
        auto const answer = ask(c.method, c.target, c.body);
        CHECK(answer.status == 404);
        CHECK(answer.body == R"({"error":"There is no such work item."})");
    }
    CHECK(ask("GET", "/api/items/" + std::string(3000, 'x')).status == 404);
    CHECK(ask("PUT", "/api/items/%FF:archive").status == 400);
    CHECK(list().size() == 1);
}

TEST_CASE_METHOD(tracker, "tracker: archiving is idempotent") {
    std::string const id = add(R"({"name":"A","archived":false})");
    for (int i = 0; i != 2; ++i) {
        auto const answer = ask("PUT", "/api/items/" + id + ":archive");
        CHECK(answer.status == 200);
        CHECK(answer.body == "\"" + id + "\"");
    }
    CHECK(list("?archived=false").empty());
    CHECK(list("?archived=yes").size() == 1);
    CHECK(ask("PUT", "/api/items/" + id, R"({"archived":"no"})").status == 200);
    CHECK(list("?archived=0").size() == 1);
}

TEST_CASE_METHOD(tracker, "tracker: an item over 400 KB is refused, one below is kept whole") {
    auto const too_large = ask("POST", "/api/items", with_description(400 * 1024));
    CHECK(too_large.status == 413);
    CHECK(too_large.body.starts_with("{\"error\":"));
    std::string const id = add(with_description(390 * 1024));
    CHECK(ask("PUT", "/api/items/" + id, R"({"status":")" + std::string(20 * 1024, 's') + "\"}")
              .status == 413);
    REQUIRE(list().size() == 1);
    CHECK(list()[0].description->size() == 390 * 1024);
    CHECK_FALSE(list()[0].status);
    CHECK(ask("POST", "/api/items", with_description(4 << 20)).status == 413);
}

TEST_CASE_METHOD(tracker, "tracker: lists and reports of more than 1 MB are complete") {
    std::set<std::string> added;
    for (int i = 0; i != 60; ++i)
        added.insert(add(with_description(48 * 1024)));
    CHECK(ids_of(list()) == added);
    CHECK(ids_of(list("?archived=false")) == added);
    auto const answer = ask("POST", "/api/items:report", R"({"email":"you@example.org"})");
    CHECK(answer.status == 200);
    REQUIRE(aws.outbox().size() == 1);
    CHECK(aws.outbox()[0].raw.size() > 60 * 48 * 1024);
}

TEST_CASE_METHOD(tracker, "tracker: 16 clients at once lose nothing") {
    constexpr int clients = 16;
    constexpr int each = 20;
    std::vector<std::vector<std::string>> added(clients);
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    for (int c = 0; c != clients; ++c)
        threads.emplace_back([&, c] {
            for (int i = 0; i != each; ++i) {
                auto const answer = ask("POST", "/api/items", R"({"name":"A","archived":false})");
                std::string const id = answer.body.substr(1, 36);
                auto const archived = ask("PUT", "/api/items/" + id + ":archive");
                failures += answer.status != 200 || archived.status != 200;
                added[static_cast<std::size_t>(c)].push_back(id);
            }
        });
    for (auto& thread : threads)
        thread.join();
    CHECK(failures == 0);
    std::set<std::string> ids;
    for (auto const& of_one : added)
        ids.insert(of_one.begin(), of_one.end());
    CHECK(ids.size() == clients * each);
    CHECK(ids_of(list("?archived=true")) == ids);
    CHECK(list("?archived=false").empty());
}

TEST_CASE_METHOD(tracker, "tracker: a small report is in the bodies, a large one attached") {
    for (int i = 0; i != 10; ++i)
        (void)add(R"({"name":"A,\"B\"","guide":"cpp","description":"=1+1","archived":false})");
    (void)add(R"({"name":"old","archived":true})");
    auto const small = ask("POST", "/api/items:report", R"({"email":"you@example.org"})");
    CHECK(small.status == 200);
    CHECK(small.body == "null");
    REQUIRE(aws.outbox().size() == 1);
    auto const mail = aws.outbox()[0];
    CHECK(mail.from == "tracker@example.org");
    CHECK(mail.recipients == std::vector<std::string>{"you@example.org"});
    CHECK(mail.subject == "Work items");
    CHECK(mail.raw.find("filename") == std::string::npos);

    (void)add(R"({"name":"eleventh","archived":false})");
    auto const large = ask("POST", "/api/items:report", R"({"email":"you@example.org"})");
    CHECK(large.status == 200);
    REQUIRE(aws.outbox().size() == 2);
    CHECK(large.body == R"({"MessageId":")" + aws.outbox()[1].id + "\"}");
    CHECK(aws.outbox()[1].raw.find("filename=\"work_items.csv\"") != std::string::npos);

    auto const listed = ask("GET", "/local/outbox");
    CHECK(listed.status == 200);
    CHECK(listed.body.find("\"id\":\"" + mail.id + "\"") != std::string::npos);
    auto const shown = ask("GET", "/local/outbox/" + mail.id);
    CHECK(shown.body == mail.raw);
    CHECK(shown.headers.find("Content-Type") == "message/rfc822");
    CHECK(ask("GET", "/local/outbox/none").status == 404);
}

TEST_CASE_METHOD(tracker, "tracker: a failing service is a 502 or 503, and nothing of its inside") {
    aws.inject({.service = "dynamodb",
                .count = -1,
                .code = "InternalServerError",
                .message = "arn:aws:dynamodb:secret"});
    auto const list_failed = ask("GET", "/api/items");
    CHECK(list_failed.status == 502);
    CHECK(list_failed.body == R"({"error":"A storage error occurred."})");
    aws.clear_faults();

    aws.inject({.service = "ses", .count = -1, .code = "MessageRejected", .message = "inside"});
    auto const mail_failed = ask("POST", "/api/items:report", R"({"email":"you@example.org"})");
    CHECK(mail_failed.status == 502);
    CHECK(mail_failed.body == R"({"error":"An email error occurred."})");
    aws.clear_faults();
    CHECK(aws.outbox().empty());
    CHECK(ask("GET", "/api/items").status == 200);
}

TEST_CASE_METHOD(tracker, "tracker: an answer of DynamoDB that is lost makes nothing twice") {
    using skiff::local::fault;
    aws.inject(
        {.service = "dynamodb", .operation = "PutItem", .connection_dropped = fault::drop::after});
    auto const id = add(R"({"name":"once","archived":false})");
    CHECK(ids_of(list()) == std::set{id});
    aws.inject({.service = "dynamodb",
                .operation = "UpdateItem",
                .connection_dropped = fault::drop::after});
    CHECK(ask("PUT", "/api/items/" + id + ":archive").status == 200);
    CHECK(list("?archived=true").size() == 1);
}

TEST_CASE_METHOD(tracker, "tracker: HEAD, OPTIONS and wrong methods") {
    auto const head = ask("HEAD", "/api/items");
    CHECK(head.status == 200);
    CHECK(head.body.empty());
    auto const wrong = ask("DELETE", "/api/items/1");
    CHECK(wrong.status == 405);
    CHECK(wrong.headers.has_token("Allow", "PUT"));
    CHECK(wrong.headers.has_token("Allow", "GET"));
    CHECK(ask("GET", "/api/none").status == 404);
}

TEST_CASE_METHOD(tracker, "tracker: no odd body makes a 5xx or an item") {
    std::string const deep = std::string(100'000, '[');
    std::string const bodies[] = {"{",
                                  "[]",
                                  "null",
                                  "\"\"",
                                  "1e999",
                                  deep,
                                  R"({"name":)" + deep,
                                  R"({"name":"\ud800"})",
                                  "{\"name\":\"\xFF\xFE\"}",
                                  std::string("{\"name\":\"a\0b\"}", 14),
                                  R"({"name":{"S":"x"}})",
                                  R"({"archived":"maybe"})",
                                  R"({"a":1,"a":2})",
                                  "\xEF\xBB\xBF{}x"};
    for (auto const& body : bodies) {
        INFO(body.substr(0, 40));
        auto const answer = ask("POST", "/api/items", body);
        CHECK((answer.status == 400 || answer.status == 422));
        CHECK(answer.body.starts_with("{\"error\":"));
    }
    CHECK(ask("POST", "/api/items").status / 100 == 4);
    CHECK(ask("POST", "/api/items", "name=x", {{"Content-Type", "text/plain"}}).status == 415);
    CHECK(list().empty());
}

TEST_CASE("tracker: the storage can be made and removed twice") {
    tracker one;
    CHECK(one.items->create().has_value());
    CHECK(one.items->remove().has_value());
    CHECK(one.items->remove().has_value());
    CHECK(one.ask("GET", "/api/items").status == 502);
    CHECK(one.items->create().has_value());
    CHECK(one.list().empty());
}
