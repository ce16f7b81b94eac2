// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/reflect/json.hpp>
#include <skiff/core/secret.hpp>

#include "support/catch.hpp"
#include "support/memory_watch.hpp"

#include <algorithm>
#include <optional>
#include <ostream>
#include <string>
#include <type_traits>
#include <utility>

using namespace skiff;
using test::memory_watch;

namespace {

constexpr char const* const password = "correct horse battery staple";

template <class T>
concept printable = requires(std::ostream& out, T const& value) {
    out << value;
};

struct login {
    std::string user;
    secret_string password;
    std::optional<secret_binary> key;
};
BOOST_DESCRIBE_STRUCT(login, (), (user, password, key))

} // namespace

static_assert(!printable<secret_string>);
static_assert(!printable<secret_binary>);
static_assert(std::is_nothrow_move_constructible_v<secret_string>);
static_assert(std::is_nothrow_default_constructible_v<secret_string>);

TEST_CASE("secret: the watch sees what an ordinary string leaves behind") {
    memory_watch const watch(password);
    { std::string const text(password); }
    CHECK(watch.found() == 1);
}

TEST_CASE("secret: memory is overwritten however the value goes") {
    memory_watch const watch(password);
    SECTION("destroyed") {
        secret_string const text(password);
        CHECK(text.view() == password);
    }
    SECTION("assigned over") {
        secret_string text(password);
        text = secret_string("other");
        text = "yet another";
        CHECK(text.view() == "yet another");
    }
    SECTION("copied, and the copies destroyed") {
        secret_string const text(password);
        secret_string copy(text);
        copy = text;
        CHECK(copy == text);
    }
    SECTION("moved from, then destroyed") {
        secret_string text(password);
        secret_string const taken(std::move(text));
        CHECK(text.empty()); // NOLINT(bugprone-use-after-move): what it is then is promised.
        CHECK(taken.view() == password);
    }
    SECTION("move-assigned") {
        secret_string text(password);
        secret_string taken("first");
        taken = std::move(text);
        CHECK(taken.view() == password);
    }
    SECTION("cleared") {
        secret_string text(password);
        text.clear();
        CHECK(text.empty());
    }
    SECTION("made of a string that is given away") {
        std::string plain(password);
        secret_string const text(std::move(plain));
        CHECK(text.view() == password);
        CHECK(plain.empty()); // NOLINT(bugprone-use-after-move): what it is then is promised.
    }
    SECTION("bytes") {
        binary plain{password};
        secret_binary const bytes(std::move(plain));
        secret_binary const copy(bytes);
        CHECK(copy.bytes() == password);
        CHECK(plain.bytes.empty()); // NOLINT(bugprone-use-after-move): what it is then is promised.
    }
    CHECK(watch.found() == 0);
}

TEST_CASE("secret: a short string that is given away keeps nothing in its own buffer") {
    std::string plain("short");
    char const* const where = plain.data();
    secret_string const text(std::move(plain));
    CHECK(std::all_of(where, where + 5, [](char c) { return c == '\0'; }));
    CHECK(text.view() == "short");
}

TEST_CASE("secret: equal is what has the same bytes") {
    CHECK(secret_string() == secret_string(""));
    CHECK(secret_string("a") == secret_string("a"));
    CHECK(secret_string("a") != secret_string("b"));
    CHECK(secret_string("a") != secret_string("ab"));
    CHECK(secret_string(std::string_view("a\0b", 3)) != secret_string(std::string_view("a\0c", 3)));
    CHECK(secret_binary(binary{"x"}) == secret_binary(binary{"x"}));
    CHECK(secret_binary(binary{"x"}) != secret_binary(binary{"y"}));
}

TEST_CASE("secret: bytes are seen as bytes") {
    secret_binary const bytes(binary{std::string("\0\xFF", 2)});
    REQUIRE(bytes.view().size() == 2);
    CHECK(bytes.view()[0] == std::byte{0});
    CHECK(bytes.view()[1] == std::byte{0xFF});
    CHECK(secret_binary(bytes.view()) == bytes);
}

TEST_CASE("secret: a document is read and written as if it were text") {
    auto const read = parse_json<login>(
        R"({"user":"u","password":"correct horse \"battery\" staple","key":"AP8="})");
    REQUIRE(read.has_value());
    CHECK(read->password.view() == "correct horse \"battery\" staple");
    REQUIRE(read->key);
    CHECK(read->key->bytes() == std::string_view("\0\xFF", 2));
    CHECK(to_json(*read) ==
          R"({"user":"u","password":"correct horse \"battery\" staple","key":"AP8="})");
}

TEST_CASE("secret: reading a document leaves no copy behind") {
    auto const text = R"({"user":"u","password":"\u0063orrect horse battery staple"})";
    memory_watch const watch(password);
    {
        auto const read = parse_json<login>(text);
        REQUIRE(read.has_value());
        CHECK(read->password.view() == password);
    }
    CHECK(watch.looked_at() != 0);
    CHECK(watch.found() == 0);
}

TEST_CASE("secret: what does not fit is reported without the value") {
    auto const wrong = parse_json<login>(R"({"user":"u","password":17,"key":"hunter2"})");
    REQUIRE(!wrong.has_value());
    CHECK(wrong.error().to_string() ==
          "password: expected string, got number; key: expected base64");
}
