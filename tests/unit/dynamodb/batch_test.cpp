// SPDX-License-Identifier: Apache-2.0
#include <skiff/dynamodb/errors.hpp>
#include <skiff/dynamodb/table.hpp>

#include "support/json_equal.hpp"
#include "unit/dynamodb/fake_dynamodb.hpp"
#include "unit/dynamodb/sample_items.hpp"

#include <cmath>

using namespace skiff::dynamodb;

namespace {

struct fixture : fake_dynamodb {
    table<work_item> items{client, "work"};
    table<note> notes{client, "notes"};
};

std::size_t count_of(std::string const& text, std::string_view what) {
    std::size_t count = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
        ++count;
    return count;
}

} // namespace

TEST_CASE("batch: items are put 25 at a time") {
    fixture f;
    std::vector<work_item> many(60);
    for (std::size_t i = 0; i != many.size(); ++i)
        many[i].id = std::to_string(i);
    f.answer(R"({"UnprocessedItems":{}})");
    f.answer("{}");
    f.answer(R"({"UnprocessedItems":null})");
    f.items.put_many(many).value();
    REQUIRE(f.wire->requests.size() == 3);
    CHECK(f.operation() == "BatchWriteItem");
    CHECK(count_of(f.body(0), "PutRequest") == 25);
    CHECK(count_of(f.body(1), "PutRequest") == 25);
    CHECK(count_of(f.body(2), "PutRequest") == 10);
    CHECK(f.clock->pauses.empty());
    CHECK(f.items.put_many(std::vector<work_item>{}).has_value());
    CHECK(f.wire->requests.size() == 3);
}

TEST_CASE("batch: put and erase have the form of RequestItems") {
    fixture f;
    f.answer("{}");
    f.notes.put_many(std::vector<note>{{"u", "n", "t", 1}}).value();
    CHECK_JSON(f.body(), R"({"RequestItems":{"notes":[{"PutRequest":{"Item":{"PK":{"S":"u"},
        "SK":{"S":"n"},"title":{"S":"t"},"revision":{"N":"1"}}}}]}})");
    f.answer("{}");
    f.notes.erase_many(std::vector<std::pair<std::string, std::string>>{{"u", "n"}}).value();
    CHECK_JSON(f.body(), R"({"RequestItems":{"notes":[{"DeleteRequest":{"Key":{"PK":{"S":"u"},
        "SK":{"S":"n"}}}}]}})");
    f.answer("{}");
    f.items.erase_many(std::vector<std::string>{"a", "b"}).value();
    CHECK_JSON(f.body(), R"({"RequestItems":{"work":[{"DeleteRequest":{"Key":{"iditem":{"S":"a"}}}},
        {"DeleteRequest":{"Key":{"iditem":{"S":"b"}}}}]}})");
}

TEST_CASE("batch: what the service leaves undone is sent again after a pause") {
    fixture f;
    std::string const left = R"({"work":[{"DeleteRequest":{"Key":{"iditem":{"S":"b"}}}}]})";
    f.answer(R"({"UnprocessedItems":)" + left + "}");
    f.answer("{}");
    f.items.erase_many(std::vector<std::string>{"a", "b"}).value();
    REQUIRE(f.wire->requests.size() == 2);
    CHECK_JSON(f.body(1), R"({"RequestItems":)" + left + "}");
    REQUIRE(f.clock->pauses.size() == 1);
    CHECK(f.clock->pauses[0] >= std::chrono::milliseconds(25));
    CHECK(f.clock->pauses[0] <= std::chrono::milliseconds(50));
}

TEST_CASE("batch: a service that does nothing at all is given up") {
    fixture f;
    for (int i = 0; i != 20; ++i)
        f.answer(
            R"({"UnprocessedItems":{"work":[{"DeleteRequest":{"Key":{"iditem":{"S":"a"}}}}]}})");
    auto const done = f.items.erase_many(std::vector<std::string>{"a"});
    REQUIRE(done.has_error());
    CHECK(done.error().code == skiff::condition::throttled);
    CHECK(f.wire->requests.size() == 10);
}

TEST_CASE("batch: get gathers items and asks again for the keys that were left") {
    fixture f;
    f.answer(R"({"Responses":{"work":[{"iditem":{"S":"a"},"username":{"S":"A"}}]},
        "UnprocessedKeys":{"work":{"Keys":[{"iditem":{"S":"c"}}],"ConsistentRead":true}}})");
    f.answer(R"({"Responses":{"work":[{"iditem":{"S":"c"}}]},"UnprocessedKeys":{}})");
    auto const found =
        f.items.get_many(std::vector<std::string>{"a", "b", "c"}, consistent).value();
    REQUIRE(found.size() == 2);
    CHECK(found[0].name == "A");
    CHECK(found[1].id == "c");
    CHECK(f.operation() == "BatchGetItem");
    CHECK_JSON(f.body(0), R"({"RequestItems":{"work":{"Keys":[{"iditem":{"S":"a"}},
        {"iditem":{"S":"b"}},{"iditem":{"S":"c"}}],"ConsistentRead":true}}})");
    CHECK_JSON(f.body(1), R"({"RequestItems":{"work":{"Keys":[{"iditem":{"S":"c"}}],
        "ConsistentRead":true}}})");
}

TEST_CASE("batch: keys are read 100 at a time") {
    fixture f;
    std::vector<std::string> keys(101, "x");
    f.answer(R"({"Responses":{"work":[]}})");
    f.answer("{}");
    CHECK(f.items.get_many(keys).value().empty());
    CHECK(f.wire->requests.size() == 2);
    CHECK(count_of(f.body(0), "iditem") == 100);
}

TEST_CASE("batch: failures end it") {
    fixture f;
    f.refuse(R"({"__type":"x#ResourceNotFoundException","message":"no table"})");
    CHECK(f.items.put_many(std::vector<work_item>(30)).error().code == skiff::condition::not_found);
    CHECK(f.wire->requests.size() == 1);

    f.answer(R"({"Responses":{"work":[{"iditem":{"S":"a"}},{"iditem":{"N":"1"}}]}})");
    auto const mistyped = f.items.get_many(std::vector<std::string>{"a", "b"});
    REQUIRE(mistyped.has_error());
    CHECK(mistyped.error().message.find("'[1].iditem': expected S, got N") != std::string::npos);

    table<reading> readings(f.client, "readings");
    CHECK(readings.put_many(std::vector<reading>{{1, 1, std::nan("")}}).error().code ==
          skiff::errc::invalid_request);
}
