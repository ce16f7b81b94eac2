// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/expression/condition.hpp"
#include "local/dynamodb/expression/parser.hpp"

#include "from_json.hpp"

#include "support/catch.hpp"

using namespace skiff::local::dynamodb;
using testing::item_of;
using testing::names_of;

namespace {

struct evaluation_case {
    char const* expression;
    bool expected;
    char const* names = "";
};

constexpr char const* subject = R"({
    "s": {"S": "Hello"}, "n": {"N": "10"}, "neg": {"N": "-1.5"}, "b": {"B": "AAEC"},
    "yes": {"BOOL": true}, "nil": {"NULL": true}, "nothing": {"S": ""}, "accent": {"S": "h\u00e9"},
    "ss": {"SS": ["x", "y"]}, "ns": {"NS": ["1", "2.50"]}, "bs": {"BS": ["AA==", "AQ=="]},
    "l": {"L": [{"S": "first"}, {"N": "2"}, {"M": {"deep": {"S": "found"}}}]},
    "m": {"M": {"nested": {"M": {"leaf": {"N": "7"}}}, "with.dot": {"S": "odd"}}},
    "same": {"N": "10.0"}
})";

constexpr char const* values = R"({
    ":Hello": {"S": "Hello"}, ":He": {"S": "He"}, ":ell": {"S": "ell"}, ":Z": {"S": "Z"},
    ":0": {"N": "0"}, ":1": {"N": "1"}, ":2": {"N": "2"}, ":5": {"N": "5"}, ":7": {"N": "7"},
    ":10": {"N": "10"}, ":ten": {"N": "10.00"}, ":20": {"N": "20"}, ":yes": {"BOOL": true},
    ":nil": {"NULL": true}, ":x": {"S": "x"}, ":found": {"S": "found"}, ":first": {"S": "first"},
    ":b0": {"B": "AAE="}, ":b1": {"B": "AQI="}, ":bFF": {"B": "/w=="}, ":odd": {"S": "odd"},
    ":S": {"S": "S"}, ":N": {"S": "N"}, ":L": {"S": "L"}, ":M": {"S": "M"}, ":SS": {"S": "SS"},
    ":NULL": {"S": "NULL"}, ":BOOL": {"S": "BOOL"}, ":yx": {"SS": ["y", "x"]},
    ":2.5": {"N": "2.5"}, ":list": {"L": [{"S": "first"}]}, ":25": {"N": "2.5"}, ":3": {"N": "3"},
    ":Hello2": {"N": "10"}
})";

bool evaluate(evaluation_case const& c) {
    auto const names = names_of(c.names);
    auto const bound = item_of(values);
    placeholders aliases(&names, &bound);
    auto parsed = condition_expression::parse(expression_kind::condition, c.expression, aliases);
    INFO(c.expression);
    if (!parsed)
        FAIL(parsed.error().message);
    return parsed->holds_for(item_of(subject));
}

} // namespace

TEST_CASE("condition: operators and functions give what DynamoDB gives") {
    evaluation_case const cases[] = {
        {"s = :Hello", true},
        {"s <> :Hello", false},
        {"n = :ten", true},
        {"n = :Hello", false},
        {"n <> :Hello", true},
        {"absent_one = :Hello", false},
        {"absent_one <> :Hello", true},
        {"absent_one < :10", false},
        {"same = n", true},
        {"n < :20", true},
        {"n < :10", false},
        {"n <= :10", true},
        {"n > :5", true},
        {"n >= :20", false},
        {"neg < :0", true},
        {"s < :Z", true},
        {"s < :10", false},
        {"s > :10", false},
        {"b > :b0", true},
        {"b < :bFF", true},
        {"ss = :yx", true},
        {"nil = :nil", true},
        {"yes = :yes", true},
        {"n BETWEEN :5 AND :10", true},
        {"n between :10 and :20", true},
        {"neg BETWEEN :0 AND :10", false},
        {"s BETWEEN :5 AND :10", false},
        {"n IN (:5, :10)", true},
        {"n IN (:5)", false},
        {"n in (:5, same)", true},
        {"attribute_exists(s)", true},
        {"attribute_exists(m.nested.leaf)", true},
        {"attribute_exists(m.nested.nope)", false},
        {"attribute_exists(l[2].deep)", true},
        {"attribute_exists(l[3])", false},
        {"attribute_exists(s.nope)", false},
        {"attribute_exists(s[0])", false},
        {"attribute_not_exists(absent_one)", true},
        {"attribute_not_exists(nil)", false},
        {"attribute_type(s, :S)", true},
        {"attribute_type(l, :L)", true},
        {"attribute_type(nil, :NULL)", true},
        {"attribute_type(yes, :BOOL)", true},
        {"attribute_type(absent_one, :S)", false},
        {"attribute_type(ss, :SS)", true},
        {"attribute_type(m, :S)", false},
        {"begins_with(s, :He)", true},
        {"begins_with(s, :ell)", false},
        {"begins_with(b, :b0)", true},
        {"begins_with(n, :He)", false},
        {"begins_with(absent_one, :He)", false},
        {"contains(s, :ell)", true},
        {"contains(s, :10)", false},
        {"contains(ss, :x)", true},
        {"contains(ss, :He)", false},
        {"contains(ns, :25)", true},
        {"contains(l, :first)", true},
        {"contains(l, :2)", true},
        {"contains(l, :found)", false},
        {"contains(b, :b1)", true},
        {"contains(:Hello, s)", true},
        {"size(s) = :5", true},
        {"size(accent) = :2", true},
        {"size(nothing) = :0", true},
        {"size(b) > :2", true},
        {"size(ss) = :2", true},
        {"size(l) = :3", true},
        {"size(m) BETWEEN :1 AND :3", true},
        {"size(n) = :2", false},
        {"size(absent_one) < :10", false},
        {":10 = n", true},
        {":5 < n", true},
        {"m.nested.leaf = :7", true},
        {"l[0] = :first", true},
        {"l [ 2 ] . deep = :found", true},
        {"NOT s = :Hello", false},
        {"NOT NOT s = :Hello", true},
        {"not (s = :Hello and n = :5)", true},
        {"s = :He OR n = :10 AND yes = :yes", true},
        {"n = :10 OR s = :He AND s = :He", true},
        {"(n = :10 OR s = :He) AND s = :He", false},
        {"(n) = (:10)", true},
        {"NOT s = :He AND n = :10", true},
        {"\ts=:Hello\r\nAND\nn=:10 ", true},
        {"#m.#i.leaf = :7", true, R"({"#m": "m", "#i": "nested"})"},
        {"m.#d = :odd", true, R"({"#d": "with.dot"})"},
        {"l[2].#d = :found", true, R"({"#d": "deep"})"},
    };
    for (auto const& c : cases) {
        INFO(c.expression);
        CHECK(evaluate(c) == c.expected);
    }
}

namespace {

struct refusal_case {
    char const* expression;
    char const* message; ///< Without "Invalid ConditionExpression: ".
};

std::string refusal(std::string_view expression) {
    auto const names = names_of(R"({"#a": "a", "#data": "data"})");
    auto const bound = item_of(R"({":s": {"S": "x"}, ":n": {"N": "5"}, ":m": {"N": "1"},
                                   ":yes": {"BOOL": true}, ":l": {"L": []}, ":nil": {"NULL": true}})");
    placeholders aliases(&names, &bound);
    auto parsed = condition_expression::parse(expression_kind::condition, expression, aliases);
    if (parsed)
        return "accepted";
    CHECK(parsed.error().aws_code == "ValidationException");
    std::string const prefix = "Invalid ConditionExpression: ";
    auto const& message = parsed.error().message;
    CHECK(message.starts_with(prefix));
    return message.substr(prefix.size());
}

} // namespace

TEST_CASE("condition: refusals have DynamoDB's words") {
    refusal_case const cases[] = {
        {"", "The expression can not be empty;"},
        {" \t", "The expression can not be empty;"},
        {"a", "Syntax error; token: \"<EOF>\", near: \"a\""},
        {"a =", "Syntax error; token: \"<EOF>\", near: \"=\""},
        {"a = :s b", "Syntax error; token: \"b\", near: \":s b\""},
        {"a-b = :s", "Syntax error; token: \"-\", near: \"a-b\""},
        {"0a = :s", "Syntax error; token: \"0\", near: \"0a\""},
        {"a == :s", "Syntax error; token: \"=\", near: \"== :s\""},
        {"a = : s", "Syntax error; token: \":\", near: \"= : s\""},
        {"a.[0] = :s", "Syntax error; token: \"[\", near: \".[0\""},
        {"a[b] = :s", "Syntax error; token: \"b\", near: \"[b]\""},
        {"a[-1] = :s", "Syntax error; token: \"-\", near: \"[-1\""},
        {"(a = :s", "Syntax error; token: \"<EOF>\", near: \":s\""},
        {"a = :s)", "Syntax error; token: \")\", near: \":s)\""},
        {"a = b = :s", "Syntax error; token: \"=\", near: \"b = :s\""},
        {"AND a = :s", "Syntax error; token: \"AND\", near: \"AND a\""},
        {"a IN ()", "Syntax error; token: \")\", near: \"()\""},
        {"a = \xE2\x82\xAC", "Syntax error; token: \"\xE2\x82\xAC\", near: \"= \xE2\x82\xAC\""},
        {"status = :s", "Attribute name is a reserved keyword; reserved keyword: status"},
        {"a.Name = :s", "Attribute name is a reserved keyword; reserved keyword: Name"},
        {"#b = :s", "An expression attribute name used in the document path is not defined; "
                    "attribute name: #b"},
        {"a = :nope", "An expression attribute value used in expression is not defined; attribute "
                      "value: :nope"},
        {"foo(a)", "Invalid function name; function: foo"},
        {"Begins_With(a, :s)", "Invalid function name; function: Begins_With"},
        {"if_not_exists(a, :s)", "Invalid function name; function: if_not_exists"},
        {"size(a)", "The function is not allowed to be used this way in an expression; function: "
                    "size"},
        {"NOT size(a)", "The function is not allowed to be used this way in an expression; "
                        "function: size"},
        {"begins_with(a, :s) = :yes", "The function is not allowed to be used this way in an "
                                      "expression; function: begins_with"},
        {"a = contains(b, :s)", "The function is not allowed to be used this way in an "
                                "expression; function: contains"},
        {"((a = :s))", "The expression has redundant parentheses;"},
        {"(((a = :s)))", "The expression has redundant parentheses;"},
        {"attribute_exists(a, b)", "Incorrect number of operands for operator or function; "
                                   "operator or function: attribute_exists, number of operands: 2"},
        {"begins_with(a)", "Incorrect number of operands for operator or function; operator or "
                           "function: begins_with, number of operands: 1"},
        {"begins_with(a, :n)", "Incorrect operand type for operator or function; operator or "
                               "function: begins_with, operand type: N"},
        {"attribute_exists(:s)", "Operator or function requires a document path; operator or "
                                 "function: attribute_exists"},
        {"attribute_type(a, :s)", "Invalid attribute type name found; type: x, valid types: "
                                  "{B,NULL,SS,BOOL,L,BS,N,NS,S,M}"},
        {"attribute_type(a, :n)", "Incorrect operand type for operator or function; operator or "
                                  "function: attribute_type, operand type: N"},
        {"size(:n) = :n", "Incorrect operand type for operator or function; operator or function: "
                          "size, operand type: N"},
        {"a < :yes", "Incorrect operand type for operator or function; operator or function: <, "
                     "operand type: BOOL"},
        {"a >= :l", "Incorrect operand type for operator or function; operator or function: >=, "
                    "operand type: L"},
        {"a = a", "The first operand must be distinct from the remaining operands for this "
                  "operator or function; operator: =, first operand: [a]"},
        {"contains(#data, #data)",
         "The first operand must be distinct from the remaining operands for this operator or "
         "function; operator: contains, first operand: [data]"},
        {"a BETWEEN :n AND :s",
         "The BETWEEN operator requires same data type for lower and upper bounds; lower bound "
         "operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {S:x}"},
        {"a BETWEEN :n AND :m",
         "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
         "lower bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {N:1}"},
        {"a[99999999999999999999] = :s",
         "List index is not within the allowable range; index: [99999999999999999999]"},
    };
    for (auto const& c : cases) {
        INFO(c.expression);
        CHECK(refusal(c.expression) == c.message);
    }
}

namespace {

std::string repeated(std::string_view piece, int times) {
    std::string out;
    for (int i = 0; i != times; ++i)
        out += piece;
    return out;
}

/// Counts the tokens that an expression's parser keeps.
struct token_counter : private expression_parser {
    token_counter(std::string_view text, placeholders& names)
        : expression_parser(expression_kind::condition, text, names) {}
    std::size_t count() {
        std::size_t out = 0;
        while (tokens.take().kind != token_kind::end)
            ++out;
        return out;
    }
};

} // namespace

TEST_CASE("condition: what is longer than an expression may be is not split into tokens") {
    placeholders none;
    CHECK(token_counter("a = b", none).count() == 3);
    CHECK(token_counter(std::string(4096, '('), none).count() == 4096);
    CHECK(token_counter(std::string(1u << 20, '('), none).count() == 4096);
    CHECK(refusal("a = :s" + std::string(4090, ' ')) == "accepted");
    CHECK(refusal("a = :s" + std::string(4091, ' ')) ==
          "Expression size has exceeded the maximum allowed size; expression size: 4097");
    CHECK(refusal(std::string(1u << 20, '(')).ends_with("expression size: 1048576"));
}

TEST_CASE("condition: limits end parsing instead of the process") {
    CHECK(refusal("a = :s" + std::string(4100, ' ')).starts_with("Expression size has exceeded"));
    CHECK(refusal("a IN (" + repeated(":s,", 99) + ":s)") == "accepted");
    CHECK(refusal("a IN (" + repeated(":s,", 100) + ":s)").ends_with("number of operands: 101"));
    CHECK(refusal("a=:s" + repeated(" OR a=:s", 149)) == "accepted");
    CHECK(refusal("a=:s" + repeated(" OR a=:s", 150)).starts_with("The expression contains too"));
    CHECK(refusal(repeated("(", 4000)).starts_with("The expression is nested"));
    CHECK(refusal(repeated("NOT ", 1000)).starts_with("The expression is nested"));
    CHECK(refusal(repeated("size(", 800)).starts_with("The expression is nested"));
    CHECK(refusal("a" + repeated(".a", 31) + " = :s") == "accepted");
    CHECK(refusal("a" + repeated(".a", 32) + " = :s")
              .starts_with("The document path has too many nesting elements; nesting levels: 33"));
}
