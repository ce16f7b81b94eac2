// SPDX-License-Identifier: Apache-2.0
#include "notebook.hpp"

#include <skiff/core/reflect/json.hpp>
#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/operation/create_table.hpp>
#include <skiff/dynamodb/operation/describe_table.hpp>
#include <skiff/dynamodb/operation/describe_time_to_live.hpp>
#include <skiff/dynamodb/operation/get_item.hpp>
#include <skiff/dynamodb/operation/put_item.hpp>

#include <set>
#include <vector>

namespace db = skiff::dynamodb;

namespace {

std::string item(std::string const& id, std::string const& title, std::string const& content = "") {
    return R"({"PK":"USER#demo","SK":"NOTE#)" + id + R"(","title":")" + title + R"(","content":")" +
           content + "\"}";
}

/// The tutorial's table: no index, no time to live.
void make_plain_table(db::client const& client, std::string const& name) {
    client
        .create_table({.attribute_definitions = {{"PK", db::scalar_attribute_type::s},
                                                 {"SK", db::scalar_attribute_type::s}},
                       .table_name = name,
                       .key_schema = {{"PK", db::key_type::hash}, {"SK", db::key_type::range}},
                       .billing_mode = db::billing_mode::pay_per_request})
        .value();
}

} // namespace

TEST_CASE("notes: the tutorial's answers, to the byte") {
    notebook book;
    CHECK(book.ask("GET", "/health").body == R"({"status":"ok"})");
    auto const added = book.ask("POST", "/notes", R"({"title":"First","content":"Hello"})");
    CHECK(added.status == 201);
    CHECK(added.body == R"({"id":"1795000000000"})");
    CHECK(book.get() == "[" + item("1795000000000", "First", "Hello") + "]");
    CHECK(book.ask("GET", "/notes/1795000000000").body == item("1795000000000", "First", "Hello"));
    CHECK(book.add("{}") == "1795000000001");
    CHECK(book.ask("GET", "/notes/1795000000001").body == item("1795000000001", ""));

    auto const unknown = book.ask("GET", "/notes/1");
    CHECK(unknown.status == 404);
    CHECK(unknown.body == R"({"error":"Not found"})");
    for (int i = 0; i != 2; ++i) {
        auto const removed = book.ask("DELETE", "/notes/1795000000001");
        CHECK(removed.status == 204);
        CHECK(removed.body.empty());
    }
    CHECK(book.get() == "[" + item("1795000000000", "First", "Hello") + "]");
    CHECK(book.ask("GET", "/notes/" + std::string(2000, '1')).status == 404);
    CHECK(book.ask("DELETE", "/notes/" + std::string(2000, '1')).status == 204);
    CHECK(book.ask("GET", "/notes/").status == 404);
    CHECK(book.ask("PUT", "/notes").status == 405);
}

TEST_CASE("notes: a body is JSON whatever its type, and what is wrong with it is named") {
    notebook book;
    struct {
        std::string body;
        int status;
        std::string part;
    } const cases[] = {
        {"", 400, "not valid JSON"},
        {"{", 400, "not valid JSON"},
        {"title=x", 400, "not valid JSON"},
        {std::string(100'000, '['), 400, "not valid JSON"},
        {"[]", 422, "expected object"},
        {"null", 422, "expected object"},
        {"\"text\"", 422, "expected object"},
        {"5", 422, "expected object"},
        {R"({"title":5})", 422, "title: expected string"},
        {R"({"title":null})", 422, "title: expected string"},
        {R"({"content":["a"]})", 422, "content: expected string"},
        {R"({"titel":"x"})", 422, "titel: unknown member"},
        {R"({"title":"a","title":"b"})", 422, "title: given twice"},
        {R"({"title":"\ud800"})", 400, "not valid JSON"},
        {"{\"title\":\"\xFF\"}", 400, "not valid JSON"},
        {R"({"title":")" + std::string(1001, 'x') + "\"}", 422, "title: longer than 1000 bytes"},
        {R"({"content":")" + std::string(400'000, 'x') + "\"}", 413, "content"},
        {R"({"ttl_seconds":0})", 422, "ttl_seconds"},
        {R"({"ttl_seconds":-1})", 422, "ttl_seconds"},
        {R"({"ttl_seconds":1.5})", 422, "ttl_seconds"},
        {R"({"ttl_seconds":99999999999999999999})", 422, "ttl_seconds"},
        {R"({"ttl_seconds":"60"})", 422, "ttl_seconds"},
    };
    for (auto const& c : cases) {
        INFO(c.body.substr(0, 60));
        auto const answer = book.ask("POST", "/notes", c.body);
        INFO(answer.body);
        CHECK(answer.status == c.status);
        CHECK(answer.body.starts_with(R"({"error":")"));
        CHECK(answer.body.find(c.part) != std::string::npos);
    }
    CHECK(book.get() == "[]");
    auto const longest = R"({"title":")" + std::string(1000, 't') + R"(","content":")" +
                         std::string(390 * 1024, 'c') + "\"}";
    auto const id = book.add(longest);
    CHECK(book.ask("GET", "/notes/" + id).body.size() > 390 * 1024);
}

TEST_CASE("notes: ids of one millisecond are different and keep their look") {
    notebook book;
    std::set<std::string> ids;
    for (int i = 0; i != 50; ++i)
        ids.insert(book.add("{}"));
    CHECK(ids.size() == 50);
    CHECK(*ids.begin() == "1795000000000");
    CHECK(*ids.rbegin() == "1795000000049");

    // Another process, whose counter begins at the same time.
    notes::note_storage other(book.aws.config(), "DemoTable", *book.clock);
    for (int i = 0; i != 20; ++i)
        ids.insert(other.add("USER#demo", {}).value());
    CHECK(ids.size() == 70);
    CHECK(book.storage.list("USER#demo", {}).value().notes.size() == 70);
    for (auto const& id : ids)
        CHECK(id.size() == 13);
}

TEST_CASE("notes: an answer of DynamoDB that is lost makes no second note") {
    notebook book;
    book.aws.inject({.service = "dynamodb",
                     .operation = "PutItem",
                     .connection_dropped = skiff::local::fault::drop::after});
    CHECK(book.add(R"({"title":"once"})") == "1795000000000");
    CHECK(book.get() == "[" + item("1795000000000", "once") + "]");
}

TEST_CASE("notes: an expired note is not shown, whether DynamoDB has deleted it or not") {
    notebook book;
    db::client const client(book.aws.config());
    auto const kept = book.add(R"({"title":"kept"})");
    auto const id = book.add(R"({"title":"short","ttl_seconds":60})");
    CHECK(book.ask("GET", "/notes/" + id).body ==
          R"({"PK":"USER#demo","SK":"NOTE#)" + id +
              R"(","title":"short","content":"","expires_at":1795000060})");

    // The service's clock is beyond the end, DynamoDB's is not: nothing is deleted yet.
    skiff::local::manual_clock later(book.clock->now() + std::chrono::seconds(60));
    notes::note_storage after(book.aws.config(), "DemoTable", later);
    CHECK_FALSE(after.get("USER#demo", id).value());
    for (auto const by : {notes::order_key::id, notes::order_key::title, notes::order_key::date}) {
        auto const left = after.list("USER#demo", {.by = by}).value().notes;
        REQUIRE(left.size() == 1);
        CHECK(left[0].key == "NOTE#" + kept);
    }
    auto const raw = [&] {
        return client
            .get_item(
                {.table_name = "DemoTable", .key = {{"PK", "USER#demo"}, {"SK", "NOTE#" + id}}})
            .value()
            .item;
    };
    CHECK(raw().size() == 7);
    book.clock->advance(std::chrono::seconds(61));
    CHECK(raw().empty());
    CHECK(book.get() == "[" + item(kept, "kept") + "]");
}

TEST_CASE("notes: a table of the original serves the plain routes, and --create completes it") {
    notebook book;
    db::client const client(book.aws.config());
    make_plain_table(client, "Plain");
    client
        .put_item({.table_name = "Plain",
                   .item = {{"PK", "USER#demo"},
                            {"SK", "NOTE#1600000000000"},
                            {"title", 5},
                            {"content", db::attribute_value::list{"a", true}}}})
        .value();
    notes::note_storage plain(book.aws.config(), "Plain", *book.clock);
    auto const app = notes::make_service({.storage = plain, .clock = *book.clock});
    auto const get = [&](std::string const& target) {
        skiff::rest::request in;
        in.method = "GET";
        in.target = target;
        return app.handle(std::move(in));
    };
    CHECK(get("/notes").body == R"([{"PK":"USER#demo","SK":"NOTE#1600000000000","title":"5",)"
                                R"("content":"{\"L\":[{\"S\":\"a\"},{\"BOOL\":true}]}"}])");
    CHECK(get("/notes?sort=title").status == 422);
    CHECK(get("/notes?sort=title").body.find("no index") != std::string::npos);

    plain.add("USER#demo", {.title = "new"}).value();
    plain.create().value();
    plain.create().value();
    auto const table = client.describe_table({.table_name = "Plain"}).value().table.value();
    CHECK(table.global_secondary_indexes.size() == 2);
    auto const ttl = client.describe_time_to_live({.table_name = "Plain"}).value();
    CHECK(ttl.time_to_live_description->attribute_name == "expires_at");
    CHECK(get("/notes?sort=title").body == "[" + item("1795000000000", "new") + "]");

    plain.drop().value();
    plain.drop().value();
    CHECK(get("/notes").status == 502);
}

TEST_CASE("notes: a failing DynamoDB is a 502 or 503, and the log says why") {
    notebook book;
    std::string logged;
    auto const app = notes::make_service({.storage = book.storage,
                                          .clock = *book.clock,
                                          .log = [&](std::string_view line) { logged = line; }});
    auto const list = [&] {
        skiff::rest::request in;
        in.method = "GET";
        in.target = "/notes";
        return app.handle(std::move(in));
    };
    book.aws.inject({.service = "dynamodb",
                     .count = -1,
                     .code = "InternalServerError",
                     .message = "arn:aws:dynamodb:inside"});
    auto const failed = list();
    CHECK(failed.status == 502);
    CHECK(failed.body == R"({"error":"A storage error occurred."})");
    CHECK(logged.find("arn:aws:dynamodb:inside") != std::string::npos);
    book.aws.clear_faults();
    book.aws.inject({.service = "dynamodb",
                     .count = -1,
                     .code = "ProvisionedThroughputExceededException",
                     .message = "slower"});
    auto const busy = list();
    CHECK(busy.status == 503);
    CHECK(busy.headers.find("Retry-After") == "1");
}
