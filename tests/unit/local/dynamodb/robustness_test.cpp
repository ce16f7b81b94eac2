// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/expression/key_condition.hpp"
#include "local/dynamodb/expression/projection.hpp"
#include "local/dynamodb/expression/update.hpp"
#include "local/dynamodb/item_codec.hpp"
#include "local/dynamodb/schema.hpp"

#include "from_json.hpp"
#include "harness.hpp"

#include "support/catch.hpp"

#include <array>
#include <random>

using namespace skiff::local::dynamodb;
using testing::harness;
using testing::item_of;
using testing::text_of;

namespace {

/// Expressions of random tokens: nearly right more often than random bytes are.
class token_soup {
  public:
    explicit token_soup(unsigned seed) : random_(seed) {}

    std::string operator()() {
        static constexpr auto pieces = std::to_array<std::string_view>({"a",
                                                                        "b",
                                                                        "#a",
                                                                        ":a",
                                                                        ":n",
                                                                        ":l",
                                                                        "(",
                                                                        ")",
                                                                        ",",
                                                                        ".",
                                                                        "[",
                                                                        "]",
                                                                        "0",
                                                                        "1",
                                                                        "=",
                                                                        "<>",
                                                                        "<",
                                                                        "<=",
                                                                        ">",
                                                                        ">=",
                                                                        "+",
                                                                        "-",
                                                                        "AND",
                                                                        "OR",
                                                                        "NOT",
                                                                        "IN",
                                                                        "BETWEEN",
                                                                        "SET",
                                                                        "REMOVE",
                                                                        "ADD",
                                                                        "DELETE",
                                                                        "size(",
                                                                        "attribute_exists(",
                                                                        "contains(",
                                                                        "begins_with(",
                                                                        "list_append(",
                                                                        "if_not_exists(",
                                                                        "attribute_type(",
                                                                        "!",
                                                                        "\xC3",
                                                                        "status",
                                                                        " ",
                                                                        "#",
                                                                        ":",
                                                                        "99999999999"});
        std::string out;
        auto const count = std::uniform_int_distribution<int>(0, 24)(random_);
        std::uniform_int_distribution<std::size_t> pick(0, pieces.size() - 1);
        for (int i = 0; i != count; ++i)
            out += std::string(pieces[pick(random_)]) + (i % 3 == 0 ? "" : " ");
        return out;
    }

  private:
    std::mt19937 random_;
};

} // namespace

TEST_CASE("expressions: no text crashes a parser, and what parses can be carried out") {
    std::map<std::string, std::string, std::less<>> const names{{"#a", "a"}};
    auto const values = item_of(R"({":a":{"S":"x"},":n":{"N":"1"},":l":{"L":[{"N":"1"}]}})");
    auto const subject = item_of(R"({"a":{"L":[{"M":{"b":{"N":"1"}}}]},"b":{"N":"2"}})");
    token_soup soup(20120810);
    int accepted = 0;
    for (int i = 0; i != 20'000; ++i) {
        auto const text = soup();
        placeholders aliases(&names, &values);
        auto const condition = condition_expression::parse(expression_kind::filter, text, aliases);
        if (condition) {
            (void)condition->holds_for(subject);
            ++accepted;
        }
        auto const update = update_expression::parse(text, aliases);
        if (update) {
            (void)update->apply(subject).has_value();
            ++accepted;
        }
        auto const wanted = projection::parse(text, aliases);
        if (wanted) {
            (void)wanted->apply(subject);
            ++accepted;
        }
        (void)parse_key_condition(text, aliases).has_value();
    }
    CHECK(accepted > 50);
}

TEST_CASE("item codec: what was written reads back, and damage is noticed or harmless") {
    auto const whole = item_of(
        R"({"s":{"S":"text"},"n":{"N":"-12.5"},"i":{"N":"-9223372036854775808"},
        "big":{"N":"99999999999999999999999999999999999999"},"b":{"B":"AAEC"},"t":{"BOOL":true},
        "z":{"NULL":true},"ss":{"SS":["a","b"]},"ns":{"NS":["1","2.5"]},"bs":{"BS":["AA=="]},
        "l":{"L":[{"L":[]},{"M":{}}]},"m":{"M":{"x":{"M":{"y":{"S":""}}}}}})");
    std::string bytes;
    encode_item(whole, bytes);
    item back;
    REQUIRE(decode_item(bytes, back));
    CHECK(text_of(back) == text_of(whole));

    for (std::size_t size = 0; size != bytes.size(); ++size) {
        item part;
        CHECK_FALSE(decode_item(std::string_view(bytes).substr(0, size), part));
    }
    std::mt19937 random(7);
    for (int i = 0; i != 20'000; ++i) {
        auto damaged = bytes;
        damaged[random() % damaged.size()] = static_cast<char>(random() & 0xFFU);
        item part;
        (void)decode_item(damaged, part);
    }
}

TEST_CASE("keys: bytes have the order of the values") {
    auto const encoded = [](attribute_value const& value) {
        std::string out;
        append_key_value(out, value);
        return out;
    };
    char const* const numbers[] = {"-9.9999999999999999999999999999999999999E+125",
                                   "-1E+20",
                                   "-123.5",
                                   "-123.45",
                                   "-99",
                                   "-10",
                                   "-9",
                                   "-1.5",
                                   "-1",
                                   "-0.1",
                                   "-1E-130",
                                   "0",
                                   "1E-130",
                                   "0.001",
                                   "0.1",
                                   "1",
                                   "1.00001",
                                   "1.5",
                                   "9",
                                   "10",
                                   "12",
                                   "120",
                                   "123",
                                   "1E+20",
                                   "9.9999999999999999999999999999999999999E+125"};
    for (std::size_t i = 0; i + 1 < std::size(numbers); ++i) {
        INFO(numbers[i]);
        CHECK(encoded(*number::parse(numbers[i])) < encoded(*number::parse(numbers[i + 1])));
    }
    std::string_view const texts[] = {std::string_view("\0", 1),
                                      std::string_view("\0\0", 2),
                                      std::string_view("\0\1", 2),
                                      "\1",
                                      "a",
                                      std::string_view("a\0", 2),
                                      "a\1",
                                      "aa",
                                      "b",
                                      "\xC3\xA9",
                                      "\xFF"};
    for (std::size_t i = 0; i + 1 < std::size(texts); ++i)
        CHECK(encoded(std::string(texts[i])) < encoded(std::string(texts[i + 1])));
}

TEST_CASE("requests: nesting, numbers and names at their limits") {
    harness db;
    db("CreateTable", R"({'TableName':'work','BillingMode':'PAY_PER_REQUEST',
        'AttributeDefinitions':[{'AttributeName':'id','AttributeType':'S'}],
        'KeySchema':[{'AttributeName':'id','KeyType':'HASH'}]})");
    auto const nested = [](int depth) {
        std::string open, close;
        for (int i = 0; i != depth; ++i) {
            open += i % 2 ? "{'L':[" : "{'M':{'x':";
            close.insert(0, i % 2 ? "]}" : "}}");
        }
        return "{'TableName':'work','Item':{'id':{'S':'1'},'d':" + open + "{'S':'y'}" + close +
               "}}";
    };
    CHECK(db("PutItem", nested(31)) == "{}");
    CHECK(db("PutItem", nested(33)) != "{}");
    CHECK(db("PutItem", nested(2000)) != "{}");
    CHECK(db("PutItem", "{'TableName':'work','Item':{'id':{'S':'1'},'n':{'N':'1e126'}}}") != "{}");
    CHECK(db("UpdateItem", "{'TableName':'work','Key':{'id':{'S':'1'}},'UpdateExpression':'SET " +
                               std::string(5000, 'a') +
                               " = :a','ExpressionAttributeValues':{"
                               "':a':{'N':'1'}}}")
              .starts_with("ValidationException: Invalid UpdateExpression: Expression size has "
                           "exceeded"));
}
