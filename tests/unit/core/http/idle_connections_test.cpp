// SPDX-License-Identifier: Apache-2.0
#include "core/http/idle_connections.hpp"

#include "support/catch.hpp"

#include <memory>

using namespace skiff;
using namespace std::chrono_literals;

namespace {

struct connection {
    http::origin to;
    int number;
    http::origin const& peer() const { return to; }
};

http::origin const a{false, "a", 80};
http::origin const b{false, "b", 80};

using pool = http::idle_connections<connection>;

std::unique_ptr<connection> make(http::origin const& to, int number) {
    return std::make_unique<connection>(connection{to, number});
}

int taken(pool& p, http::origin const& to, pool::time_point now) {
    auto const found = p.take(to, now);
    return found ? found->number : 0;
}

} // namespace

TEST_CASE("idle connections: the last one used of an origin comes first") {
    pool p(10, 60s);
    pool::time_point const now{};
    p.put(make(a, 1), now);
    p.put(make(a, 2), now);
    p.put(make(b, 3), now);
    CHECK(taken(p, a, now) == 2);
    CHECK(taken(p, a, now) == 1);
    CHECK(taken(p, a, now) == 0);
    CHECK(taken(p, {true, "b", 80}, now) == 0);
    CHECK(taken(p, {false, "b", 81}, now) == 0);
    CHECK(taken(p, b, now) == 3);
}

TEST_CASE("idle connections: the oldest goes when there are too many") {
    pool p(2, 60s);
    pool::time_point const now{};
    for (int i = 1; i != 4; ++i)
        p.put(make(a, i), now);
    CHECK(p.size() == 2);
    CHECK(taken(p, a, now) == 3);
    CHECK(taken(p, a, now) == 2);
    CHECK(taken(p, a, now) == 0);
}

TEST_CASE("idle connections: the old ones of every origin go at the next use") {
    pool p(10, 60s);
    pool::time_point const start{};
    p.put(make(a, 1), start);
    p.put(make(b, 2), start + 30s);
    CHECK(taken(p, a, start + 60s) == 0);
    CHECK(p.size() == 1);
    p.put(make(a, 3), start + 90s);
    CHECK(p.size() == 1);
    CHECK(taken(p, a, start + 149s) == 3);
}
