// SPDX-License-Identifier: Apache-2.0
#include <skiff/protocol/pages.hpp>

#include "support/catch.hpp"

#include <memory>
#include <ranges>

using namespace skiff;

namespace {

struct response {
    std::vector<int> numbers;
    std::optional<std::string> next;
};
/// Pages by token; the first one has none.
struct book {
    std::map<std::string, response> pages;
    int fetched = 0;
};
struct paging {
    using client = std::shared_ptr<book>;
    struct request {
        std::optional<std::string> token;
    };
    using response = ::response;
    using item = int;

    static result<response> fetch(client const& from, request const& what, call_options const&) {
        ++from->fetched;
        auto const found = from->pages.find(what.token.value_or(""));
        if (found == from->pages.end())
            return make_error(errc::connection_lost, "no such page");
        return found->second;
    }
    static std::vector<item>& items(response& page) { return page.numbers; }
    static protocol::page_step advance(request& next, response const& page) {
        if (protocol::is_absent(page.next))
            return protocol::page_step::last;
        if (next.token == page.next)
            return protocol::page_step::repeated;
        next.token = page.next;
        return protocol::page_step::more;
    }
};

protocol::paged<paging> read(std::shared_ptr<book> const& from) {
    return {from, {}, {}};
}

std::vector<int> numbers(protocol::paged<paging> const& range) {
    std::vector<int> out;
    for (int const n : range)
        out.push_back(n);
    return out;
}

static_assert(std::ranges::input_range<protocol::paged<paging>>);
static_assert(std::ranges::input_range<protocol::page_range<paging>>);

} // namespace

TEST_CASE("pages: items of all pages follow each other, empty pages among them") {
    auto const from = std::make_shared<book>(
        book{{{"", {{1, 2}, "a"}}, {"a", {{}, "b"}}, {"b", {{}, "c"}}, {"c", {{3}, {}}}}});
    CHECK(numbers(read(from)) == std::vector{1, 2, 3});
    CHECK(from->fetched == 4);
}

TEST_CASE("pages: a page is fetched when it is reached, not earlier") {
    auto const from = std::make_shared<book>(book{{{"", {{1, 2}, "a"}}, {"a", {{3}, {}}}}});
    auto const range = read(from);
    CHECK(from->fetched == 0);
    auto at = range.begin();
    CHECK(from->fetched == 1);
    ++at;
    CHECK(*at == 2);
    CHECK(from->fetched == 1);
    ++at;
    CHECK(*at == 3);
    CHECK(from->fetched == 2);
    ++at;
    CHECK(at == range.end());
    CHECK(from->fetched == 2);
}

TEST_CASE("pages: an empty token is the end") {
    auto const from = std::make_shared<book>(book{{{"", {{1}, ""}}}});
    CHECK(numbers(read(from)) == std::vector{1});
}

TEST_CASE("pages: no items at all is an empty range") {
    auto const from = std::make_shared<book>(book{{{"", {{}, {}}}}});
    CHECK(numbers(read(from)).empty());
}

TEST_CASE("pages: a failure throws when items are read and is the last page otherwise") {
    auto const from = std::make_shared<book>(book{{{"", {{1}, "missing"}}}});
    std::vector<int> seen;
    auto const read_all = [&] {
        for (int const n : read(from))
            seen.push_back(n);
    };
    CHECK_THROWS_AS(read_all(), service_error);
    CHECK(seen == std::vector{1});

    std::vector<bool> good;
    for (auto const& page : read(from).pages())
        good.push_back(page.has_value());
    CHECK(good == std::vector{true, false});
}

TEST_CASE("pages: a token that repeats is an error behind the items of its page") {
    auto const from = std::make_shared<book>(book{{{"", {{1}, "a"}}, {"a", {{2}, "a"}}}});
    std::vector<int> seen;
    auto const read_all = [&] {
        for (int const n : read(from))
            seen.push_back(n);
    };
    CHECK_THROWS_AS(read_all(), service_error);
    CHECK(seen == std::vector{1, 2});
    CHECK(from->fetched == 2);

    int count = 0;
    boost::system::error_code last;
    for (auto const& page : read(from).pages()) {
        ++count;
        last = page ? boost::system::error_code() : page.error().code;
    }
    CHECK(count == 3);
    CHECK(last == errc::malformed_response);
}
