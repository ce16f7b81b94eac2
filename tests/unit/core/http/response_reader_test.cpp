// SPDX-License-Identifier: Apache-2.0
#include "core/http/response_reader.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace skiff;
using state = http::response_reader::state;

namespace {

/// Feeds `bytes` in pieces of `piece` bytes.
state feed(http::response_reader& reader, std::string_view bytes, std::size_t piece) {
    auto s = state::reading;
    while (!bytes.empty() && s == state::reading) {
        auto const space = reader.space();
        REQUIRE(!space.empty());
        auto const size = std::min({piece, space.size(), bytes.size()});
        std::copy_n(bytes.begin(), size, space.begin());
        bytes.remove_prefix(size);
        s = reader.received(size);
    }
    return s;
}

std::vector<std::string> const answers{
    "HTTP/1.1 200 OK\r\nContent-Length: 11\r\nA: 1\r\n\r\nhello world",
    "HTTP/1.1 200 OK\r\nA: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nh\r\n00A;x=y\r\nello "
    "world\r\n0\r\nTrailer: x\r\n\r\n",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nA: 1\r\nContent-Length: 11\r\n\r\nhello world",
    "HTTP/1.1 200 OK\r\nA: 1\r\n\r\nhello world",
};

} // namespace

TEST_CASE("response reader: pieces of any size give the same answer") {
    http::response_reader reader; // one for all: each start forgets what was before
    for (auto const& text : answers) {
        for (std::size_t piece = 1; piece <= text.size(); ++piece) {
            reader.start(1000, false);
            auto s = feed(reader, text, piece);
            if (s == state::reading)
                s = reader.ended();
            REQUIRE(s == state::done);
            auto const got = reader.take();
            CHECK(got.status == 200);
            CHECK(got.headers.find("a") == "1");
            CHECK(!got.headers.find("Trailer"));
            CHECK(got.body == "hello world");
        }
    }
}

TEST_CASE("response reader: an empty chunked body may come in any pieces") {
    std::string const text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    http::response_reader reader;
    for (std::size_t piece = 1; piece <= text.size(); ++piece) {
        reader.start(1000, false);
        REQUIRE(feed(reader, text, piece) == state::done);
        CHECK(reader.take().body.empty());
    }
}

TEST_CASE("response reader: an answer that ends early is truncated, wherever that is") {
    http::response_reader reader;
    for (std::size_t which = 0; which != 3; ++which) {
        auto const& text = answers[which];
        for (std::size_t size = 0; size != text.size(); ++size) {
            reader.start(1000, false);
            REQUIRE(feed(reader, std::string_view(text).substr(0, size), 7) == state::reading);
            CHECK(reader.begun() == (size != 0));
            CHECK(reader.ended() == state::truncated);
        }
    }
}

TEST_CASE("response reader: a changed byte never does more than fail") {
    http::response_reader reader;
    std::uint32_t random = 12345;
    for (int round = 0; round != 20000; ++round) {
        auto text = answers[static_cast<std::size_t>(round) % answers.size()];
        for (int change = 0; change != 3; ++change) {
            random = random * 1664525u + 1013904223u;
            text[(random >> 8) % text.size()] = static_cast<char>(random);
        }
        reader.start(1000, false);
        auto s = feed(reader, text, 1 + (random >> 4) % 40);
        if (s == state::reading)
            s = reader.ended();
        REQUIRE(s != state::reading);
        if (s == state::done)
            REQUIRE(reader.take().body.size() <= text.size());
    }
}

TEST_CASE("response reader: many interim answers are refused") {
    http::response_reader reader;
    reader.start(1000, false);
    std::string text;
    for (int i = 0; i != 100; ++i)
        text += "HTTP/1.1 102 Processing\r\n\r\n";
    CHECK(feed(reader, text, 1000) == state::malformed);
}
