// SPDX-License-Identifier: Apache-2.0
#include <skiff/dynamodb/attribute_value.hpp>
#include <skiff/dynamodb/detail/table_core.hpp>
#include <skiff/dynamodb/table.hpp>

#include "support/json_equal.hpp"
#include "unit/dynamodb/fake_dynamodb.hpp"

#include <map>
#include <set>

using namespace skiff::dynamodb;

namespace {

struct address {
    std::string city{};
    std::optional<int> floor{};
};
BOOST_DESCRIBE_STRUCT(address, (), (city, floor))

enum class paint { red, green };
BOOST_DESCRIBE_ENUM(paint, red, green)

struct person {
    std::string id{};
    std::string name{};
    int age = 0;
    double height = 0;
    bool active = false;
    paint favourite = paint::red;
    std::optional<std::string> nick{};
    address home{};
    std::vector<std::string> tags{};
    std::vector<address> flats{};
    std::set<std::string> roles{};
    std::set<int> numbers{};
    std::map<std::string, int> scores{};
    std::map<std::string, address> places{};
    std::chrono::sys_seconds expires{};
    std::chrono::sys_seconds born{};
    skiff::binary photo{};
    attribute_value anything{};
};
BOOST_DESCRIBE_STRUCT(person, (),
                      (id, name, age, height, active, favourite, nick, home, tags, flats, roles,
                       numbers, scores, places, expires, born, photo, anything))

struct person_patch {
    patch<std::string> name{};
    patch<int> age{};
    patch<std::string> nick{};
    patch<std::set<std::string>> roles{};
};
BOOST_DESCRIBE_STRUCT(person_patch, (), (name, age, nick, roles))

struct person_fields {
    std::optional<std::string> name{};
    std::optional<bool> active{};
    std::optional<std::set<int>> numbers{};
};
BOOST_DESCRIBE_STRUCT(person_fields, (), (name, active, numbers))

} // namespace

template <>
struct skiff::dynamodb::schema<address>
    : document_schema<address, renamed<&address::city, "town">> {};
template <>
struct skiff::dynamodb::schema<person>
    : table_schema<person, partition_key<&person::id, "pk">, renamed<&person::name, "full name">,
                   iso_8601<&person::born>> {};

namespace {

template <auto... Path>
constexpr auto const& a = attr<Path...>;

using detail::request_writer;

template <class Condition>
std::string rendered(Condition const& condition) {
    request_writer out;
    condition.template render<person>(out);
    out.end_expression("e");
    return out.finish();
}

/// expression | names | values
std::string expected(std::string const& expression, std::string const& names,
                     std::string const& values) {
    return R"({"e":")" + expression + '"' +
           (names.empty() ? "" : R"(,"ExpressionAttributeNames":{)" + names + "}") +
           (values.empty() ? "" : R"(,"ExpressionAttributeValues":{)" + values + "}") + "}";
}

std::string const city = R"("#0":"home","#1":"town")";

} // namespace

TEST_CASE("expression: conditions are rendered with aliases and bound values") {
    auto const time = std::chrono::sys_seconds(std::chrono::seconds(86400));
    struct {
        std::string actual, expression, names, values;
    } const cases[] = {
        {rendered(a<&person::name> == "x"), "#0 = :0", R"("#0":"full name")", R"(":0":{"S":"x"})"},
        {rendered(a<&person::name> != std::string("x")), "#0 <> :0", R"("#0":"full name")",
         R"(":0":{"S":"x"})"},
        {rendered(a<&person::age> < 3), "#0 < :0", R"("#0":"age")", R"(":0":{"N":"3"})"},
        {rendered(a<&person::age> <= 3L), "#0 <= :0", R"("#0":"age")", R"(":0":{"N":"3"})"},
        {rendered(a<&person::age> > number(3)), "#0 > :0", R"("#0":"age")", R"(":0":{"N":"3"})"},
        {rendered(a<&person::height> >= 1.5), "#0 >= :0", R"("#0":"height")",
         R"(":0":{"N":"1.5"})"},
        {rendered(a<&person::height> >= 2), "#0 >= :0", R"("#0":"height")", R"(":0":{"N":"2"})"},
        {rendered(a<&person::active> == true), "#0 = :0", R"("#0":"active")",
         R"(":0":{"BOOL":true})"},
        {rendered(a<&person::favourite> == paint::green), "#0 = :0", R"("#0":"favourite")",
         R"(":0":{"S":"green"})"},
        {rendered(a<&person::nick> == "x"), "#0 = :0", R"("#0":"nick")", R"(":0":{"S":"x"})"},
        {rendered(a<&person::photo> == skiff::binary{"x"}), "#0 = :0", R"("#0":"photo")",
         R"(":0":{"B":"eA=="})"},
        {rendered(a<&person::expires> < time), "#0 < :0", R"("#0":"expires")",
         R"(":0":{"N":"86400"})"},
        {rendered(a<&person::born> < time), "#0 < :0", R"("#0":"born")",
         R"(":0":{"S":"1970-01-02T00:00:00Z"})"},
        {rendered(a<&person::age>.between(1, 2)), "#0 BETWEEN :0 AND :1", R"("#0":"age")",
         R"(":0":{"N":"1"},":1":{"N":"2"})"},
        {rendered(a<&person::name>.in("x", std::string("y"))), "#0 IN (:0,:1)",
         R"("#0":"full name")", R"(":0":{"S":"x"},":1":{"S":"y"})"},
        {rendered(a<&person::age>.in(std::vector{1, 2})), "#0 IN (:0,:1)", R"("#0":"age")",
         R"(":0":{"N":"1"},":1":{"N":"2"})"},
        {rendered(a<&person::name>.begins_with("x")), "begins_with(#0,:0)", R"("#0":"full name")",
         R"(":0":{"S":"x"})"},
        {rendered(a<&person::name>.contains("x")), "contains(#0,:0)", R"("#0":"full name")",
         R"(":0":{"S":"x"})"},
        {rendered(a<&person::roles>.contains("x")), "contains(#0,:0)", R"("#0":"roles")",
         R"(":0":{"S":"x"})"},
        {rendered(a<&person::numbers>.contains(7)), "contains(#0,:0)", R"("#0":"numbers")",
         R"(":0":{"N":"7"})"},
        {rendered(a<&person::tags>.contains("x")), "contains(#0,:0)", R"("#0":"tags")",
         R"(":0":{"S":"x"})"},
        {rendered(a<&person::anything>.contains("x")), "contains(#0,:0)", R"("#0":"anything")",
         R"(":0":{"S":"x"})"},
        {rendered(a<&person::anything> == attribute_value(7)), "#0 = :0", R"("#0":"anything")",
         R"(":0":{"N":"7"})"},
        {rendered(a<&person::nick>.exists()), "attribute_exists(#0)", R"("#0":"nick")", ""},
        {rendered(a<&person::nick>.not_exists()), "attribute_not_exists(#0)", R"("#0":"nick")", ""},
        {rendered(a<&person::age>.is(attribute_type::number)), "attribute_type(#0,:0)",
         R"("#0":"age")", R"(":0":{"S":"N"})"},
        {rendered(a<&person::tags>.size() > 3), "size(#0) > :0", R"("#0":"tags")",
         R"(":0":{"N":"3"})"},
        {rendered(a<&person::home, &address::city> == "x"), "#0.#1 = :0", city,
         R"(":0":{"S":"x"})"},
        {rendered(a<&person::home, &address::floor> == 3), "#0.#1 = :0",
         R"("#0":"home","#1":"floor")", R"(":0":{"N":"3"})"},
        {rendered(a<&person::tags>[2] == "x"), "#0[2] = :0", R"("#0":"tags")", R"(":0":{"S":"x"})"},
        {rendered(a<&person::flats>[0].member<&address::city>() == "x"), "#0[0].#1 = :0",
         R"("#0":"flats","#1":"town")", R"(":0":{"S":"x"})"},
        {rendered(a<&person::scores>["a b"] > 1), "#0.#1 > :0", R"("#0":"scores","#1":"a b")",
         R"(":0":{"N":"1"})"},
        {rendered(a<&person::places>["x"].member<&address::floor>() == 1), "#0.#1.#2 = :0",
         R"("#0":"places","#1":"x","#2":"floor")", R"(":0":{"N":"1"})"},
        {rendered(a<&person::name> < a<&person::nick>), "#0 < #1",
         R"("#0":"full name","#1":"nick")", ""},
        {rendered(a<&person::tags>.size() == a<&person::age>), "size(#0) = #1",
         R"("#0":"tags","#1":"age")", ""},
        {rendered(if_exists), "attribute_exists(#0)", R"("#0":"pk")", ""},
        {rendered(if_not_exists && a<&person::age> == 1), "attribute_not_exists(#0) AND #1 = :0",
         R"("#0":"pk","#1":"age")", R"(":0":{"N":"1"})"},
        {rendered(!(a<&person::age> == 1)), "NOT #0 = :0", R"("#0":"age")", R"(":0":{"N":"1"})"},
        {rendered(!(a<&person::age> == 1 || a<&person::age> == 2) && a<&person::active> == true),
         "(NOT (#0 = :0 OR #0 = :1)) AND #1 = :2", R"("#0":"age","#1":"active")",
         R"(":0":{"N":"1"},":1":{"N":"2"},":2":{"BOOL":true})"},
        {rendered((a<&person::age> == 1 && a<&person::age> == 2) || a<&person::age> == 3),
         "(#0 = :0 AND #0 = :1) OR #0 = :2", R"("#0":"age")",
         R"(":0":{"N":"1"},":1":{"N":"2"},":2":{"N":"3"})"},
    };
    for (auto const& c : cases) {
        INFO(c.actual);
        CHECK_JSON(c.actual, expected(c.expression, c.names, c.values));
    }
}

TEST_CASE("expression: names and values cannot break out of their place") {
    auto const hostile = std::string("\"},\"x\":{\"S\":\"#0 = :0");
    auto const text = rendered(a<&person::scores>[hostile] == 1 && a<&person::name> == hostile);
    auto const parsed = boost::json::parse(text).as_object();
    CHECK(parsed.size() == 3);
    CHECK(parsed.at("ExpressionAttributeNames").at("#1").as_string() == hostile);
    CHECK(parsed.at("ExpressionAttributeValues").at(":1").at("S").as_string() == hostile);
}

TEST_CASE("expression: a kept condition owns its values") {
    auto const condition = [] {
        std::string const text(100, 'x');
        return a<&person::name> == std::string_view(text);
    }();
    CHECK(rendered(condition).find(std::string(100, 'x')) != std::string::npos);
}

namespace {

template <class... Actions>
std::string updated(Actions const&... actions) {
    request_writer out;
    detail::write_update<person>(out, actions...);
    return out.finish();
}

std::string expected_update(std::string const& expression, std::string const& names,
                            std::string const& values) {
    return R"({"UpdateExpression":")" + expression + R"(","ExpressionAttributeNames":{)" + names +
           "}" + (values.empty() ? "" : R"(,"ExpressionAttributeValues":{)" + values + "}") + "}";
}

} // namespace

TEST_CASE("update: actions are gathered into the clauses of an update expression") {
    struct {
        std::string actual, expression, names, values;
    } const cases[] = {
        {updated(set<&person::name>("x")), "SET #0 = :0", R"("#0":"full name")",
         R"(":0":{"S":"x"})"},
        {updated(set<&person::nick>("x")), "SET #0 = :0", R"("#0":"nick")", R"(":0":{"S":"x"})"},
        {updated(set<&person::home>(address{"c", 1})), "SET #0 = :0", R"("#0":"home")",
         R"(":0":{"M":{"town":{"S":"c"},"floor":{"N":"1"}}})"},
        {updated(set<&person::home, &address::city>("x")), "SET #0.#1 = :0", city,
         R"(":0":{"S":"x"})"},
        {updated(set(a<&person::tags>[1], "x")), "SET #0[1] = :0", R"("#0":"tags")",
         R"(":0":{"S":"x"})"},
        {updated(set(a<&person::scores>["k"], 1)), "SET #0.#1 = :0", R"("#0":"scores","#1":"k")",
         R"(":0":{"N":"1"})"},
        {updated(set<&person::roles>(std::set<std::string>{"x"})), "SET #0 = :0", R"("#0":"roles")",
         R"(":0":{"SS":["x"]})"},
        {updated(set<&person::roles>(std::set<std::string>{})), " REMOVE #0", R"("#0":"roles")",
         ""},
        {updated(set<&person::born>(std::chrono::sys_seconds())), "SET #0 = :0", R"("#0":"born")",
         R"(":0":{"S":"1970-01-01T00:00:00Z"})"},
        {updated(set_if_not_exists<&person::age>(1)), "SET #0 = if_not_exists(#0,:0)",
         R"("#0":"age")", R"(":0":{"N":"1"})"},
        {updated(append<&person::tags>("x", std::string("y"))),
         "SET #0 = list_append(if_not_exists(#0,:0),:1)", R"("#0":"tags")",
         R"(":0":{"L":[]},":1":{"L":[{"S":"x"},{"S":"y"}]})"},
        {updated(prepend<&person::tags>("x")), "SET #0 = list_append(:0,if_not_exists(#0,:1))",
         R"("#0":"tags")", R"(":0":{"L":[{"S":"x"}]},":1":{"L":[]})"},
        {updated(add<&person::age>(-2)), " ADD #0 :0", R"("#0":"age")", R"(":0":{"N":"-2"})"},
        {updated(increment<&person::age>()), " ADD #0 :0", R"("#0":"age")", R"(":0":{"N":"1"})"},
        {updated(add<&person::roles>("x", "y")), " ADD #0 :0", R"("#0":"roles")",
         R"(":0":{"SS":["x","y"]})"},
        {updated(erase_from<&person::numbers>(1, 2)), " DELETE #0 :0", R"("#0":"numbers")",
         R"(":0":{"NS":["1","2"]})"},
        {updated(remove<&person::nick>()), " REMOVE #0", R"("#0":"nick")", ""},
        {updated(remove(a<&person::tags>[0])), " REMOVE #0[0]", R"("#0":"tags")", ""},
        {updated(remove<&person::nick>(), increment<&person::age>(), set<&person::name>("x"),
                 erase_from<&person::roles>("y"), set<&person::active>(true)),
         "SET #0 = :0,#1 = :1 REMOVE #2 ADD #3 :2 DELETE #4 :3",
         R"("#0":"full name","#1":"active","#2":"nick","#3":"age","#4":"roles")",
         R"(":0":{"S":"x"},":1":{"BOOL":true},":2":{"N":"1"},":3":{"SS":["y"]})"},
    };
    for (auto const& c : cases) {
        INFO(c.actual);
        CHECK_JSON(c.actual, expected_update(c.expression, c.names, c.values));
    }
}

TEST_CASE("update: a struct of patches keeps, sets and removes") {
    CHECK_JSON(updated(changes(person_patch{.name = {"x"}, .age = 3, .nick = std::nullopt})),
               expected_update("SET #0 = :0,#1 = :1 REMOVE #2",
                               R"("#0":"full name","#1":"age","#2":"nick")",
                               R"(":0":{"S":"x"},":1":{"N":"3"})"));
    CHECK_JSON(updated(changes(person_patch{.roles = std::set<std::string>{}})),
               expected_update(" REMOVE #0", R"("#0":"roles")", ""));
    CHECK_JSON(updated(changes(person_patch{})), "{}");
    CHECK_JSON(
        updated(changes(person_patch{.age = 1}), remove<&person::nick>()),
        expected_update("SET #0 = :0 REMOVE #1", R"("#0":"age","#1":"nick")", R"(":0":{"N":"1"})"));
}

TEST_CASE("update: optional members of a patch struct keep or set") {
    CHECK_JSON(updated(changes(person_fields{.active = false})),
               expected_update("SET #0 = :0", R"("#0":"active")", R"(":0":{"BOOL":false})"));
    CHECK_JSON(updated(changes(person_fields{.numbers = std::set<int>{}})),
               expected_update(" REMOVE #0", R"("#0":"numbers")", ""));
    CHECK_JSON(updated(changes(person_fields{})), "{}");
}
