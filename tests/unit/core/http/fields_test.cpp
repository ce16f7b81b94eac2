// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/http/fields.hpp>

#include "support/catch.hpp"

#include <string>
#include <string_view>

using skiff::http::fields;
using namespace std::string_view_literals;

TEST_CASE("fields: stand on the wire in the order they were added") {
    fields f;
    CHECK(f.empty());
    CHECK(f.wire().empty());
    CHECK(f.add("Host", "a"));
    CHECK(f.add("X-Empty", ""));
    CHECK(f.add("host", " b "));
    CHECK(f.size() == 3);
    CHECK(f.wire() == "Host: a\r\nX-Empty: \r\nhost:  b \r\n");
    CHECK(f[2].name == "host");
    CHECK(f[2].value == " b ");
}

TEST_CASE("fields: names compare without case, the first is found") {
    fields f;
    f.add("Accept", "1");
    f.add("ACCEPT", "2");
    CHECK(f.find("aCcEpT") == "1");
    CHECK(!f.find("Accep"));
    CHECK(!f.find("Accept "));
}

TEST_CASE("fields: what could break out of a header is refused and changes nothing") {
    fields f;
    f.add("Good", "1");
    for (auto const name : {""sv, "a b"sv, "a:"sv, "a\r\n"sv, "\0"sv, "\xc3\xa9"sv, "(a)"sv})
        CHECK(!f.add(name, "x"));
    for (auto const value : {"\r"sv, "\n"sv, "a\r\nEvil: 1"sv, "a\0b"sv}) {
        CHECK(!f.add("Name", value));
        CHECK(!f.set("Good", value));
        CHECK(!f.set("Name", value));
    }
    CHECK(f.add("!#$%&'*+-.^_`|~09azAZ", "\xc3\xa9\t\"x\""));
    CHECK(f.wire() == "Good: 1\r\n!#$%&'*+-.^_`|~09azAZ: \xc3\xa9\t\"x\"\r\n");
}

TEST_CASE("fields: set replaces the first in place and removes the others") {
    struct change {
        std::string_view value;
        std::string_view wire;
    };
    for (auto const& c :
         {change{"same", "A: 1\r\nName: same\r\nB: 2\r\nC: 3\r\n"},
          change{"", "A: 1\r\nName: \r\nB: 2\r\nC: 3\r\n"},
          change{"much longer than it was", "A: 1\r\nName: much longer than it was\r\nB: 2\r\n"
                                            "C: 3\r\n"}}) {
        fields f;
        f.add("A", "1");
        f.add("Name", "old1");
        f.add("B", "2");
        f.add("NAME", "old2");
        f.add("C", "3");
        f.add("name", "old3");
        CHECK(f.set("name", c.value));
        CHECK(f.wire() == c.wire);
        CHECK(f.size() == 4);
        CHECK(f.find("name") == c.value);
        CHECK(f.find("b") == "2");
        CHECK(f.find("c") == "3");
    }
    fields f;
    CHECK(f.set("New", "1"));
    CHECK(f.wire() == "New: 1\r\n");
}

TEST_CASE("fields: erase removes all of a name") {
    fields f;
    f.add("A", "1");
    f.add("B", "22");
    f.add("a", "3");
    f.erase("A");
    CHECK(f.wire() == "B: 22\r\n");
    CHECK(f[0].value == "22");
    f.erase("missing");
    f.erase("b");
    CHECK(f.empty());
    f.add("C", "4");
    f.clear();
    CHECK(f.wire().empty());
}

TEST_CASE("fields: parts of the fields themselves may be given") {
    fields f;
    f.add("First", std::string(100, 'x'));
    for (int i = 0; i != 20; ++i)
        CHECK(f.add(f[0].name, f[0].value)); // grows while its own text is read
    CHECK(f.set("Other", f[3].value));
    CHECK(f.find("Other") == std::string(100, 'x'));
    CHECK(f.set(f[0].name, f[0].value.substr(0, 3)));
    CHECK(f.size() == 2);
    CHECK(f.find("first") == "xxx");
    f.erase(f[0].name);
    CHECK(f.wire() == "Other: " + std::string(100, 'x') + "\r\n");
}

TEST_CASE("fields: tokens are found in lists and in several fields, without case") {
    fields f;
    f.add("Connection", "Keep-Alive,  Upgrade\t,x");
    f.add("connection", "close");
    CHECK(f.has_token("Connection", "keep-alive"));
    CHECK(f.has_token("connection", "UPGRADE"));
    CHECK(f.has_token("connection", "x"));
    CHECK(f.has_token("connection", "Close"));
    CHECK(!f.has_token("connection", "keep"));
    CHECK(!f.has_token("other", "close"));
}
