// SPDX-License-Identifier: Apache-2.0
#include <skiff/dynamodb/table.hpp>

#include "support/json_equal.hpp"
#include "unit/dynamodb/fake_dynamodb.hpp"
#include "unit/dynamodb/sample_items.hpp"

#include <functional>
#include <ranges>

using namespace skiff::dynamodb;

static_assert(std::ranges::input_range<item_range<note>>);

namespace {

struct queried_table : fake_dynamodb {
    table<work_item> items{client, "work"};
    table<note> notes{client, "notes"};
};

std::string note_json(std::string const& key) {
    return R"({"PK":{"S":"u"},"SK":{"S":")" + key + R"("},"title":{"S":"T"},"revision":{"N":"1"}})";
}

std::string key_json(std::string const& key) {
    return R"({"PK":{"S":"u"},"SK":{"S":")" + key + R"("}})";
}

std::string page_json(std::vector<std::string> const& keys, std::string const& last = {}) {
    std::string items;
    for (auto const& key : keys)
        items += (items.empty() ? "" : ",") + note_json(key);
    return R"({"Items":[)" + items + R"(],"Count":)" + std::to_string(keys.size()) +
           R"(,"ScannedCount":)" + std::to_string(keys.size() + 1) +
           (last.empty() ? "" : R"(,"LastEvaluatedKey":)" + key_json(last)) + "}";
}

std::vector<std::string> keys_of(item_range<note> range) {
    std::vector<std::string> keys;
    for (note const& n : range)
        keys.push_back(n.key);
    return keys;
}

using keys = std::vector<std::string>;

} // namespace

TEST_CASE("query: pages are fetched until there is no LastEvaluatedKey, empty ones included") {
    queried_table f;
    f.answer(page_json({"a", "b"}, "b"));
    f.answer(page_json({}, "c"));
    f.answer(page_json({"d"}));
    CHECK(keys_of(f.notes.query("u")) == keys{"a", "b", "d"});
    REQUIRE(f.wire->requests.size() == 3);
    CHECK(f.operation() == "Query");
    CHECK_JSON(f.body(0), R"({"TableName":"notes","KeyConditionExpression":"#0 = :0",
        "ExpressionAttributeNames":{"#0":"PK"},"ExpressionAttributeValues":{":0":{"S":"u"}}})");
    CHECK_JSON(f.body(2), R"({"TableName":"notes","KeyConditionExpression":"#0 = :0",
        "ExpressionAttributeNames":{"#0":"PK"},"ExpressionAttributeValues":{":0":{"S":"u"}},
        "ExclusiveStartKey":)" +
                              key_json("c") + "}");
}

TEST_CASE("query: a page that names itself as its successor ends in an error, not in a loop") {
    queried_table f;
    f.answer(page_json({"a"}, "a"));
    f.answer(page_json({"b"}, "a"));
    auto range = f.notes.query("u");
    REQUIRE(range.next_page().value().items.size() == 1);
    REQUIRE(range.next_page().value().items.size() == 1);
    CHECK(range.next_page().has_error());
    CHECK(f.wire->requests.size() == 2);
}

TEST_CASE("query: nothing is sent before the first item is asked for") {
    queried_table f;
    auto range = f.notes.query("u");
    CHECK(f.wire->requests.empty());
    f.answer(page_json({"a", "b"}, "b"));
    auto it = range.begin();
    CHECK(it->key == "a");
    ++it;
    CHECK((*it).key == "b");
    CHECK(f.wire->requests.size() == 1);
    f.answer(page_json({}));
    ++it;
    CHECK(it == range.end());
    CHECK(f.wire->requests.size() == 2);
}

TEST_CASE("query: conditions on the sort key are part of the key condition") {
    struct {
        std::function<item_range<note>(queried_table&)> query;
        std::string condition;
        std::string values;
    } const cases[] = {
        {[](queried_table& f) { return f.notes.query("u", begins_with("N#")); },
         "begins_with(#1,:1)", R"(":1":{"S":"N#"})"},
        {[](queried_table& f) { return f.notes.query("u", equals(std::string("x"))); }, "#1 = :1",
         R"(":1":{"S":"x"})"},
        {[](queried_table& f) { return f.notes.query("u", between("a", "b")); },
         "#1 BETWEEN :1 AND :2", R"(":1":{"S":"a"},":2":{"S":"b"})"},
        {[](queried_table& f) { return f.notes.query("u", less_than("a")); }, "#1 < :1",
         R"(":1":{"S":"a"})"},
        {[](queried_table& f) { return f.notes.query("u", at_most("a")); }, "#1 <= :1",
         R"(":1":{"S":"a"})"},
        {[](queried_table& f) { return f.notes.query("u", greater_than("a")); }, "#1 > :1",
         R"(":1":{"S":"a"})"},
        {[](queried_table& f) { return f.notes.query("u", at_least("a")); }, "#1 >= :1",
         R"(":1":{"S":"a"})"},
    };
    for (auto const& c : cases) {
        INFO(c.condition);
        queried_table f;
        f.answer(page_json({}));
        CHECK(keys_of(c.query(f)).empty());
        CHECK_JSON(f.body(), R"({"TableName":"notes","KeyConditionExpression":"#0 = :0 AND )" +
                                 c.condition +
                                 R"(","ExpressionAttributeNames":{"#0":"PK","#1":"SK"},
                                 "ExpressionAttributeValues":{":0":{"S":"u"},)" +
                                 c.values + "}}");
    }
}

TEST_CASE("query: an index has its own keys, options become members") {
    queried_table f;
    f.answer(page_json({}));
    CHECK(keys_of(f.notes.query("T", in_index<"by-title">, at_least(3), newest_first,
                                attr<&note::user> != "x", page_size(7)))
              .empty());
    CHECK_JSON(f.body(), R"({"TableName":"notes","IndexName":"by-title","ScanIndexForward":false,
        "KeyConditionExpression":"#0 = :0 AND #1 >= :1","FilterExpression":"#2 <> :2","Limit":7,
        "ExpressionAttributeNames":{"#0":"title","#1":"revision","#2":"PK"},
        "ExpressionAttributeValues":{":0":{"S":"T"},":1":{"N":"3"},":2":{"S":"x"}}})");

    f.answer(page_json({}));
    CHECK(keys_of(f.notes.query("u", between(1, 4), in_index<"by-revision">, consistent,
                                oldest_first, project<&note::title>))
              .empty());
    CHECK_JSON(f.body(),
               R"({"TableName":"notes","IndexName":"by-revision","ScanIndexForward":true,
        "ConsistentRead":true,
        "KeyConditionExpression":"#0 = :0 AND #1 BETWEEN :1 AND :2",
        "ProjectionExpression":"#0,#2,#1,#3",
        "ExpressionAttributeNames":{"#0":"PK","#1":"revision","#2":"SK","#3":"title"},
        "ExpressionAttributeValues":{":0":{"S":"u"},":1":{"N":"1"},":2":{"N":"4"}}})");
}

TEST_CASE("query: a limit counts items over all pages") {
    queried_table f;
    f.answer(page_json({"a", "b"}, "b"));
    f.answer(page_json({"c"}, "c"));
    CHECK(keys_of(f.notes.query("u", limit(3))) == keys{"a", "b", "c"});
    CHECK(f.body(0).find(R"("Limit":3)") != std::string::npos);
    CHECK(f.body(1).find(R"("Limit":1)") != std::string::npos);
    CHECK(f.wire->requests.size() == 2);

    f.answer(page_json({"a"}));
    CHECK(keys_of(f.notes.query("u", limit(3), page_size(2))) == keys{"a"});
    CHECK(f.body().find(R"("Limit":2)") != std::string::npos);

    auto const sent = f.wire->requests.size();
    CHECK(keys_of(f.notes.query("u", limit(0))).empty());
    CHECK(f.wire->requests.size() == sent);
}

TEST_CASE("query: a limit with a filter cuts a page and goes on behind the last item given") {
    queried_table f;
    f.answer(page_json({"a", "b", "c"}, "z"));
    auto range = f.notes.query("u", limit(2), attr<&note::title> == "T");
    auto const first = range.next_page().value();
    CHECK(first.items.size() == 2);
    CHECK(first.scanned == 4);
    CHECK(range.done());
    CHECK(f.body().find("Limit") == std::string::npos);
    REQUIRE_FALSE(first.next.empty());

    f.answer(page_json({"c"}));
    CHECK(keys_of(f.notes.query("u", attr<&note::title> == "T", start_from(first.next))) ==
          keys{"c"});
    CHECK(f.body().find(R"("ExclusiveStartKey":)" + key_json("b")) != std::string::npos);
}

TEST_CASE("query: the cut page of an index continues with the keys of both") {
    queried_table f;
    f.answer(page_json({"a", "b"}));
    auto range = f.notes.query("T", in_index<"by-title">, limit(1), attr<&note::user> == "u");
    auto const first = range.next_page().value();
    f.answer(page_json({}));
    CHECK(keys_of(f.notes.query("T", in_index<"by-title">, start_from(first.next))).empty());
    CHECK(f.body().find(R"("ExclusiveStartKey":{"PK":{"S":"u"},"SK":{"S":"a"},)"
                        R"("revision":{"N":"1"},"title":{"S":"T"}})") != std::string::npos);
}

TEST_CASE("query: a cursor resumes, a forged one is refused") {
    queried_table f;
    f.answer(page_json({"a"}, "a"));
    auto range = f.notes.query("u", page_size(1));
    auto const cursor = range.next_page().value().next;
    CHECK_FALSE(range.done());
    CHECK(cursor.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                   "0123456789-_") == std::string::npos);
    for (auto const* bad : {"!", "e30", "x", "IiI", "eyJhIjoxfQ", "bnVsbA"}) {
        INFO(bad);
        auto const page = f.notes.query("u", start_from(bad)).next_page();
        REQUIRE_FALSE(page.has_value());
        CHECK(page.error().code == skiff::errc::invalid_request);
    }
    CHECK(f.wire->requests.size() == 1);
}

TEST_CASE("scan: filter, segment and index become members") {
    queried_table f;
    f.answer(R"({"Items":[],"Count":0,"ScannedCount":0})");
    for (auto const& w : f.items.scan(attr<&work_item::archived> == false, segment(4, 1)))
        FAIL(w.id);
    CHECK(f.operation() == "Scan");
    CHECK_JSON(f.body(), R"({"TableName":"work","FilterExpression":"#0 = :0","TotalSegments":4,
        "Segment":1,"ExpressionAttributeNames":{"#0":"archived"},
        "ExpressionAttributeValues":{":0":{"BOOL":false}}})");
    CHECK(f.items.scan(segment(4, 4)).all().error().code == skiff::errc::invalid_request);
}

TEST_CASE("scan: iterating throws what pages() gives as a result") {
    queried_table f;
    f.answer(page_json({"a"}, "a"));
    f.refuse(R"({"__type":"x#ValidationException","message":"bad"})");
    keys seen;
    auto range = f.notes.scan();
    try {
        for (note const& n : range)
            seen.push_back(n.key);
        FAIL("no exception");
    } catch (skiff::service_error const& e) {
        CHECK(e.error().message == "bad");
    }
    CHECK(seen == keys{"a"});
    CHECK(range.begin() == range.end());

    f.answer(page_json({"a"}, "a"));
    f.refuse(R"({"__type":"x#ValidationException","message":"bad"})");
    std::vector<bool> good;
    for (auto& page : f.notes.scan().pages())
        good.push_back(page.has_value());
    CHECK(good == std::vector<bool>{true, false});
}

TEST_CASE("scan: all() gathers the rest, errors included") {
    queried_table f;
    f.answer(page_json({"a", "b"}, "b"));
    f.answer(page_json({"c"}));
    auto range = f.notes.scan();
    auto it = range.begin();
    ++it;
    auto const rest = range.all().value();
    REQUIRE(rest.size() == 2);
    CHECK(rest[0].key == "b");
    CHECK(rest[1].key == "c");

    f.answer(page_json({"a"}, "a"));
    f.refuse(R"({"__type":"x#ResourceNotFoundException","message":"no table"})");
    auto const failed = f.notes.scan().all();
    REQUIRE_FALSE(failed.has_value());
    CHECK(failed.error().code == skiff::condition::not_found);
}

TEST_CASE("scan: a mistyped item names its place") {
    queried_table f;
    f.answer(R"({"Items":[)" + note_json("a") + R"(,{"PK":{"N":"1"}}],"Count":2})");
    auto const items = f.notes.scan().all();
    REQUIRE_FALSE(items.has_value());
    CHECK(items.error().message.find("attribute '[1].PK': expected S, got N") != std::string::npos);
}

TEST_CASE("query: cursor_behind is the cursor of any item, by the keys of what is read") {
    queried_table f;
    note const last{.user = "u", .key = "b", .title = "T", .revision = 7};
    f.answer(page_json({"c"}));
    CHECK(keys_of(f.notes.query("u", start_from(cursor_behind(last)))) == keys{"c"});
    CHECK(f.body().find(R"("ExclusiveStartKey":)" + key_json("b")) != std::string::npos);

    f.answer(page_json({"c"}));
    CHECK(keys_of(f.notes.query("T", in_index<"by-title">,
                                start_from(cursor_behind(last, in_index<"by-title">)))) ==
          keys{"c"});
    CHECK(f.body().find(R"("ExclusiveStartKey":{"PK":{"S":"u"},"SK":{"S":"b"},)"
                        R"("revision":{"N":"7"},"title":{"S":"T"}})") != std::string::npos);
}
