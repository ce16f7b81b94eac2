// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"

#include "local/lambda/function_name.hpp"
#include "local/trace_header.hpp"

#include <chrono>
#include <regex>
#include <string>

using namespace skiff::local;
using namespace skiff::local::lambda;

TEST_CASE("lambda names: what a request may call a function") {
    struct named {
        char const* text;
        char const* read; ///< "region/account/name/qualifier"
    };
    for (auto const& one : {
             named{"f", "//f/"},
             named{"f-1_X:$LATEST", "//f-1_X/$LATEST"},
             named{"f:prod", "//f/prod"},
             named{"000000000000:function:f", "/000000000000/f/"},
             named{"000000000000:function:f:2", "/000000000000/f/2"},
             named{"arn:aws:lambda:us-east-1:000000000000:function:f", "us-east-1/000000000000/f/"},
             named{"arn:aws:lambda:us-east-1:000000000000:function:f:v",
                   "us-east-1/000000000000/f/v"},
         }) {
        INFO(one.text);
        auto const out = parse_function_reference(one.text);
        REQUIRE(out);
        CHECK(out->region + "/" + out->account + "/" + out->name + "/" + out->qualifier ==
              one.read);
    }
    for (char const* text :
         {"", ":", "f:", "a b", "f:a:b", "f:a/b", "arn:aws:lambda:us-east-1:1:layer:f",
          "arn:aws:sqs:us-east-1:1:function:f", "arn:aws:lambda:us-east-1:1:function:f:g:h",
          "arn:aws:lambda:us-east-1:1:function"}) {
        INFO(text);
        CHECK_FALSE(parse_function_reference(text));
    }
    CHECK_FALSE(is_function_name(std::string(65, 'a')));
}

TEST_CASE("lambda names: trace headers are kept, or made") {
    skiff::timestamp const now(std::chrono::seconds(0x5a0b1c2d));
    auto const matches = [](std::string const& text, char const* pattern) {
        INFO(text);
        return std::regex_match(text, std::regex(pattern));
    };
    std::string const root = "Root=1-5a0b1c2d-[0-9a-f]{24}";
    CHECK(matches(make_trace_header("", now, false), root.c_str()));
    CHECK(matches(make_trace_header("nonsense", now, true), (root + ";Sampled=1").c_str()));
    CHECK(make_trace_header("Root=1-2-3; Parent=4;Sampled=1", now, false) ==
          "Root=1-2-3; Parent=4;Sampled=1");
    CHECK(with_parent("Root=1-2-3; Parent=4;Sampled=1", false) == "Root=1-2-3; Parent=4;Sampled=1");
    CHECK(matches(with_parent("Root=1-2-3", false), "Root=1-2-3;Parent=[0-9a-f]{16};Sampled=0"));
    CHECK(matches(with_parent("Root=1-2-3", true), "Root=1-2-3;Parent=[0-9a-f]{16};Sampled=1"));
}
