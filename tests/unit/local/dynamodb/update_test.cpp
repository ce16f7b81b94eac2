// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/expression/update.hpp"

#include "from_json.hpp"

#include "support/catch.hpp"

using namespace skiff::local::dynamodb;
using testing::item_of;
using testing::names_of;
using testing::text_of;

namespace {

constexpr char const* given = R"({
    ":s": {"S": "new"}, ":1": {"N": "1"}, ":2": {"N": "2.5"}, ":l": {"L": [{"N": "9"}]},
    ":empty": {"L": []}, ":m": {"M": {"k": {"S": "v"}}}, ":ss": {"SS": ["a", "z"]},
    ":ns": {"NS": ["1", "3"]}, ":all": {"SS": ["a", "b"]}, ":yes": {"BOOL": true},
    ":big": {"N": "9.9999999999999999999999999999999999999E+125"}, ":bs": {"BS": ["AA=="]}
})";

/// The item after the update, or the error's message.
std::string outcome(std::string_view expression, std::string_view before) {
    auto const names = names_of(R"({"#s": "status", "#odd": "a.b"})");
    auto const bound = item_of(given);
    placeholders aliases(&names, &bound);
    auto const parsed = update_expression::parse(expression, aliases);
    if (!parsed)
        return parsed.error().message;
    auto const after = parsed->apply(item_of(before));
    return after ? text_of(*after) : after.error().message;
}

struct update_case {
    char const* expression;
    char const* before;
    char const* after;
};

} // namespace

TEST_CASE("update: actions change the item as DynamoDB does") {
    update_case const cases[] = {
        {"SET a = :s", R"({"b":{"N":"1"}})", R"({"a":{"S":"new"},"b":{"N":"1"}})"},
        {"set #s = :s", "{}", R"({"status":{"S":"new"}})"},
        {"SET #odd = :s", "{}", R"({"a.b":{"S":"new"}})"},
        {"SET a = b, b = a", R"({"a":{"S":"1"},"b":{"S":"2"}})",
         R"({"a":{"S":"2"},"b":{"S":"1"}})"},
        {"SET a = a + :1", R"({"a":{"N":"41"}})", R"({"a":{"N":"42"}})"},
        {"SET a = :1 - a", R"({"a":{"N":"0.5"}})", R"({"a":{"N":"0.5"}})"},
        {"SET a = if_not_exists(a, :1) + :1", "{}", R"({"a":{"N":"2"}})"},
        {"SET a = if_not_exists(a, :s)", R"({"a":{"N":"1"}})", R"({"a":{"N":"1"}})"},
        {"SET a = if_not_exists(b, a)", R"({"a":{"N":"1"}})", R"({"a":{"N":"1"}})"},
        {"SET a = list_append(a, :l)", R"({"a":{"L":[{"N":"1"}]}})",
         R"({"a":{"L":[{"N":"1"},{"N":"9"}]}})"},
        {"SET a = list_append(:l, a)", R"({"a":{"L":[{"N":"1"}]}})",
         R"({"a":{"L":[{"N":"9"},{"N":"1"}]}})"},
        {"SET a = list_append(if_not_exists(a, :empty), :l)", "{}", R"({"a":{"L":[{"N":"9"}]}})"},
        {"SET a = (b + :1)", R"({"b":{"N":"1"}})", R"({"a":{"N":"2"},"b":{"N":"1"}})"},
        {"SET a.k = :s", R"({"a":{"M":{}}})", R"({"a":{"M":{"k":{"S":"new"}}}})"},
        {"SET a[0] = :s", R"({"a":{"L":[{"N":"1"},{"N":"2"}]}})",
         R"({"a":{"L":[{"S":"new"},{"N":"2"}]}})"},
        {"SET a[9] = :s, a[5] = :1", R"({"a":{"L":[{"N":"0"}]}})",
         R"({"a":{"L":[{"N":"0"},{"N":"1"},{"S":"new"}]}})"},
        {"SET a[0].k = :s", R"({"a":{"L":[{"M":{}}]}})",
         R"({"a":{"L":[{"M":{"k":{"S":"new"}}}]}})"},
        {"REMOVE a, nope", R"({"a":{"N":"1"},"b":{"N":"2"}})", R"({"b":{"N":"2"}})"},
        {"REMOVE a[0], a[2], a[7]", R"({"a":{"L":[{"N":"0"},{"N":"1"},{"N":"2"},{"N":"3"}]}})",
         R"({"a":{"L":[{"N":"1"},{"N":"3"}]}})"},
        {"REMOVE a.k", R"({"a":{"M":{"k":{"N":"1"},"l":{"N":"2"}}}})",
         R"({"a":{"M":{"l":{"N":"2"}}}})"},
        {"SET a[1] = :s REMOVE a[0]", R"({"a":{"L":[{"N":"0"},{"N":"1"}]}})",
         R"({"a":{"L":[{"S":"new"}]}})"},
        {"ADD a :2", "{}", R"({"a":{"N":"2.5"}})"},
        {"ADD a :2, b :1", R"({"a":{"N":"-2.5"}})", R"({"a":{"N":"0"},"b":{"N":"1"}})"},
        {"ADD a :ss", R"({"a":{"SS":["a","b"]}})", R"({"a":{"SS":["a","b","z"]}})"},
        {"ADD a :ns", "{}", R"({"a":{"NS":["1","3"]}})"},
        {"ADD m.c :1", R"({"m":{"M":{"c":{"N":"1"}}}})", R"({"m":{"M":{"c":{"N":"2"}}}})"},
        {"DELETE a :ss", R"({"a":{"SS":["a","b"]}})", R"({"a":{"SS":["b"]}})"},
        {"DELETE a :all", R"({"a":{"SS":["a","b"]}})", R"({})"},
        {"DELETE a :all", R"({})", R"({})"},
        {"DELETE a :ns", R"({"a":{"NS":["1.0","2"]}})", R"({"a":{"NS":["2"]}})"},
        {"SET a = :s REMOVE b ADD c :1 DELETE d :ss",
         R"({"b":{"S":"x"},"c":{"N":"1"},"d":{"SS":["a","q"]}})",
         R"({"a":{"S":"new"},"c":{"N":"2"},"d":{"SS":["q"]}})"},
        {"remove b set a = :s", R"({"b":{"S":"x"}})", R"({"a":{"S":"new"}})"},
    };
    for (auto const& c : cases) {
        INFO(c.expression << " on " << c.before);
        CHECK(outcome(c.expression, c.before) == c.after);
    }
}

TEST_CASE("update: what does not fit is refused in DynamoDB's words") {
    std::string const type = "An operand in the update expression has an incorrect data type";
    std::string const path =
        "The document path provided in the update expression is invalid for update";
    std::string const overflow = "Number overflow. Attempting to store a number with magnitude "
                                 "larger than supported range";
    std::string const absent =
        "The provided expression refers to an attribute that does not exist in the item";
    std::string const invalid = "Invalid UpdateExpression: ";
    std::string const operand = invalid + "Incorrect operand type for operator or function; "
                                          "operator";
    std::string const overlap = invalid + "Two document paths overlap with each other; must "
                                          "remove or rewrite one of these paths; path one: ";
    struct {
        char const* expression;
        char const* before;
        std::string message;
    } const cases[] = {
        {"SET a = b", "{}", absent},
        {"SET a = a + :1", "{}", absent},
        {"SET a = a + :1", R"({"a":{"S":"x"}})", type},
        {"SET a = list_append(a, :l)", R"({"a":{"S":"x"}})", type},
        {"SET a = :big + :big", "{}", overflow},
        {"ADD a :big", R"({"a":{"N":"9.9999999999999999999999999999999999999E+125"}})", overflow},
        {"SET a.b = :s", "{}", path},
        {"SET a.b = :s", R"({"a":{"S":"x"}})", path},
        {"SET a[0] = :s", R"({"a":{"M":{}}})", path},
        {"SET a[0] = :s", "{}", path},
        {"REMOVE a.b.c", R"({"a":{"M":{}}})", path},
        {"ADD a :1", R"({"a":{"S":"x"}})", type},
        {"ADD a :ns", R"({"a":{"SS":["x"]}})", type},
        {"DELETE a :ss", R"({"a":{"NS":["1"]}})", type},
        {"", "{}", invalid + "The expression can not be empty;"},
        {"a = :s", "{}", invalid + "Syntax error; token: \"a\", near: \"a =\""},
        {"SET a", "{}", invalid + "Syntax error; token: \"<EOF>\", near: \"a\""},
        {"SET a = :s,", "{}", invalid + "Syntax error; token: \"<EOF>\", near: \",\""},
        {"SET a = :s b = :s", "{}", invalid + "Syntax error; token: \"b\", near: \":s b =\""},
        {"SET a = a + :1 + :1", "{}", invalid + "Syntax error; token: \"+\", near: \":1 + :1\""},
        {"ADD a b", "{}", invalid + "Syntax error; token: \"b\", near: \"a b\""},
        {"SET a = :s SET b = :s", "{}",
         invalid + "The \"SET\" section can only be used once in an update expression;"},
        {"SET status = :s", "{}",
         invalid + "Attribute name is a reserved keyword; reserved keyword: status"},
        {"SET a = :q", "{}",
         invalid + "An expression attribute value used in expression is not defined; attribute "
                   "value: :q"},
        {"SET a = attribute_exists(b)", "{}",
         invalid + "The function is not allowed in an update expression; function: "
                   "attribute_exists"},
        {"SET a = foo(b)", "{}", invalid + "Invalid function name; function: foo"},
        {"SET a = if_not_exists(:1, :1)", "{}",
         invalid + "Operator or function requires a document path; operator or function: "
                   "if_not_exists"},
        {"SET a = list_append(:l)", "{}",
         invalid + "Incorrect number of operands for operator or function; operator or function: "
                   "list_append, number of operands: 1"},
        {"SET a = a + :s", "{}", operand + " or function: +, operand type: S"},
        {"SET a = list_append(a, :1)", "{}",
         operand + " or function: list_append, operand type: N"},
        {"ADD a :s", "{}",
         operand + ": ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND"},
        {"DELETE a :1", "{}",
         operand + ": DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND"},
        {"SET a = :s, a = :s", "{}", overlap + "[a], path two: [a]"},
        {"SET a.b = :s REMOVE a", "{}", overlap + "[a, b], path two: [a]"},
        {"SET a[1].c = :s REMOVE a[1]", "{}", overlap + "[a, [1], c], path two: [a, [1]]"},
        {"SET a.b = :s, a[1] = :s", "{}",
         invalid + "Two document paths conflict with each other; must remove or rewrite one of "
                   "these paths; path one: [a, b], path two: [a, [1]]"},
    };
    for (auto const& c : cases) {
        INFO(c.expression << " on " << c.before);
        CHECK(outcome(c.expression, c.before) == c.message);
    }
}

TEST_CASE("update: deep nesting ends in an error") {
    std::string functions, parentheses;
    for (int i = 0; i != 300; ++i) {
        functions += "if_not_exists(";
        parentheses += "((((((((((";
    }
    CHECK(outcome("SET a = " + functions, "{}").starts_with("Invalid UpdateExpression: "));
    CHECK(outcome("SET a = " + parentheses, "{}").starts_with("Invalid UpdateExpression: "));
}
