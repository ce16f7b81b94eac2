// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/expression/key_condition.hpp"
#include "local/dynamodb/expression/lexer.hpp"
#include "local/dynamodb/expression/projection.hpp"
#include "local/dynamodb/expression/reserved_words.hpp"

#include "from_json.hpp"

#include "support/catch.hpp"

using namespace skiff::local::dynamodb;
using testing::item_of;
using testing::names_of;
using testing::text_of;

namespace {

std::string projected(std::string_view expression, std::string_view whole) {
    auto const names = names_of(R"({"#s": "status", "#a": "a", "#b": "a"})");
    placeholders aliases(&names, nullptr);
    auto const parsed = projection::parse(expression, aliases);
    if (!parsed)
        return parsed.error().message;
    auto const subject = item_of(whole);
    auto const copied = text_of(parsed->apply(subject));
    CHECK(text_of(parsed->apply(item(subject))) == copied);
    return copied;
}

} // namespace

TEST_CASE("projection: paths are picked and merged") {
    constexpr char const* whole =
        R"({"a":{"M":{"x":{"N":"1"},"y":{"L":[{"S":"0"},{"S":"1"},{"M":{"z":{"S":"2"}}}]}}},)"
        R"("id":{"S":"k"},"status":{"S":"open"}})";
    struct {
        char const* expression;
        char const* expected;
    } const cases[] = {
        {"id", R"({"id":{"S":"k"}})"},
        {"id, #s", R"({"id":{"S":"k"},"status":{"S":"open"}})"},
        {"nope", "{}"},
        {"a.x", R"({"a":{"M":{"x":{"N":"1"}}}})"},
        {"a.nope, id", R"({"id":{"S":"k"}})"},
        {"a.x.deeper", "{}"},
        {"a.y[1]", R"({"a":{"M":{"y":{"L":[{"S":"1"}]}}}})"},
        {"a.y[2].z, a.y[0]", R"({"a":{"M":{"y":{"L":[{"S":"0"},{"M":{"z":{"S":"2"}}}]}}}})"},
        {"a.y[0],a.x", R"({"a":{"M":{"x":{"N":"1"},"y":{"L":[{"S":"0"}]}}}})"},
        {"a[0]", "{}"},
        {"a.y[9]", "{}"},
        {"status", "Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved "
                   "keyword: status"},
        {"", "Invalid ProjectionExpression: The expression can not be empty;"},
        {"a,", "Invalid ProjectionExpression: Syntax error; token: \"<EOF>\", near: \",\""},
        {"a b", "Invalid ProjectionExpression: Syntax error; token: \"b\", near: \"a b\""},
        {"a, a", "Invalid ProjectionExpression: Two document paths overlap with each other; must "
                 "remove or rewrite one of these paths; path one: [a], path two: [a]"},
        {"#a, #b", "Invalid ProjectionExpression: Two document paths overlap with each other; must "
                   "remove or rewrite one of these paths; path one: [a], path two: [a]"},
        {"a, a.b", "Invalid ProjectionExpression: Two document paths overlap with each other; must "
                   "remove or rewrite one of these paths; path one: [a], path two: [a, b]"},
        {"a.b, a[0]", "Invalid ProjectionExpression: Two document paths conflict with each other; "
                      "must remove or rewrite one of these paths; path one: [a, b], path two: "
                      "[a, [0]]"},
    };
    for (auto const& c : cases) {
        INFO(c.expression);
        CHECK(projected(c.expression, whole) == c.expected);
    }
}

namespace {

std::string key_predicates(std::string_view expression) {
    auto const bound = item_of(R"({":a": {"S": "a"}, ":b": {"S": "b"}})");
    placeholders aliases(nullptr, &bound);
    auto const parsed = parse_key_condition(expression, aliases);
    if (!parsed)
        return parsed.error().message;
    std::string out;
    for (auto const& p : *parsed) {
        out += p.attribute + ' ' + std::string(spelling(p.what)) + ' ' +
               *p.low->get_if<std::string>();
        out += (p.high ? ".." + *p.high->get_if<std::string>() : "") + ';';
    }
    return out;
}

} // namespace

TEST_CASE("key condition: predicates per attribute, and DynamoDB's refusals") {
    struct {
        char const* expression;
        char const* expected;
    } const cases[] = {
        {"pk = :a", "pk = a;"},
        {"pk = :a AND sk < :b", "pk = a;sk < b;"},
        {"sk >= :b AND pk = :a", "sk >= b;pk = a;"},
        {"(pk = :a) AND (sk BETWEEN :a AND :b)", "pk = a;sk BETWEEN a..b;"},
        {"pk = :a AND begins_with(sk, :b)", "pk = a;sk begins_with b;"},
        {":a = pk AND :b > sk", "pk = a;sk < b;"},
        {"pk = :a AND (sk = :b AND x = :b)", "pk = a;sk = b;x = b;"},
        {"pk = :a OR sk = :b", "Invalid operator used in KeyConditionExpression: OR"},
        {"NOT pk = :a", "Invalid operator used in KeyConditionExpression: NOT"},
        {"pk <> :a", "Invalid operator used in KeyConditionExpression: <>"},
        {"pk IN (:a)", "Invalid operator used in KeyConditionExpression: IN"},
        {"contains(pk, :a)", "Invalid operator used in KeyConditionExpression: contains"},
        {"attribute_exists(pk)",
         "Invalid operator used in KeyConditionExpression: attribute_exists"},
        {"pk = sk", "Invalid condition in KeyConditionExpression: Multiple attribute names used "
                    "in one condition"},
        {":a = :b", "Invalid condition in KeyConditionExpression: No key attribute specified"},
        {"pk.x = :a", "KeyConditionExpressions cannot have conditions on nested attributes"},
        {"pk = :a AND pk = :b", "KeyConditionExpressions must only contain one condition per key"},
        {"", "Invalid KeyConditionExpression: The expression can not be empty;"},
    };
    for (auto const& c : cases) {
        INFO(c.expression);
        CHECK(key_predicates(c.expression) == c.expected);
    }
}

TEST_CASE("placeholders: what is given must be spelled right and used") {
    struct {
        char const* names;
        char const* values;
        char const* expression;
        char const* expected;
    } const cases[] = {
        {R"({"#a":"x"})", R"({":v":{"S":"1"}})", "#a = :v", ""},
        {R"({"#a":"x","#b":"y","#c":"z"})", R"({":v":{"S":"1"}})", "#b = :v",
         "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #c}"},
        {R"({"#a":"x"})", R"({":v":{"S":"1"},":w":{"S":"1"}})", "#a = :v",
         "Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}"},
        {"{}", R"({":v":{"S":"1"}})", "x = :v", "ExpressionAttributeNames must not be empty"},
        {R"({"#a":"x"})", "{}", "attribute_exists(#a)",
         "ExpressionAttributeValues must not be empty"},
        {R"({"a":"x"})", R"({":v":{"S":"1"}})", "x = :v",
         "ExpressionAttributeNames contains invalid key: Syntax error; key: \"a\""},
        {R"({"#a":"x"})", R"({"v":{"S":"1"}})", "#a = :v",
         "ExpressionAttributeValues contains invalid key: Syntax error; key: \"v\""},
        {R"({"#a":"x"})", R"({":v":{"SS":[]}})", "#a = :v",
         "ExpressionAttributeValues contains invalid value: One or more parameter values were "
         "invalid: An string set  may not be empty for key :v"},
    };
    for (auto const& c : cases) {
        INFO(c.names << ' ' << c.values);
        auto const names = names_of(c.names);
        auto const values = item_of(c.values);
        placeholders aliases(&names, &values);
        auto failed = aliases.check(true, "");
        if (!failed) {
            auto const parsed = condition_expression::parse(expression_kind::condition,
                                                            c.expression, aliases);
            failed = parsed ? aliases.check_all_used() : parsed.error();
        }
        CHECK((failed ? failed->message : "") == c.expected);
    }
}

TEST_CASE("reserved words: any case, whole words only") {
    for (auto const* word : {"status", "STATUS", "Name", "abort", "zone", "LocalTimestamp", "ttl"})
        CHECK(is_reserved(word));
    for (auto const* word : {"", "statuses", "iditem", "guide", "_name", "localtimestamps", "zz"})
        CHECK_FALSE(is_reserved(word));
}
