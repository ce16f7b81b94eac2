// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/reflect/json.hpp>

#include "support/catch.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <set>

using namespace skiff;

namespace {

enum class priority { low, high };
BOOST_DESCRIBE_ENUM(priority, low, high)

struct line {
    std::string product;
    int count = 0;
    std::optional<double> price{};
    friend bool operator==(line const&, line const&) = default;
};
BOOST_DESCRIBE_STRUCT(line, (), (product, count, price))

struct order {
    std::string order_id;
    std::vector<line> items;
    std::map<std::string, std::int64_t> totals;
    std::set<std::string> tags;
    bool paid = false;
    priority how = priority::low;
    std::chrono::sys_time<std::chrono::milliseconds> placed{};
    binary signature;
    std::optional<line> gift{};
    json::raw extra;
    friend bool operator==(order const&, order const&) = default;
};
BOOST_DESCRIBE_STRUCT(order, (),
                      (order_id, items, totals, tags, paid, how, placed, signature, gift, extra))

struct user {
    std::string user_id;
    std::string first_name;
    int age = 18;
    friend bool operator==(user const&, user const&) = default;
};
BOOST_DESCRIBE_STRUCT(user, (), (user_id, first_name, age))

struct page_settings {
    std::string title = "none";
    int max_items = 10;
};
BOOST_DESCRIBE_STRUCT(page_settings, (), (title, max_items))

struct cents {
    std::int64_t value = 0;
};

struct bill {
    cents sum;
};
BOOST_DESCRIBE_STRUCT(bill, (), (sum))

struct tree {
    std::string name;
    std::vector<tree> children;
};
BOOST_DESCRIBE_STRUCT(tree, (), (name, children))

struct base {
    int a = 0;
};
BOOST_DESCRIBE_STRUCT(base, (), (a))
struct derived : base {
    int b = 0;
};
BOOST_DESCRIBE_STRUCT(derived, (base), (b))

struct numbers {
    std::int8_t tiny = 0;
    std::uint8_t byte = 0;
    std::int64_t wide = 0;
    std::uint64_t natural = 0;
    double real = 0;
    float single = 0;
};
BOOST_DESCRIBE_STRUCT(numbers, (), (tiny, byte, wide, natural, real, single))

} // namespace

template <>
struct skiff::json::rules<page_settings> : rule_list<camel_case, all_defaulted> {};
template <>
struct skiff::json::rules<user>
    : rule_list<camel_case, renamed<&user::user_id, "ID">, defaulted<&user::age>> {};

template <>
struct skiff::json::codec<cents> {
    static void write(writer& to, cents const& value) {
        to.string(std::to_string(value.value / 100) + '.' + std::to_string(value.value % 100));
    }
    static bool read(document_reader& from, cents& out) {
        std::string text;
        if (!from.read(text))
            return false;
        auto const dot = text.find('.');
        if (dot == text.npos) {
            from.report("expected an amount");
            return false;
        }
        out.value = std::stoll(text.substr(0, dot)) * 100 + std::stoll(text.substr(dot + 1));
        return true;
    }
};

namespace {

constexpr std::string_view order_text =
    R"({"order_id":"o-1","items":[{"product":"tea","count":2,"price":1.5},)"
    R"({"product":"cup","count":1}],"totals":{"net":300,"tax":57},"tags":["a","b"],"paid":true,)"
    R"("how":"high","placed":"2026-01-31T12:30:05.250Z","signature":"AP8=","extra":[1.10,{}]})";

order sample_order() {
    using namespace std::chrono;
    order o;
    o.order_id = "o-1";
    o.items = {{"tea", 2, 1.5}, {"cup", 1}};
    o.totals = {{"net", 300}, {"tax", 57}};
    o.tags = {"a", "b"};
    o.paid = true;
    o.how = priority::high;
    o.placed = sys_days(2026y / January / 31) + hours(12) + minutes(30) + milliseconds(5250);
    o.signature.bytes = std::string("\0\xff", 2);
    o.extra.text = "[1.10,{}]";
    return o;
}

template <class T>
std::vector<std::string> errors_of(std::string_view text, json::parse_options options = {}) {
    auto const parsed = parse_json<T>(text, options);
    std::vector<std::string> out;
    if (!parsed)
        for (auto const& e : parsed.error().fields)
            out.push_back(e.to_string());
    return out;
}

using lines = std::vector<std::string>;

} // namespace

TEST_CASE("document codec: a described struct is written with its members in order") {
    CHECK(to_json(sample_order()) == order_text);
}

TEST_CASE("document codec: what was written is read back the same") {
    auto const parsed = parse_json<order>(order_text);
    REQUIRE(parsed.has_value());
    CHECK(*parsed == sample_order());
}

TEST_CASE("document codec: bases come before members") {
    derived d;
    d.a = 1;
    d.b = 2;
    CHECK(to_json(d) == R"({"a":1,"b":2})");
    CHECK(parse_json<derived>(R"({"b":4,"a":3})").value().a == 3);
}

TEST_CASE("document codec: values that are not structs are documents too") {
    CHECK(to_json(std::string("a\"b")) == R"("a\"b")");
    CHECK(to_json("text") == R"("text")");
    CHECK(to_json(nullptr) == "null");
    CHECK(to_json(std::optional<int>()) == "null");
    CHECK(to_json(std::vector<std::optional<int>>{1, std::nullopt}) == "[1,null]");
    CHECK(to_json(std::vector<bool>{true, false}) == "[true,false]");
    CHECK(parse_json<std::vector<bool>>("[true,false]").value() == std::vector<bool>{true, false});
    CHECK(parse_json<std::string>("\"x\"").value() == "x");
    CHECK(parse_json<json::raw>(" [1, 2.50] ").value().text == "[1, 2.50]");
    CHECK(parse_json<json::raw>("{}").value().kind() == json::kind::object);
}

TEST_CASE("document codec: rules rename members and let them be absent") {
    CHECK(to_json(user{"u1", "Ada", 36}) == R"({"ID":"u1","firstName":"Ada","age":36})");
    CHECK(parse_json<user>(R"({"ID":"u1","firstName":"Ada"})").value() == user{"u1", "Ada", 18});
    CHECK(errors_of<user>(R"({"user_id":"u1","firstName":"Ada"})") ==
          lines{"user_id: unknown member", "ID: missing"});
}

TEST_CASE("document codec: numbers are documents too") {
    CHECK(parse_json<std::int64_t>("-9223372036854775808").value() ==
          std::numeric_limits<std::int64_t>::min());
    CHECK(parse_json<unsigned char>(" 7 ").value() == 7);
    CHECK(parse_json<double>("1.5").value() == 1.5);
    CHECK(parse_json<bool>("true").value());
    CHECK(parse_json<std::int64_t>("1.5").has_error());
    CHECK(parse_json<bool>("1").has_error());
}

TEST_CASE("document codec: a rule lets all members be absent") {
    auto const some = parse_json<page_settings>(R"({"maxItems":3})").value();
    CHECK(some.max_items == 3);
    CHECK(some.title == "none");
    CHECK(parse_json<page_settings>("{}").value().max_items == 10);
    CHECK(parse_json<page_settings>(R"({"title":null})").has_error());
}

TEST_CASE("document codec: a codec of one's own reads, writes and reports") {
    CHECK(to_json(bill{{1250}}) == R"({"sum":"12.50"})");
    CHECK(parse_json<bill>(R"({"sum":"12.50"})").value().sum.value == 1250);
    CHECK(errors_of<bill>(R"({"sum":"much"})") == lines{"sum: expected an amount"});
    CHECK(errors_of<bill>(R"({"sum":1})") == lines{"sum: expected string, got number"});
}

TEST_CASE("document codec: every misfit is reported with its path") {
    struct row {
        std::string_view text;
        lines wrong;
    };
    for (auto const& [text, wrong] : std::initializer_list<row>{
             {"{}", {"product: missing", "count: missing"}},
             {R"({"product":"a","count":1,"price":null})", {}},
             {R"({"product":null,"count":1})", {"product: expected string, got null"}},
             {R"({"product":7,"count":"1"})",
              {"product: expected string, got number", "count: expected number, got string"}},
             {R"({"product":["a",{"b":1}],"count":1})", {"product: expected string, got array"}},
             {R"({"product":"a","count":1,"extra":{"deep":[1]}})", {"extra: unknown member"}},
             {R"({"product":"a","count":1,"count":2})", {"count: given twice"}},
             {R"({"product":"a","count":1.5})", {"count: expected an integer, got 1.5"}},
             {R"({"product":"a","count":1e3})", {"count: expected an integer, got 1e3"}},
             {R"({"product":"a","count":2147483648})",
              {"count: expected an integer from -2147483648 to 2147483647, got 2147483648"}},
             {R"({"product":"a","count":1,"price":1e999})",
              {"price: the number 1e999 is out of range"}},
             {"[]", {"expected object, got array"}},
             {"null", {"expected object, got null"}},
             {"\"text\"", {"expected object, got string"}},
         }) {
        CAPTURE(text);
        CHECK(errors_of<line>(text) == wrong);
    }
}

TEST_CASE("document codec: with hidden excerpts nothing of the document is repeated") {
    struct row {
        std::string text;
        lines wrong;
    };
    skiff::json::parse_options const hidden{.excerpts = skiff::json::excerpts::hidden};
    auto const wrong_in = [&]<class T>(T const*, std::string const& text) {
        lines out;
        auto const read = skiff::parse_json<T>(text, hidden);
        if (read.has_error())
            for (auto const& each : read.error().fields)
                out.push_back(each.to_string());
        return out;
    };
    line const* const of_line = nullptr;
    for (auto const& [text, wrong] : std::initializer_list<row>{
             {R"({"product":"a","count":1.5})", {"count: expected an integer"}},
             {R"({"product":"a","count":2147483648})",
              {"count: expected an integer from -2147483648 to 2147483647"}},
             {R"({"product":"a","count":1,"price":1e999})", {"price: the number is out of range"}},
             {R"({"product":"a","count":1,"count":2})", {"count: given twice"}},
             {R"({"product":"a","count":1,"key":2})", {"*: not as it should be"}},
         }) {
        CAPTURE(text);
        CHECK(wrong_in(of_line, text) == wrong);
    }
    std::map<std::string, int> const* const of_map = nullptr;
    CHECK(wrong_in(of_map, R"({"key":"text"})") == lines{"*: expected number, got string"});
}

TEST_CASE("document codec: paths lead through arrays, maps and nested structs") {
    auto text = std::string(order_text);
    auto const replace = [&text](std::string_view from, std::string_view to) {
        text.replace(text.find(from), from.size(), to);
    };
    replace(R"("count":1)", R"("count":true)");
    replace(R"("tax":57)", R"("tax":{})");
    replace(R"(["a","b"])", R"(["a",7])");
    replace(R"("high")", R"("urgent")");
    replace("2026-01-31T", "2026-02-31T");
    replace("AP8=", "AP8");
    CHECK(errors_of<order>(text) == lines{"items[1].count: expected number, got boolean",
                                          "totals.tax: expected number, got object",
                                          "tags[1]: expected string, got number",
                                          "how: expected one of low, high, got urgent",
                                          "placed: expected a time such as 2026-01-31T12:00:00Z",
                                          "signature: expected base64"});
    CHECK(errors_of<std::map<std::string, int>>(R"({"a":1,"a":2})") == lines{"a: given twice"});
    CHECK(errors_of<tree>(R"({"name":"r","children":[{"name":"c","children":[{}]}]})") ==
          lines{"children[0].children[0].name: missing",
                "children[0].children[0].children: missing"});
}

TEST_CASE("document codec: unknown and missing members are allowed on request") {
    json::parse_options options;
    options.unknown = json::unknown_members::ignored;
    CHECK(errors_of<line>(R"({"product":"a","count":1,"x":[{}]})", options).empty());
    options.missing = json::missing_members::defaulted;
    CHECK(parse_json<line>(R"({"x":1})", options).value() == line{});
}

TEST_CASE("document codec: null is an empty optional, unless it is refused") {
    constexpr std::string_view text = R"({"product":"a","count":1,"price":null})";
    CHECK(parse_json<line>(text).value() == line{"a", 1, std::nullopt});
    json::parse_options options;
    options.null = json::null_values::refused;
    CHECK(errors_of<line>(text, options) == lines{"price: expected number, got null"});
    CHECK(errors_of<line>(R"({"product":"a","count":1})", options).empty());
}

TEST_CASE("document codec: broken JSON is told apart, with its position") {
    struct row {
        std::string_view text;
        std::size_t offset;
        std::string_view why;
    };
    for (auto const& [text, offset, why] : std::initializer_list<row>{
             {"", 0, "the text ends too early"},
             {R"({"product":"a","count":1)", 24, "the text ends too early"},
             {R"({"product":"a","count":})", 23, "unexpected character"},
             {R"({"product":5,"count":01})", 21, "a number begins with 0"},
             {R"({"product":"a","count":1} x)", 26, "text follows the value"},
             {"{\"product\":\"\xff\",\"count\":1}", 12, "a string is not valid UTF-8"},
         }) {
        CAPTURE(text);
        auto const parsed = parse_json<line>(text);
        REQUIRE(!parsed.has_value());
        CHECK(parsed.error().malformed);
        CHECK(parsed.error().offset == offset);
        REQUIRE(parsed.error().fields.size() == 1);
        CHECK(parsed.error().fields[0].path.empty());
        CHECK(parsed.error().fields[0].message == why);
    }
}

TEST_CASE("document codec: deep nesting is refused, not followed") {
    std::string text;
    for (int i = 0; i != 100'000; ++i)
        text += R"({"name":"n","children":[)";
    auto const parsed = parse_json<tree>(text);
    REQUIRE(!parsed.has_value());
    CHECK(parsed.error().malformed);
    CHECK(parsed.error().fields[0].message == "nested too deeply");
    CHECK(!parse_json<json::raw>(std::string(100'000, '[')).has_value());
}

TEST_CASE("document codec: no more errors are listed than asked for, and quotes are short") {
    std::string text = "[";
    for (int i = 0; i != 1000; ++i)
        text += "\"x\",";
    text += "0]";
    json::parse_options options;
    options.max_errors = 3;
    CHECK(errors_of<std::vector<int>>(text, options).size() == 3);

    auto const long_name = "{\"" + std::string(1000, 'n') + "\":1,\"product\":\"\",\"count\":1}";
    CHECK(errors_of<line>(long_name) == lines{std::string(64, 'n') + "...: unknown member"});
}

TEST_CASE("document codec: value() of a failed parse throws what was wrong") {
    try {
        (void)parse_json<line>("{}").value();
        FAIL("did not throw");
    } catch (json::invalid_document const& e) {
        CHECK(std::string(e.what()) == "product: missing; count: missing");
        CHECK(e.error().fields.size() == 2);
    }
}

TEST_CASE("document codec: integers keep to their type's range") {
    struct row {
        std::string_view text;
        bool fits;
    };
    for (auto const& [member, fits] : std::initializer_list<row>{
             {R"("tiny":-128)", true},
             {R"("tiny":-129)", false},
             {R"("byte":255)", true},
             {R"("byte":256)", false},
             {R"("byte":-1)", false},
             {R"("byte":-0)", true},
             {R"("wide":-9223372036854775808)", true},
             {R"("wide":9223372036854775808)", false},
             {R"("natural":18446744073709551615)", true},
             {R"("natural":18446744073709551616)", false},
             {R"("real":1e308)", true},
             {R"("real":"NaN")", false},
         }) {
        CAPTURE(member);
        json::parse_options options;
        options.missing = json::missing_members::defaulted;
        auto const parsed = parse_json<numbers>("{" + std::string(member) + "}", options);
        CHECK(parsed.has_value() == fits);
    }
    CHECK(to_json(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
    CHECK(to_json(0.1) == "0.1");
    CHECK(to_json(std::nan("")) == "null");
    CHECK(to_json(-std::numeric_limits<double>::infinity()) == "null");
}

TEST_CASE("document codec: times are RFC 3339") {
    using namespace std::chrono;
    struct row {
        std::string_view text;
        std::int64_t nanoseconds;
    };
    for (auto const& [text, count] : std::initializer_list<row>{
             {"1970-01-01T00:00:00Z", 0},
             {"1970-01-01T01:00:00+01:00", 0},
             {"1969-12-31T19:00:00-05:00", 0},
             {"1970-01-01t00:00:01.5z", 1'500'000'000},
             {"1969-12-31T23:59:59.999999999Z", -1},
             {"2000-02-29T00:00:00.0000000019Z", 951'782'400'000'000'001},
         }) {
        CAPTURE(text);
        auto const parsed = parse_json<sys_time<nanoseconds>>('"' + std::string(text) + '"');
        REQUIRE(parsed.has_value());
        CHECK(parsed->time_since_epoch().count() == count);
    }
    for (std::string_view text :
         {"", "2026", "2026-01-31", "2026-01-31 12:00:00Z", "2026-01-31T12:00:00",
          "2026-01-31T12:00Z", "2026-13-01T12:00:00Z", "2025-02-29T12:00:00Z",
          "2026-01-31T24:00:00Z", "2026-01-31T12:60:00Z", "2026-01-31T12:00:60Z",
          "2026-01-31T12:00:00.Z", "2026-01-31T12:00:00+1:00", "2026-01-31T12:00:00Zx",
          "9999-12-31T23:59:59Z"}) { // does not fit into nanoseconds
        CAPTURE(text);
        CHECK(!parse_json<sys_time<nanoseconds>>('"' + std::string(text) + '"').has_value());
    }
    CHECK(parse_json<sys_seconds>("\"9999-12-31T23:59:59Z\"").has_value());
    CHECK(to_json(sys_time<nanoseconds>(nanoseconds(-1))) == "\"1969-12-31T23:59:59.999999999Z\"");
    CHECK(to_json(sys_time<microseconds>(microseconds(1'000'010))) ==
          "\"1970-01-01T00:00:01.000010Z\"");
    CHECK(to_json(sys_seconds(seconds(951'782'400))) == "\"2000-02-29T00:00:00Z\"");
}

TEST_CASE("document codec: text that is not UTF-8 is repaired, so that the document is valid") {
    CHECK(to_json(std::string("a\xff"
                              "b")) == "\"a\xEF\xBF\xBD"
                                       "b\"");
    std::map<std::string, int> const map{{"\xC3", 1}};
    CHECK(to_json(map) == "{\"\xEF\xBF\xBD\":1}");
}

TEST_CASE("document codec: no text makes it crash") {
    // Every prefix of a good document, and every byte of it replaced.
    for (std::size_t i = 0; i != order_text.size(); ++i) {
        CHECK(!parse_json<order>(order_text.substr(0, i)).has_value());
        for (char const c : {'"', '{', '}', '[', ']', ',', '\\', '0', '-', '\0', '\xC3'}) {
            std::string text(order_text);
            text[i] = c;
            (void)parse_json<order>(text);
        }
    }
}
