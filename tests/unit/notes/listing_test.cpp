// SPDX-License-Identifier: Apache-2.0
#include "notebook.hpp"

#include "listing.hpp"

#include <skiff/core/binary.hpp>
#include <skiff/core/reflect/json.hpp>

#include <string>
#include <vector>

namespace {

struct shown {
    std::string PK, SK, title, content;
};
BOOST_DESCRIBE_STRUCT(shown, (), (PK, SK, title, content))

std::vector<std::string> titles_in(std::string const& json) {
    std::vector<std::string> out;
    for (auto const& one : skiff::parse_json<std::vector<shown>>(json).value())
        out.push_back(one.title);
    return out;
}

/// Follows the cursors and gives each page's titles.
std::vector<std::vector<std::string>> pages_of(notebook const& book, std::string const& query) {
    std::vector<std::vector<std::string>> out;
    std::string target = "/notes" + query;
    while (!target.empty() && out.size() < 20) {
        auto const answer = book.ask("GET", target);
        INFO(target << ": " << answer.body);
        REQUIRE(answer.status == 200);
        out.push_back(titles_in(answer.body));
        auto const link = std::string(answer.headers.find("Link").value_or(""));
        CHECK(link.empty() == !answer.headers.find("X-Next-Cursor"));
        target.clear();
        if (!link.empty()) {
            REQUIRE(link.ends_with(R"(>; rel="next")"));
            target = "/notes" + link.substr(1, link.find('>') - 1);
        }
    }
    return out;
}

using titles = std::vector<std::string>;
using pages = std::vector<titles>;

std::string encoded(std::string const& json) {
    return skiff::base64url_encode(json);
}

} // namespace

TEST_CASE("listing: pages of every order have all notes once, and no empty page ends them") {
    notebook book;
    for (auto const* title : {"d", "b", "a", "", "c", "b"})
        book.add(R"({"title":")" + std::string(title) + "\"}");
    CHECK(pages_of(book, "") == pages{{"d", "b", "a", "", "c", "b"}});
    CHECK(pages_of(book, "?limit=4") == pages{{"d", "b", "a", ""}, {"c", "b"}});
    CHECK(pages_of(book, "?limit=3") == pages{{"d", "b", "a"}, {"", "c", "b"}});
    CHECK(pages_of(book, "?limit=4&order=desc") == pages{{"b", "c", "", "a"}, {"b", "d"}});
    CHECK(pages_of(book, "?limit=4&sort=title") == pages{{"", "a", "b", "b"}, {"c", "d"}});
    CHECK(pages_of(book, "?limit=3&sort=title&order=desc") ==
          pages{{"d", "c", "b"}, {"b", "a", ""}});
    CHECK(pages_of(book, "?limit=5&sort=date") == pages{{"d", "b", "a", "", "c"}, {"b"}});
    CHECK(pages_of(book, "?limit=1000&sort=date&order=desc") ==
          pages{{"b", "c", "", "a", "b", "d"}});
}

TEST_CASE("listing: filters fill their pages") {
    notebook book;
    for (int i = 0; i != 30; ++i)
        book.add(R"({"title":")" + std::string(i % 10 == 9 ? "tenth & more" : "other") +
                 R"(","content":"number )" + std::to_string(i) + "\"}");
    CHECK(pages_of(book, "?limit=2&contains=tenth+%26") ==
          pages{{"tenth & more", "tenth & more"}, {"tenth & more"}});
    CHECK(pages_of(book, "?contains=number+29") == pages{{"tenth & more"}});
    CHECK(pages_of(book, "?title=tenth+%26+more&limit=1").size() == 3);
    CHECK(pages_of(book, "?title=tenth") == pages{{}});
    CHECK(pages_of(book, "?title=other&contains=number+2&sort=title&limit=7").size() == 2);
    CHECK(titles_in(book.get("?title_prefix=ten")).size() == 3);
    CHECK(titles_in(book.get("?title_prefix=Ten")).empty());
    CHECK(titles_in(book.get("?sort=title&title_prefix=&limit=4")).size() == 4);
}

TEST_CASE("listing: a range of time takes days, RFC 3339 and milliseconds, both ends included") {
    notebook book; // 2026-11-18T11:06:40Z
    for (auto const* title : {"first", "second", "third"}) {
        book.add(R"({"title":")" + std::string(title) + "\"}");
        book.clock->advance(std::chrono::hours(24));
    }
    CHECK(titles_in(book.get("?from=2026-11-19")) == titles{"second", "third"});
    CHECK(titles_in(book.get("?to=2026-11-19")) == titles{"first", "second"});
    CHECK(titles_in(book.get("?from=2026-11-19&to=2026-11-19")) == titles{"second"});
    CHECK(titles_in(book.get("?from=1795000000000&to=1795000000000")) == titles{"first"});
    CHECK(titles_in(book.get("?from=2026-11-18T12:06:40%2B01:00&to=2026-11-19T11:06:40Z")) ==
          titles{"first", "second"});
    CHECK(titles_in(book.get("?from=2026-11-19&order=desc&limit=1")) == titles{"third"});
    CHECK(pages_of(book, "?from=2026-11-18&limit=2") == pages{{"first", "second"}, {"third"}});
}

TEST_CASE("listing: a parameter that cannot be is 422 and named, others are ignored") {
    notebook book;
    struct {
        std::string query;
        std::string field;
    } const cases[] = {
        {"limit=0", "limit"},
        {"limit=1001", "limit"},
        {"limit=-1", "limit"},
        {"limit=ten", "limit"},
        {"limit=", "limit"},
        {"limit=99999999999999999999", "limit"},
        {"sort=size", "sort"},
        {"order=up", "order"},
        {"from=yesterday", "from"},
        {"from=2026-13-01", "from"},
        {"from=1969-12-31", "from"},
        {"to=99999999999999999", "to"},
        {"from=2026-11-20&to=2026-11-19", "from"},
        {"sort=title&from=2026-11-20", "from"},
        {"sort=date&title_prefix=a", "title_prefix"},
        {"from=2026-11-20&title_prefix=a", "title_prefix"},
        {"contains=" + std::string(1001, 'x'), "contains"},
        {"title_prefix=" + std::string(1001, 'x'), "title_prefix"},
        {"cursor=abc", "cursor"},
    };
    for (auto const& c : cases) {
        INFO(c.query.substr(0, 60));
        auto const answer = book.ask("GET", "/notes?" + c.query);
        INFO(answer.body);
        CHECK(answer.status == 422);
        CHECK(answer.body.find(R"({"field":")" + c.field) != std::string::npos);
    }
    CHECK(book.ask("GET", "/notes?contains=%FF").status == 400);
    CHECK(book.get("?colour=red&contains=&title=&cursor=") == "[]");
}

TEST_CASE("listing: cursors come back as they were, and only in their order") {
    notes::position const end{.key = "NOTE#1",
                              .title_key = "TITLE#a",
                              .created_at = notes::milliseconds_time(std::chrono::milliseconds(7))};
    using notes::order_key;
    for (auto const by : {order_key::id, order_key::title, order_key::date}) {
        auto const text = notes::cursor_of(end, by);
        CHECK(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                     "0123456789-_") == std::string::npos);
        for (auto const as : {order_key::id, order_key::title, order_key::date})
            CHECK(notes::position_of(text, as).has_value() == (as == by));
    }
    CHECK(notes::position_of(notes::cursor_of(end, order_key::date), order_key::date)->created_at ==
          end.created_at);
}

TEST_CASE("listing: a forged cursor is refused and never leads to another partition") {
    notebook book;
    book.storage.add("USER#other", {.title = "secret"}).value();
    for (auto const* title : {"a", "b", "c"})
        book.add(R"({"title":")" + std::string(title) + "\"}");
    std::string const refused[] = {
        "%00",
        "e30",
        encoded("{}"),
        encoded("[]"),
        encoded(R"({"by":"id","key":"PROFILE#1"})"),
        encoded(R"({"by":"id","key":"NOTE#1","PK":"USER#other"})"),
        encoded(R"({"by":"id","key":"NOTE#1","title_key":"TITLE#a"})"),
        encoded(R"({"by":"title","key":"NOTE#1","title_key":"TITLE#a"})"),
        encoded(R"({"by":"id","key":"NOTE#)" + std::string(1020, '1') + "\"}"),
        encoded(R"({"by":"id","key":5})"),
        encoded(R"({"PK":{"S":"USER#other"},"SK":{"S":"NOTE#1"}})"),
    };
    for (auto const& cursor : refused) {
        INFO(cursor);
        auto const answer = book.ask("GET", "/notes?limit=2&cursor=" + cursor);
        CHECK(answer.status == 422);
        CHECK(answer.body.find("secret") == std::string::npos);
    }
    // Well-formed, but outside of the list: DynamoDB refuses it, and the client is told.
    auto const outside = encoded(R"({"by":"title","key":"NOTE#1","title_key":"TITLE#x"})");
    CHECK(book.ask("GET", "/notes?title_prefix=a&cursor=" + outside).status == 422);
    auto const early = encoded(R"({"by":"date","key":"NOTE#1","created_at":1})");
    CHECK(book.ask("GET", "/notes?from=2026-11-18&cursor=" + early).status == 422);
    // A place of its own making is still a place in the caller's own notes.
    auto const made_up = encoded(R"({"by":"id","key":"NOTE#1795000000001"})");
    CHECK(titles_in(book.get("?cursor=" + made_up)) == titles{"b", "c"});
}
