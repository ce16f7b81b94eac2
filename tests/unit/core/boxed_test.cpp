// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/boxed.hpp>

#include "support/catch.hpp"

#include <utility>

using namespace skiff;

namespace {

struct node {
    int number{};
    boxed<node> next{};
    friend bool operator==(node const&, node const&) = default;
};

} // namespace

TEST_CASE("boxed: a structure may hold itself, and copies are deep") {
    node first{.number = 1, .next = node{.number = 2}};
    node copy = first;
    CHECK(copy == first);
    copy.next->number = 3;
    CHECK(first.next->number == 2);
    CHECK(copy != first);
    first = copy;
    CHECK(first == copy);
}

TEST_CASE("boxed: it is absent until it is given a value") {
    boxed<node> none;
    CHECK(!none.has_value());
    CHECK(none == boxed<node>());
    none.emplace().number = 4;
    REQUIRE(none);
    CHECK((*none).number == 4);
    CHECK(none != boxed<node>());
    auto const taken = std::move(none);
    CHECK(taken->number == 4);
    CHECK(!none.has_value()); // NOLINT(bugprone-use-after-move): what it is then is promised.
    none = taken;
    none.reset();
    CHECK(!none);
    CHECK(taken->number == 4);
}
