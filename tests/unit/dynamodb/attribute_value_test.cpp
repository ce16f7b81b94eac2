// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/json/reader.hpp>
#include <skiff/core/json/writer.hpp>
#include <skiff/dynamodb/attribute_value_json.hpp>

#include "support/catch.hpp"

using namespace skiff::dynamodb;
using skiff::binary;

namespace {

std::string written(attribute_value const& value) {
    std::string out;
    skiff::json::writer writer(out);
    write_json(writer, value);
    return out;
}

number num(std::string_view text) {
    return number::parse(text).value();
}

/// What the reader says, or "" when it takes the text.
std::string refusal(std::string_view text) {
    skiff::json::reader reader(text);
    attribute_value value;
    if (read_json(reader, value) && reader.finish())
        return {};
    return reader.message();
}

std::string nested(int levels, std::string_view open, std::string_view close) {
    std::string text;
    for (int i = 0; i != levels; ++i)
        text += open;
    text += R"({"S":""})";
    for (int i = 0; i != levels; ++i)
        text += close;
    return text;
}

} // namespace

TEST_CASE("attribute_value: each type goes to DynamoDB JSON and back") {
    struct {
        attribute_value value;
        std::string_view json;
    } const cases[] = {
        {{}, R"({"NULL":true})"},
        {true, R"({"BOOL":true})"},
        {false, R"({"BOOL":false})"},
        {"", R"({"S":""})"},
        {"a\"b\n\xF0\x9F\x98\x80", "{\"S\":\"a\\\"b\\n\xF0\x9F\x98\x80\"}"},
        {42, R"({"N":"42"})"},
        {num("-0.5"), R"({"N":"-0.5"})"},
        {binary{std::string("\0\xFF", 2)}, R"({"B":"AP8="})"},
        {binary{}, R"({"B":""})"},
        {string_set{{"b", "a"}}, R"({"SS":["b","a"]})"},
        {number_set{{1, num("2.5")}}, R"({"NS":["1","2.5"]})"},
        {binary_set{{binary{"x"}}}, R"({"BS":["eA=="]})"},
        {attribute_value::list{}, R"({"L":[]})"},
        {attribute_value::list{1, "x", attribute_value()},
         R"({"L":[{"N":"1"},{"S":"x"},{"NULL":true}]})"},
        {item{}, R"({"M":{}})"},
        {item{{"a", 1}, {"b\"", item{{"c", false}}}},
         R"({"M":{"a":{"N":"1"},"b\"":{"M":{"c":{"BOOL":false}}}}})"},
    };
    for (auto const& c : cases) {
        INFO(c.json);
        CHECK(written(c.value) == c.json);
        skiff::json::reader reader(c.json);
        attribute_value back;
        CHECK(read_json(reader, back));
        CHECK(reader.finish());
        CHECK(back == c.value);
    }
}

TEST_CASE("attribute_value: JSON that is no value is refused with a reason") {
    struct {
        std::string json, reason;
    } const cases[] = {
        {"", "end"},
        {"null", "object"},
        {"[]", "object"},
        {"{}", "is empty"},
        {R"({"S":null})", "is empty"},
        {R"({"S":"a","N":"1"})", "more than one"},
        {R"({"S":"a","S":"b"})", "more than one"},
        {R"({"X":"a"})", "unknown attribute type"},
        {R"({"s":"a"})", "unknown attribute type"},
        {R"({"":"a"})", "unknown attribute type"},
        {R"({"SX":"a"})", "unknown attribute type"},
        {R"({"SSS":[]})", "unknown attribute type"},
        {R"({"NUL":true})", "unknown attribute type"},
        {R"({"NX":"1"})", "unknown attribute type"},
        {R"({"LL":[]})", "unknown attribute type"},
        {R"({"MM":{}})", "unknown attribute type"},
        {R"({"BOO":true})", "unknown attribute type"},
        {R"({"S":1})", "string"},
        {R"({"N":1})", "string"},
        {R"({"N":"x"})", "cannot be converted"},
        {R"({"N":""})", "cannot be converted"},
        {R"({"N":"1e126"})", "overflow"},
        {R"({"N":"1e-131"})", "underflow"},
        {R"({"NS":["1","y"]})", "cannot be converted"},
        {R"({"N":")" + std::string(39, '1') + R"("})", "38 significant"},
        {R"({"B":"not base64"})", "base64"},
        {R"({"B":"eA"})", "base64"},
        {R"({"BOOL":"true"})", "boolean"},
        {R"({"NULL":false})", "must be true"},
        {R"({"SS":"a"})", "array"},
        {R"({"L":[{}]})", "is empty"},
        {R"({"L":["x"]})", "object"},
        {R"({"M":{"a":"x"}})", "object"},
        {R"({"S":"a"} x)", ""},
        {R"({"S":"a")", ""},
        {R"({"S":"\ud800"})", ""},
        {"{\"S\":\"\xFF\"}", ""},
        {nested(33, R"({"L":[)", "]}"), "Nesting"},
        {nested(33, R"({"M":{"a":)", "}}"), "Nesting"},
        {nested(100000, R"({"L":[)", "]}"), "Nesting"},
    };
    for (auto const& c : cases) {
        INFO(c.json.substr(0, 100));
        auto const why = refusal(c.json);
        CHECK_FALSE(why.empty());
        INFO(why);
        CHECK(why.find(c.reason) != std::string::npos);
    }
    CHECK(refusal(nested(32, R"({"L":[)", "]}")).empty());
    CHECK(refusal(nested(32, R"({"M":{"a":)", "}}")).empty());
    CHECK(refusal(R"({"N":null,"S":"a"})").empty());
}

TEST_CASE("attribute_value: every cut of a valid value is refused") {
    std::string const whole =
        R"({"M":{"a":{"L":[{"N":"1"},{"BOOL":true},{"SS":["x"]}]},"b":{"B":"eA=="},"c":{"NULL":true}}})";
    CHECK(refusal(whole).empty());
    for (std::size_t size = 0; size != whole.size(); ++size)
        CHECK_FALSE(refusal(std::string_view(whole).substr(0, size)).empty());
}

TEST_CASE("attribute_value: an item is read by name") {
    skiff::json::reader reader(R"({"id":{"S":"x"},"n":{"N":"01.0"}})");
    item attributes;
    REQUIRE(read_json(reader, attributes));
    CHECK(attributes == item{{"id", "x"}, {"n", 1}});
}

TEST_CASE("attribute_value: equality is by value") {
    CHECK(attribute_value(string_set{{"a", "b"}}) == attribute_value(string_set{{"b", "a"}}));
    CHECK(attribute_value(number_set{{1, 2}}) == attribute_value(number_set{{2, num("1.0")}}));
    CHECK(attribute_value(binary_set{{binary{"a"}, binary{"b"}}}) ==
          attribute_value(binary_set{{binary{"b"}, binary{"a"}}}));
    CHECK_FALSE(attribute_value(string_set{{"a"}}) == attribute_value(string_set{{"a", "b"}}));
    CHECK_FALSE(attribute_value(string_set{{"a", "a"}}) == attribute_value(string_set{{"a", "b"}}));
    CHECK(attribute_value(num("1.50")) == attribute_value(num("1.5")));
    CHECK_FALSE(attribute_value("1") == attribute_value(1));
    CHECK_FALSE(attribute_value(binary{"a"}) == attribute_value("a"));
    CHECK(attribute_value(attribute_value::list{string_set{{"a", "b"}}}) ==
          attribute_value(attribute_value::list{string_set{{"b", "a"}}}));
    CHECK_FALSE(attribute_value(attribute_value::list{1, 2}) ==
                attribute_value(attribute_value::list{2, 1}));
}

TEST_CASE("attribute_value: sizes follow the Developer Guide") {
    struct {
        attribute_value value;
        std::size_t size;
    } const cases[] = {
        {{}, 1},
        {true, 1},
        {"", 0},
        {"h\xC3\xA9", 3},
        {0, 1},
        {7, 2},
        {-7, 3},
        {123, 3},
        {1000, 2},
        {num(std::string(38, '9')), 20},
        {binary{"abc"}, 3},
        {string_set{{"ab", "c"}}, 3},
        {number_set{{1, 23}}, 4},
        {attribute_value::list{}, 3},
        {attribute_value::list{"ab", true}, 8},
        {item{}, 3},
        {item{{"ab", "c"}}, 7},
    };
    for (auto const& c : cases) {
        INFO(written(c.value));
        CHECK(size_of(c.value) == c.size);
    }
    CHECK(size_of(item{{"id", "x"}, {"archived", true}}) == 12);
}

TEST_CASE("attribute_value: descriptors are DynamoDB's letters") {
    CHECK(descriptor(attribute_value("x").type()) == "S");
    CHECK(descriptor(attribute_value(item{}).type()) == "M");
    CHECK(descriptor(attribute_type::null) == "NULL");
    CHECK(descriptor(static_cast<attribute_type>(77)).empty());
}
