// SPDX-License-Identifier: Apache-2.0
#include "item_body.hpp"

#include "support/catch.hpp"

#include <string>

using item_tracker::parse_truth;
using item_tracker::read_item;
using item_tracker::work_item_fields;
using skiff::rest::http_error;
using skiff::rest::request;

namespace {

request with_body(std::string body) {
    request in;
    in.headers.add("Content-Type", "application/json");
    in.body = std::move(body);
    return in;
}

/// Status and fields of the refusal; empty when there was none.
std::string refusal(std::string const& body) {
    try {
        (void)read_item(with_body(body));
        return {};
    } catch (http_error const& e) {
        std::string fields;
        for (auto const& field : e.fields())
            fields += " " + field.path;
        return std::to_string(e.status()) + fields;
    }
}

} // namespace

TEST_CASE("item body: every spelling of yes and no, and no other") {
    for (auto const* yes :
         {"t", "T", "true", "True", "TRUE", "on", "On", "ON", "y", "Y", "yes", "Yes", "YES", "1"})
        CHECK(parse_truth(yes) == true);
    for (auto const* no : {"f", "F", "false", "False", "FALSE", "off", "Off", "OFF", "n", "N", "no",
                           "No", "NO", "0"})
        CHECK(parse_truth(no) == false);
    for (auto const* other : {"", " ", "maybe", "tRUE", "yEs", "2", "01", "true ", "null", "-"})
        CHECK(parse_truth(other) == std::nullopt);
}

TEST_CASE("item body: what is given is kept, what is absent stays absent") {
    auto body = read_item(with_body(R"({"name":"A","status":"","archived":"yes"})"));
    CHECK_FALSE(body.id.value);
    CHECK(std::move(body).fields() ==
          work_item_fields{.name = "A", .status = "", .archived = true});
    CHECK(read_item(with_body("{}")).fields() == work_item_fields{});
    CHECK(read_item(with_body(R"({"id":"x"})")).id.value == "x");
}

TEST_CASE("item body: archived takes truths in any form") {
    struct {
        char const* json;
        bool truth;
    } const cases[] = {{"true", true},   {"false", false}, {"1", true},      {"0", false},
                       {"1.0", true},    {"0.0", false},   {"1e0", true},    {"\"on\"", true},
                       {"\"0\"", false}, {"-0", false},    {"\"no\"", false}};
    for (auto const& c : cases) {
        INFO(c.json);
        CHECK(read_item(with_body(std::string("{\"archived\":") + c.json + "}")).archived.value ==
              c.truth);
    }
}

TEST_CASE("item body: what is not an item is refused with the fields") {
    struct {
        char const* body;
        char const* refusal;
    } const cases[] = {
        {"", "400"},
        {"{", "400"},
        {"{\"name\":\"a\"} x", "400"},
        {"{'name':'a'}", "400"},
        {"{\"name\":\"\\ud800\"}", "400"},
        {"{\"name\":\"\xFF\"}", "400"},
        {"{\"name\":1, broken", "400"},
        {"[]", "422 "},
        {"\"text\"", "422 "},
        {"1", "422 "},
        {"null", "422 "},
        {R"({"name":null})", "422 name"},
        {R"({"archived":null})", "422 archived"},
        {R"({"name":1})", "422 name"},
        {R"({"name":true})", "422 name"},
        {R"({"name":["a"]})", "422 name"},
        {R"({"name":{"a":"b"}})", "422 name"},
        {R"({"id":5})", "422 id"},
        {R"({"archived":"maybe"})", "422 archived"},
        {R"({"archived":""})", "422 archived"},
        {R"({"archived":2})", "422 archived"},
        {R"({"archived":1e999})", "422 archived"},
        {R"({"archived":[]})", "422 archived"},
        {R"({"colour":"red"})", "422 colour"},
        {R"({"iditem":"1"})", "422 iditem"},
        {R"({"name":1,"colour":2,"status":null})", "422 name colour status"},
    };
    for (auto const& c : cases) {
        INFO(c.body);
        CHECK(refusal(c.body) == c.refusal);
    }
}

TEST_CASE("item body: another content type than JSON is refused") {
    request in;
    in.body = "{}";
    CHECK_THROWS_AS(read_item(in), http_error);
    in.headers.set("Content-Type", "text/plain");
    CHECK_THROWS_AS(read_item(in), http_error);
}
