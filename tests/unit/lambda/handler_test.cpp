// SPDX-License-Identifier: Apache-2.0
#include <skiff/lambda/handler.hpp>

#include "support/catch.hpp"

namespace lambda = skiff::lambda;

namespace {

struct order_line {
    std::string sku;
    int count = 0;
};
BOOST_DESCRIBE_STRUCT(order_line, (), (sku, count))

struct order {
    std::string id;
    std::vector<order_line> lines{};
};
BOOST_DESCRIBE_STRUCT(order, (), (id, lines))

struct receipt {
    std::string order;
    std::string by;
};
BOOST_DESCRIBE_STRUCT(receipt, (), (order, by))

lambda::context named(std::string request_id) {
    lambda::context about;
    about.request_id = std::move(request_id);
    return about;
}

receipt write_receipt(order const& in, lambda::context const& about) {
    return {in.id, about.request_id};
}

std::string refusal_of(lambda::handler const& by, std::string event) {
    try {
        return by(std::move(event), named("r"));
    } catch (lambda::function_error const& e) {
        return e.type() + ": " + e.what();
    }
}

} // namespace

TEST_CASE("handler: a typed one takes a struct from JSON and gives one back") {
    auto const by_function = lambda::make_handler(&write_receipt);
    CHECK(by_function(R"({"id":"7","lines":[],"unknown":1})", named("r1")) ==
          R"({"order":"7","by":"r1"})");
    auto const by_lambda = lambda::make_handler([](order in) { return in.lines.size(); });
    CHECK(by_lambda(R"({"id":"7","lines":[{"sku":"a","count":2}]})", named("r1")) == "1");
}

TEST_CASE("handler: a typed one may give nothing, text or JSON as it is") {
    int calls = 0;
    auto const nothing = lambda::make_handler([&calls](order const&) { ++calls; });
    CHECK(nothing(R"({"id":"7","lines":[]})", named("r")) == "null");
    CHECK(calls == 1);
    auto const text = lambda::make_handler([](order const& in) { return "\"" + in.id; });
    CHECK(text(R"({"id":"7","lines":[]})", named("r")) == R"("\"7")");
    auto const raw = lambda::make_handler(
        [](skiff::json::raw const& in, lambda::context const&) { return in; });
    CHECK(raw(R"({ "any": [1.50] })", named("r")) == R"({ "any": [1.50] })");
}

TEST_CASE("handler: an event that does not fit names the members and none of their values") {
    auto const by = lambda::make_handler(&write_receipt);
    auto const refusal = refusal_of(by, R"({"id":17,"lines":[{"sku":"a","count":"secret"}]})");
    CHECK(refusal == "Runtime.InvalidEvent: The event is not what this function takes: "
                     "id: expected string, got number; "
                     "lines[0].count: expected number, got string");
    CHECK(refusal_of(by, "{}").find("id: missing") != std::string::npos);
    CHECK(refusal_of(by, "hello").starts_with("Runtime.InvalidEvent: "));
}

TEST_CASE("handler: text in JSON out is no typed handler") {
    auto const plain = [](std::string event, lambda::context const&) { return event; };
    STATIC_REQUIRE_FALSE(lambda::typed_handler<decltype(plain)>);
    STATIC_REQUIRE(std::is_convertible_v<decltype(plain), lambda::handler>);
    STATIC_REQUIRE(lambda::typed_handler<decltype(&write_receipt)>);
}
