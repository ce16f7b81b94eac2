// SPDX-License-Identifier: Apache-2.0
// The typed table against the local services: what it writes is stored, what it asks is understood.
#include <skiff/dynamodb.hpp>
#include <skiff/local/services.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <thread>

using namespace skiff::dynamodb;

namespace {

enum class state { open, done };
BOOST_DESCRIBE_ENUM(state, open, done)

struct place {
    std::string city{};
    std::optional<int> floor{};
    bool operator==(place const&) const = default;
};
BOOST_DESCRIBE_STRUCT(place, (), (city, floor))

struct record {
    std::string owner{};
    std::string key{};
    int stars = 0;
    double weight = 0;
    number exact{};
    bool flag = false;
    state progress = state::open;
    std::optional<std::string> nick{};
    skiff::binary photo{};
    std::vector<std::string> tags{};
    std::vector<place> places{};
    std::set<std::string> roles{};
    std::set<int> lucky{};
    std::map<std::string, int> scores{};
    std::chrono::sys_time<std::chrono::milliseconds> seen{};
    std::chrono::sys_seconds born{};
    attribute_value anything{};
    bool operator==(record const&) const = default;
};
BOOST_DESCRIBE_STRUCT(record, (),
                      (owner, key, stars, weight, exact, flag, progress, nick, photo, tags, places,
                       roles, lucky, scores, seen, born, anything))

struct record_patch {
    patch<std::string> nick{};
    patch<int> stars{};
};
BOOST_DESCRIBE_STRUCT(record_patch, (), (nick, stars))

} // namespace

template <>
struct skiff::dynamodb::schema<record>
    : table_schema<
          record, partition_key<&record::owner, "PK">, sort_key<&record::key, "SK">,
          renamed<&record::flag, "is set">, iso_8601<&record::born>,
          secondary_index<"by-stars", partition_key<&record::stars>, sort_key<&record::key>>,
          secondary_index<"by-exact", sort_key<&record::exact>>> {};

namespace {

struct fixture {
    skiff::local::services aws;
    client dynamodb{aws.config()};
    table<record> records{dynamodb, "records"};

    fixture() { records.create().value(); }

    void fill(int count) {
        std::vector<record> many;
        for (int i = 0; i != count; ++i)
            many.push_back({.owner = "o",
                            .key = "k" + std::to_string(1000 + i),
                            .stars = i % 3,
                            .flag = i % 2 == 0});
        records.put_many(many).value();
    }
};

record full_record() {
    using namespace std::chrono_literals;
    return {.owner = "Zoë \"Q\"",
            .key = "select\n:0 #0",
            .stars = -3,
            .weight = 0.1,
            .exact = number::parse("12345678901234567890.123456789012345678").value(),
            .flag = true,
            .progress = state::done,
            .nick = "",
            .photo = {std::string("\0\xFF\n", 3)},
            .tags = {"a", "", "a"},
            .places = {{"Rome", 3}, {"Oslo", {}}},
            .roles = {"x", "y"},
            .lucky = {-7, 7},
            .scores = {{"", 1}, {"a.b", 2}},
            .seen = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) + 12h + 5ms,
            .born = std::chrono::sys_days(std::chrono::year(1969) / 7 / 20) + 20h,
            .anything = attribute_value::list{1, "x", item{{"k", attribute_value()}}}};
}

std::vector<std::string> keys_of(item_range<record> range) {
    std::vector<std::string> keys;
    for (record const& r : range)
        keys.push_back(r.key);
    return keys;
}

} // namespace

TEST_CASE("table, local: every kind of member comes back as it went") {
    fixture f;
    record const stored = full_record();
    f.records.put(stored, if_not_exists).value();
    CHECK(f.records.get(stored.owner, stored.key, consistent).value() == stored);

    record const plain{.owner = "o", .key = "k"};
    f.records.put(plain).value();
    CHECK(f.records.get("o", "k").value() == plain);
    CHECK_FALSE(f.records.get("o", "other").value());
}

TEST_CASE("table, local: conditions hold or bring the item in the way") {
    fixture f;
    f.fill(1);
    auto const again = f.records.put({.owner = "o", .key = "k1000", .stars = 9}, if_not_exists,
                                     old_item_on_failure);
    REQUIRE(again.has_error());
    CHECK(again.error().code == skiff::condition::condition_failed);
    CHECK(failed_item<record>(again.error()).value().key == "k1000");

    auto const gone = f.records.update("o", "none", set<&record::stars>(1), if_exists,
                                       old_item_on_failure);
    REQUIRE(gone.has_error());
    CHECK_FALSE(failed_item<record>(gone.error()));
    CHECK_FALSE(f.records.get("o", "none").value());

    CHECK(f.records
              .erase("o", "k1000",
                     attr<&record::flag> == false || !(attr<&record::stars>.in(0, 1)) ||
                         (attr<&record::nick>.exists() && attr<&record::tags>.size() > 0))
              .error()
              .code == skiff::condition::condition_failed);
    CHECK(f.records
              .erase("o", "k1000",
                     attr<&record::flag> == true && attr<&record::progress> == state::open &&
                         attr<&record::weight>.between(-1, 1.5) &&
                         attr<&record::stars>.is(attribute_type::number),
                     return_old)
              .value()
              .has_value());
}

TEST_CASE("table, local: updates do what they say") {
    fixture f;
    record const before = full_record();
    f.records.put(before).value();
    auto const& owner = before.owner;
    auto const& key = before.key;

    auto const after = f.records
                           .update(owner, key, set<&record::flag>(false),
                                   increment<&record::stars>(5), append<&record::tags>("z"),
                                   prepend<&record::places>(place{"Bonn", 1}),
                                   add<&record::roles>("z"), erase_from<&record::lucky>(7),
                                   remove<&record::nick>(), set(attr<&record::scores>["a.b"], 20),
                                   set_if_not_exists<&record::weight>(7.5), if_exists, return_new)
                           .value()
                           .value();
    CHECK_FALSE(after.flag);
    CHECK(after.stars == 2);
    CHECK(after.tags == std::vector<std::string>{"a", "", "a", "z"});
    CHECK(after.places.front() == place{"Bonn", 1});
    CHECK(after.roles == std::set<std::string>{"x", "y", "z"});
    CHECK(after.lucky == std::set<int>{-7});
    CHECK_FALSE(after.nick);
    CHECK(after.scores.at("a.b") == 20);
    CHECK(after.weight == 0.1);

    auto const old = f.records
                         .update(owner, key,
                                 set(attr<&record::places>[0].member<&place::city>(), "Köln"),
                                 set<&record::roles>(std::set<std::string>{}),
                                 changes(record_patch{.nick = {"N"}, .stars = std::nullopt}),
                                 return_old)
                         .value()
                         .value();
    CHECK(old == after);
    auto const now = f.records.get(owner, key).value().value();
    CHECK(now.places.front().city == "Köln");
    CHECK(now.roles.empty());
    CHECK(now.nick == "N");
    CHECK(now.stars == 0);

    f.records.update("new", "item", append<&record::tags>("first")).value();
    CHECK(f.records.get("new", "item").value().value().tags == std::vector<std::string>{"first"});
}

TEST_CASE("table, local: queries by key, index, order, filter and limit") {
    fixture f;
    f.fill(60);
    f.records.put({.owner = "other", .key = "k1000"}).value();

    CHECK(keys_of(f.records.query("o")).size() == 60);
    CHECK(keys_of(f.records.query("o", newest_first, limit(2))) ==
          std::vector<std::string>{"k1059", "k1058"});
    CHECK(keys_of(f.records.query("o", begins_with("k104"))).size() == 10);
    CHECK(keys_of(f.records.query("o", between("k1003", "k1005"))).size() == 3);
    CHECK(keys_of(f.records.query("o", less_than("k1003"), page_size(2))).size() == 3);
    CHECK(keys_of(f.records.query("o", attr<&record::stars> == 1)).size() == 20);
    CHECK(
        keys_of(f.records.query("o", attr<&record::stars> == 1, page_size(7), limit(15))).size() ==
        15);
    CHECK(keys_of(f.records.query(1, in_index<"by-stars">, at_least("k1030"))).size() == 10);
    CHECK(keys_of(f.records.query("o", in_index<"by-exact">, equals(0), consistent)).size() == 60);

    auto const projected = f.records.query("o", project<&record::stars>, limit(1)).all().value();
    CHECK(projected.at(0).key == "k1000");
    CHECK_FALSE(projected.at(0).flag); // true in the table
}

TEST_CASE("table, local: a cursor goes on where a cut page ended, with filters and indexes") {
    fixture f;
    f.fill(60);
    auto const gathered = [](auto const& query) {
        std::set<std::string> keys;
        std::string cursor;
        for (int rounds = 0; rounds != 100; ++rounds) {
            auto range = query(cursor);
            std::size_t before = keys.size();
            auto page = range.next_page().value();
            for (auto const& r : page.items)
                keys.insert(r.key);
            CHECK(keys.size() == before + page.items.size());
            cursor = page.next;
            if (cursor.empty())
                break;
        }
        return keys.size();
    };
    CHECK(gathered([&](std::string const& cursor) {
              return f.records.query("o", limit(7), start_from(cursor));
          }) == 60);
    CHECK(gathered([&](std::string const& cursor) {
              return f.records.query("o", attr<&record::flag> == true, limit(4),
                                     start_from(cursor));
          }) == 30);
    CHECK(gathered([&](std::string const& cursor) {
              return f.records.query(2, in_index<"by-stars">, attr<&record::flag> == true, limit(3),
                                     newest_first, start_from(cursor));
          }) == 10);
    CHECK(gathered([&](std::string const& cursor) {
              return f.records.scan(in_index<"by-stars">, attr<&record::flag> == true, limit(3),
                                    start_from(cursor));
          }) == 30);
}

TEST_CASE("table, local: more than a megabyte is read to the end") {
    fixture f;
    std::string const large(100'000, 'x');
    for (int i = 0; i != 25; ++i)
        f.records.put({.owner = "o", .key = std::to_string(100 + i), .stars = i, .nick = large})
            .value();
    CHECK(f.records.scan().all().value().size() == 25);
    CHECK(keys_of(f.records.query("o")).size() == 25);
    int pages = 0;
    for (auto& page : f.records.scan().pages())
        pages += page.value().items.empty() ? 0 : 1;
    CHECK(pages >= 3);
    CHECK(keys_of(f.records.scan(attr<&record::stars> == 24)).size() == 1);

    std::size_t parts = 0;
    for (unsigned i = 0; i != 3; ++i)
        parts += f.records.scan(segment(3, i)).all().value().size();
    CHECK(parts == 25);
}

TEST_CASE("table, local: batches over many requests") {
    fixture f;
    f.fill(130);
    std::vector<std::pair<std::string, std::string>> keys;
    for (int i = 0; i != 130; ++i)
        keys.emplace_back("o", "k" + std::to_string(1000 + i));
    keys.emplace_back("o", "none");
    CHECK(f.records.get_many(keys, consistent).value().size() == 130);
    f.records.erase_many(keys).value();
    CHECK(f.records.scan().all().value().empty());
}

TEST_CASE("table, local: a client's fault that comes once is not seen") {
    fixture f;
    f.fill(1);
    f.aws.inject({.operation = "GetItem", .code = "ProvisionedThroughputExceededException"});
    f.aws.inject({.operation = "GetItem", .connection_dropped = skiff::local::fault::drop::before});
    CHECK(f.records.get("o", "k1000").value().has_value());
}

TEST_CASE("table, local: one table is used by many threads") {
    fixture f;
    f.fill(1);
    std::vector<std::thread> threads;
    for (int t = 0; t != 4; ++t)
        threads.emplace_back([&f] {
            for (int i = 0; i != 25; ++i)
                f.records.update("o", "k1000", increment<&record::stars>()).value();
        });
    for (auto& thread : threads)
        thread.join();
    CHECK(f.records.get("o", "k1000").value().value().stars == 100);
}

TEST_CASE("table, local: what is missing has a name") {
    fixture f;
    f.records.drop().value();
    CHECK(f.records.get("o", "k").error().code == skiff::condition::not_found);
    CHECK(f.records.drop().error().code == skiff::condition::not_found);
    f.records.create().value();
    CHECK(f.records.create().error().code == skiff::condition::already_exists);
    CHECK(f.records.put({.owner = "", .key = "k"}).error().code == skiff::condition::invalid_input);
}
