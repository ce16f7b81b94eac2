// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/json/reader.hpp>
#include <skiff/core/json/writer.hpp>

#include "support/catch.hpp"

#include <boost/json/src.hpp>

#include <random>

using namespace skiff;

namespace {

bool accepts(std::string_view text) {
    json::reader reader(text);
    return reader.skip() && reader.finish();
}

/// Boost.JSON's opinion, with our depth.
bool boost_accepts(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = 256;
    boost::json::error_code code;
    boost::json::parse(text, code, {}, options);
    return !code;
}

} // namespace

TEST_CASE("json reader: accepts what RFC 8259 allows") {
    for (std::string_view text :
         {"null", " true ", "false", "0", "-0", "-0.5e+10", "1E400", "\"\"", "\"\\u0000\"",
          "\"\\ud83d\\ude00\"", "[]", "[1,[2,[]]]", "{}", "{\"a\":{\"b\":[1,2]},\"a\":1}",
          "\"\xF0\x9F\x98\x80\"", "\t[\r\n1 , 2 ]\n"}) {
        CAPTURE(text);
        CHECK(accepts(text));
    }
}

TEST_CASE("json reader: refuses what is not JSON and says why") {
    struct row {
        std::string_view text;
        std::string_view why;
    };
    for (auto const& [text, why] : std::initializer_list<row>{
             {"", "the text ends too early"},
             {"nul", "unexpected character"},
             {"01", "a number begins with 0"},
             {"1.", "a number is not complete"},
             {"-", "a number is not complete"},
             {"+1", "unexpected character"},
             {".5", "unexpected character"},
             {"\"abc", "a string does not end"},
             {"\"a\nb\"", "a control character in a string"},
             {"\"\\x\"", "unknown escape in a string"},
             {"\"\\ud83d\"", "a lone surrogate in a string"},
             {"\"\\ude00\"", "a lone surrogate in a string"},
             {"\"\\u12g4\"", "expected four hexadecimal digits after \\u"},
             {"\"\xC0\xAF\"", "a string is not valid UTF-8"},
             {"\"\xED\xA0\x80\"", "a string is not valid UTF-8"},
             {"[1,]", "a value must follow ','"},
             {"[1 2]", "expected ',' or ']'"},
             {"{\"a\" 1}", "expected ':'"},
             {"{\"a\":1,}", "expected a member name"},
             {"{a:1}", "expected a member name"},
             {"[1", "the text ends too early"},
             {"1 1", "text follows the value"},
             {"[}", "unexpected character"},
         }) {
        CAPTURE(text);
        json::reader reader(text);
        CHECK_FALSE((reader.skip() && reader.finish()));
        CHECK(reader.message() == why);
    }
}

TEST_CASE("json reader: agrees with Boost.JSON on mutated documents") {
    std::mt19937 random(20261120);
    std::string const seed =
        R"({"Items":[{"id":{"S":"a\u00e9\ud83d\ude00\n"},"n":{"N":"-1.5e3"}}],"c":[1,-2.5e-3,true,null]})";
    for (int i = 0; i != 20000; ++i) {
        std::string text = seed;
        for (auto changes = 1 + random() % 3; changes != 0; --changes)
            text[random() % text.size()] = static_cast<char>(
                random() % 2 != 0 ? random() % 256 : seed[random() % seed.size()]);
        if (random() % 4 == 0)
            text.resize(random() % text.size());
        if (boost_accepts(text) != accepts(text)) {
            // Boost.JSON 1.81 takes some lone surrogates; ours must not.
            CAPTURE(text);
            CHECK_FALSE(accepts(text));
        }
    }
}

TEST_CASE("json reader: takes values one after the other") {
    std::string_view const text =
        R"({"s":"a\"b","n":-12,"d":2.5,"t":true,"z":null,"l":[1,2],"x":{"y":[0]}})";
    json::reader reader(text);
    std::string_view key;
    std::string seen;
    REQUIRE(reader.begin_object());
    while (reader.next_key(key)) {
        seen += key;
        if (key == "s") {
            std::string value;
            REQUIRE(reader.string(value));
            CHECK(value == "a\"b");
        } else if (key == "n") {
            std::int64_t value = 0;
            REQUIRE(reader.integer(value));
            CHECK(value == -12);
        } else if (key == "d") {
            double value = 0;
            REQUIRE(reader.real(value));
            CHECK(value == 2.5);
        } else if (key == "t") {
            bool value = false;
            REQUIRE(reader.boolean(value));
            CHECK(value);
        } else if (key == "z") {
            CHECK(reader.take_null());
        } else if (key == "l") {
            int count = 0;
            for (reader.begin_array(); reader.next_element(); ++count)
                REQUIRE(reader.skip());
            CHECK(count == 2);
        } else {
            std::string_view raw;
            REQUIRE(reader.raw(raw));
            CHECK(raw == R"({"y":[0]})");
        }
    }
    CHECK(reader.finish());
    CHECK(seen == "sndtzlx");
}

TEST_CASE("json reader: a wrong kind is told from broken text") {
    json::reader reader("[1]");
    std::string out;
    CHECK_FALSE(reader.string(out));
    CHECK(reader.mistyped());
    CHECK(reader.message() == "expected string, got array");
    json::reader whole("1.5");
    std::int64_t number = 0;
    CHECK_FALSE(whole.integer(number));
    CHECK(whole.message() == "expected a whole number");
    json::reader big("9223372036854775808");
    CHECK_FALSE(big.integer(number));
    CHECK(big.message() == "a number is out of range");
}

TEST_CASE("json reader: depth is bounded and skipping does not recurse") {
    std::string const deep(1'000'000, '[');
    CHECK_FALSE(accepts(deep));
    json::reader reader(deep, 2'000'000);
    CHECK_FALSE(reader.skip());
    CHECK(reader.message() == "the text ends too early");
    json::reader shallow("[[[]]]", 2);
    CHECK_FALSE(shallow.skip());
    CHECK(shallow.message() == "nested too deeply");
}

TEST_CASE("json writer: what it writes reads back") {
    std::string out;
    json::writer writer(out);
    writer.begin_object();
    writer.key("quote\"d");
    writer.string("a\\b\"c\n\x01\xC3\xA9");
    writer.plain_key("list");
    writer.begin_array();
    writer.integer(-5);
    writer.unsigned_integer(18446744073709551615u);
    writer.real(0.1);
    writer.real(std::numeric_limits<double>::infinity());
    writer.boolean(true);
    writer.null();
    writer.base64("ab");
    writer.begin_object();
    writer.end_object();
    writer.end_array();
    writer.end_object();
    CHECK(out ==
          "{\"quote\\\"d\":\"a\\\\b\\\"c\\n\\u0001\xC3\xA9\",\"list\":[-5,18446744073709551615,"
          "0.1,\"Infinity\",true,null,\"YWI=\",{}]}");
    CHECK(boost_accepts(out));
}
