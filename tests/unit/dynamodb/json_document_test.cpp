// SPDX-License-Identifier: Apache-2.0
#include <skiff/dynamodb/json_document.hpp>

#include "support/catch.hpp"

#include <boost/describe/class.hpp>

#include <string>
#include <string_view>

using namespace skiff::dynamodb;
using skiff::parse_json;
using skiff::to_json;

namespace {

struct envelope {
    std::string id;
    attribute_value content;
};
BOOST_DESCRIBE_STRUCT(envelope, (), (id, content))

number number_of(std::string_view text) {
    return number::parse(text).value();
}

/// What is refused, or "" when the text is taken.
std::string refusal_of(std::string_view text) {
    auto const read = parse_json<item>(text);
    return read ? "" : read.error().to_string();
}

std::string nested(int levels) {
    return R"({"a":)" + std::string(static_cast<std::size_t>(levels), '[') +
           std::string(static_cast<std::size_t>(levels), ']') + "}";
}

} // namespace

TEST_CASE("json document: plain JSON comes back as it was") {
    for (std::string_view const text : {
             R"({})",
             R"({"a":null,"b":true,"c":false,"d":"","e":"x\n\"y"})",
             R"({"big":12345678901234567890123456789012345678})",
             R"({"small":-0.00000000000000000000000000000000000001})",
             R"({"precise":1.2345678901234567890123456789012345678})",
             R"({"list":[1,"two",null,[],{}],"map":{"deep":{"deeper":[{"x":0}]}}})",
             "{\"rocket\":\"\xF0\x9F\x9A\x80\",\"\xC3\xA9\":1}",
             R"({"S":"not DynamoDB's own form"})",
         }) {
        INFO(text);
        auto const read = parse_json<item>(text);
        REQUIRE(read.has_value());
        CHECK(to_json(*read) == text);
    }
}

TEST_CASE("json document: each kind becomes the attribute type that fits") {
    auto const read =
        parse_json<item>(R"({"n":null,"b":true,"s":"x","i":1.50,"l":[1e3],"m":{"a":-0}})").value();
    CHECK(read == item{{"n", nullptr},
                       {"b", true},
                       {"s", "x"},
                       {"i", number_of("1.5")},
                       {"l", attribute_value::list{1000}},
                       {"m", item{{"a", 0}}}});
    CHECK(to_json(read) == R"({"b":true,"i":1.5,"l":[1000],"m":{"a":0},"n":null,"s":"x"})");
}

TEST_CASE("json document: types that JSON lacks are written as it can") {
    item const stored{{"bytes", skiff::binary{std::string("\0\xFF", 2)}},
                      {"bytes set", binary_set{{{"a"}, {"b"}}}},
                      {"huge", number_of("1e40")},
                      {"numbers", number_set{{1, number_of("2.5")}}},
                      {"strings", string_set{{"b", "a"}}}};
    CHECK(to_json(stored) == R"({"bytes":"AP8=","bytes set":["YQ==","Yg=="],)"
                             R"("huge":1)" +
                                 std::string(40, '0') +
                                 R"(,"numbers":[1,2.5],"strings":["b","a"]})");
    CHECK(to_json(attribute_value("bad \xFF")) == "\"bad \xEF\xBF\xBD\"");
}

TEST_CASE("json document: what DynamoDB could not store is refused with its path") {
    struct {
        std::string text;
        std::string refusal_of;
    } const cases[] = {
        {"[]", "expected object, got array"},
        {"null", "expected object, got null"},
        {R"({"a":123456789012345678901234567890123456789})",
         "a: Attempting to store more than 38 significant digits in a Number"},
        {R"({"a":[0,{"b":1e126}]})",
         "a[1].b: Number overflow. Attempting to store a number with magnitude larger than "
         "supported range"},
        {R"({"a":1e-131})",
         "a: Number underflow. Attempting to store a number with magnitude smaller than supported "
         "range"},
        {R"({"":1})", "an attribute's name cannot be empty"},
        {R"({"a":{"":1}})", "a.: an attribute's name cannot be empty"},
        {R"({"a":1,"a":2})", "a: given twice"},
        {R"({"a":{"b":1,"b":2}})", "a.b: given twice"},
    };
    for (auto const& c : cases) {
        INFO(c.text);
        CHECK(refusal_of(c.text) == c.refusal_of);
    }
    CHECK(refusal_of("{\"" + std::string(65'535, 'x') + "\":1}").empty());
    CHECK(refusal_of("{\"" + std::string(65'536, 'x') + "\":1}").find("cannot be this long") !=
          std::string::npos);
}

TEST_CASE("json document: lists and objects nest 32 levels deep") {
    CHECK(refusal_of(nested(32)).empty());
    auto const refused = parse_json<item>(nested(33));
    REQUIRE(!refused.has_value());
    CHECK_FALSE(refused.error().malformed);
    CHECK(refused.error().fields.back().message == "nested deeper than 32 levels");
}

TEST_CASE("json document: broken JSON is malformed") {
    for (std::string_view const text :
         {"", "{", R"({"a")", R"({"a":)", R"({"a":})", R"({"a":[1,})", R"({"a":tru})",
          R"({"a":01})", R"({"a":NaN})", R"({"a":"\ud800"})", "{\"a\":\"\xFF\"}", "{} x"}) {
        INFO(text);
        auto const read = parse_json<item>(text);
        REQUIRE(!read.has_value());
        CHECK(read.error().malformed);
    }
}

TEST_CASE("json document: a value may be a member of a described struct") {
    auto const read = parse_json<envelope>(R"({"id":"1","content":{"x":[1]}})").value();
    CHECK(read.content == attribute_value(item{{"x", attribute_value::list{1}}}));
    CHECK(to_json(read) == R"({"id":"1","content":{"x":[1]}})");
    auto const refused = parse_json<envelope>(R"({"id":"1","content":{"x":1e200}})");
    REQUIRE(!refused.has_value());
    CHECK(refused.error().fields.at(0).path == "content.x");
}
