// SPDX-License-Identifier: Apache-2.0
// The local DynamoDB's expression parsers, on any text; what parses is carried out.
#include "local/dynamodb/expression/key_condition.hpp"
#include "local/dynamodb/expression/projection.hpp"
#include "local/dynamodb/expression/update.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace skiff::local::dynamodb;

namespace {

name_map const names{{"#a", "a"}, {"#b", "b"}};

item const& values() {
    static item const all = [] {
        item out;
        out.emplace(":s", "x");
        out.emplace(":n", 1);
        out.emplace(":l", attribute_value::list{attribute_value(1)});
        out.emplace(":ss", api::string_set{{"x", "y"}});
        return out;
    }();
    return all;
}

item const& subject() {
    static item const whole = [] {
        item inner;
        inner.emplace("b", 1);
        item out;
        out.emplace("a", attribute_value::list{attribute_value(inner), attribute_value("x")});
        out.emplace("b", api::string_set{{"x"}});
        out.emplace("c", attribute_value(inner));
        return out;
    }();
    return whole;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    placeholders aliases(&names, &values());
    if (auto const parsed = condition_expression::parse(expression_kind::filter, text, aliases))
        (void)parsed->holds_for(subject());
    if (auto const parsed = update_expression::parse(text, aliases))
        (void)parsed->apply(subject()).has_value();
    if (auto const parsed = projection::parse(text, aliases))
        (void)parsed->apply(subject());
    (void)parse_key_condition(text, aliases).has_value();
    return 0;
}
