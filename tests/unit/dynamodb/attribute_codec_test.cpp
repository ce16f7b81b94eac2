// SPDX-License-Identifier: Apache-2.0
#include <skiff/dynamodb/attribute_value.hpp>
#include <skiff/dynamodb/schema.hpp>

#include "support/json_equal.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <vector>

using namespace skiff::dynamodb;
using std::chrono::nanoseconds;
using std::chrono::seconds;

namespace {

/// Reads `json` as a T; `why` says what was wrong.
template <class T>
std::optional<T> read(std::string_view json, std::string& why) {
    skiff::json::reader reader(json);
    detail::attribute_reader in(reader);
    T value{};
    if (read_attribute(in, detail::codec_for<T>, &value) && reader.finish())
        return value;
    why = in.message();
    return std::nullopt;
}

template <class T>
std::string written(T const& value) {
    std::string out;
    detail::attribute_writer writer(out);
    detail::codec_for<T>.write(writer, &value);
    return writer.fault().empty() ? out : "fault: " + writer.fault().message();
}

/// Both directions.
template <class T>
void check(T const& value, std::string_view json) {
    INFO(json);
    CHECK(written(value) == json);
    std::string why;
    auto const back = read<T>(json, why);
    INFO(why);
    REQUIRE(back);
    CHECK(*back == value);
}

template <class T>
std::string refusal(std::string_view json) {
    std::string why;
    CHECK_FALSE(read<T>(json, why).has_value());
    return why;
}

enum class colour { red, green };
BOOST_DESCRIBE_ENUM(colour, red, green)

struct point {
    int x = 0;
    std::optional<int> y{};
    bool operator==(point const&) const = default;
};
BOOST_DESCRIBE_STRUCT(point, (), (x, y))

struct tree {
    std::string name{};
    std::vector<tree> children{};
    bool operator==(tree const&) const = default;
};
BOOST_DESCRIBE_STRUCT(tree, (), (name, children))

struct everything {
    std::optional<std::string> text{};
    std::set<std::string> words{};
    std::optional<std::set<int>> numbers{};
    std::vector<point> points{};
    std::map<std::string, point> named{};
    bool operator==(everything const&) const = default;
};
BOOST_DESCRIBE_STRUCT(everything, (), (text, words, numbers, points, named))

struct base {
    std::string id{};
};
BOOST_DESCRIBE_STRUCT(base, (), (id))
struct derived : base {
    int more = 0;
};
BOOST_DESCRIBE_STRUCT(derived, (base), (more))

struct money {
    std::int64_t cents = 0;
    bool operator==(money const&) const = default;
};

} // namespace

template <>
struct skiff::dynamodb::attribute_codec<money> {
    static std::string to_attribute(money const& m) { return std::to_string(m.cents) + " ct"; }
    static std::optional<money> from_attribute(std::string const& text) {
        if (text.size() < 4 || text.substr(text.size() - 3) != " ct")
            return std::nullopt;
        return money{std::stoll(text)};
    }
};

TEST_CASE("attribute_codec: each supported type goes there and back") {
    check(std::string("a\"b"), R"({"S":"a\"b"})");
    check(true, R"({"BOOL":true})");
    check(-7, R"({"N":"-7"})");
    check(std::numeric_limits<std::int64_t>::min(), R"({"N":"-9223372036854775808"})");
    check(std::numeric_limits<std::uint64_t>::max(), R"({"N":"18446744073709551615"})");
    check(std::uint8_t{255}, R"({"N":"255"})");
    check(0.1, R"({"N":"0.1"})");
    check(0.1f, R"({"N":"0.1"})");
    check(1e20, R"({"N":"100000000000000000000"})");
    check(number::parse("1.5").value(), R"({"N":"1.5"})");
    check(skiff::binary{std::string("\0\1", 2)}, R"({"B":"AAE="})");
    check(std::vector<int>{1, 2}, R"({"L":[{"N":"1"},{"N":"2"}]})");
    check(std::vector<bool>{true, false}, R"({"L":[{"BOOL":true},{"BOOL":false}]})");
    check(std::vector<std::optional<int>>{1, std::nullopt}, R"({"L":[{"N":"1"},{"NULL":true}]})");
    check(std::vector<std::vector<std::string>>{{"a"}, {}},
          R"({"L":[{"L":[{"S":"a"}]},{"L":[]}]})");
    check(std::set<std::string>{"a", "b"}, R"({"SS":["a","b"]})");
    check(std::set<int>{-1, 2}, R"({"NS":["-1","2"]})");
    check(std::set<number>{1}, R"({"NS":["1"]})");
    check(std::set<double>{0.5}, R"({"NS":["0.5"]})");
    check(std::set<skiff::binary>{{"x"}}, R"({"BS":["eA=="]})");
    check(std::unordered_set<std::string>{"a"}, R"({"SS":["a"]})");
    check(std::set<std::string>{}, R"({"NULL":true})");
    check(std::map<std::string, int>{{"a\"", 1}}, R"({"M":{"a\"":{"N":"1"}}})");
    check(std::unordered_map<std::string, bool>{{"a", true}}, R"({"M":{"a":{"BOOL":true}}})");
    check(std::map<std::string, std::vector<int>, std::less<>>{}, R"({"M":{}})");
    check(point{1, 2}, R"({"M":{"x":{"N":"1"},"y":{"N":"2"}}})");
    check(point{1, {}}, R"({"M":{"x":{"N":"1"}}})");
    check(colour::green, R"({"S":"green"})");
    check(attribute_value(attribute_value::list{1, "x"}), R"({"L":[{"N":"1"},{"S":"x"}]})");
    check(attribute_value(), R"({"NULL":true})");
    check(std::optional<std::string>("x"), R"({"S":"x"})");
    check(std::optional<std::string>(), R"({"NULL":true})");
    check(money{150}, R"({"S":"150 ct"})");
    check(
        tree{"a", {{"b", {}}}},
        R"({"M":{"name":{"S":"a"},"children":{"L":[{"M":{"name":{"S":"b"},"children":{"L":[]}}}]}}})");
}

TEST_CASE("attribute_codec: absent optionals and empty sets of a struct are not written") {
    check(everything{}, R"({"M":{"points":{"L":[]},"named":{"M":{}}}})");
    CHECK(written(everything{.numbers = std::set<int>{}}) ==
          R"({"M":{"points":{"L":[]},"named":{"M":{}}}})");
    check(everything{"t", {"w"}, std::set<int>{1}, {{1, {}}}, {{"k", {2, 3}}}},
          R"({"M":{"text":{"S":"t"},"words":{"SS":["w"]},"numbers":{"NS":["1"]},)"
          R"("points":{"L":[{"M":{"x":{"N":"1"}}}]},)"
          R"("named":{"M":{"k":{"M":{"x":{"N":"2"},"y":{"N":"3"}}}}}}})");
}

TEST_CASE("attribute_codec: members of described bases are attributes") {
    CHECK(written(derived{{"x"}, 1}) == R"({"M":{"id":{"S":"x"},"more":{"N":"1"}}})");
    std::string why;
    CHECK(read<derived>(R"({"M":{"more":{"N":"2"},"id":{"S":"y"}}})", why).value().id == "y");
}

TEST_CASE("attribute_codec: the order of attributes does not matter") {
    std::string why;
    auto const value = read<everything>(
        R"({"M":{"named":{"M":{}},"zzz":{"N":"1"},"text":{"S":"t"},)"
        R"("words":{"SS":["w"]},"points":{"L":[]}}})",
        why);
    REQUIRE(value);
    CHECK(value->text == "t");
    CHECK(value->words.size() == 1);
}

TEST_CASE("attribute_codec: time points are seconds with as many decimals as needed") {
    using std::chrono::sys_days;
    using std::chrono::sys_seconds;
    using std::chrono::sys_time;
    using milliseconds = std::chrono::milliseconds;
    check(sys_seconds(seconds(1'700'000'000)), R"({"N":"1700000000"})");
    check(sys_time<milliseconds>(milliseconds(1500)), R"({"N":"1.5"})");
    check(sys_time<milliseconds>(milliseconds(-250)), R"({"N":"-0.25"})");
    check(sys_time<milliseconds>(milliseconds(-1250)), R"({"N":"-1.25"})");
    check(sys_time<nanoseconds>(nanoseconds(1)), R"({"N":"0.000000001"})");
    check(sys_time<nanoseconds>::max(), R"({"N":"9223372036.854775807"})");
    check(sys_time<nanoseconds>::min(), R"({"N":"-9223372036.854775808"})");
    check(sys_days(std::chrono::days(2)), R"({"N":"172800"})");
    check(std::optional<sys_seconds>(seconds(0)), R"({"N":"0"})");

    CHECK(refusal<sys_seconds>(R"({"N":"1.5"})") == "the time does not fit the member's type");
    CHECK(refusal<sys_days>(R"({"N":"1"})") == "the time does not fit the member's type");
    CHECK(refusal<sys_time<nanoseconds>>(R"({"N":"9223372037"})") ==
          "the time does not fit the member's type");
    CHECK(refusal<sys_seconds>(R"({"N":"1e20"})").find("out of range") != std::string::npos);
    CHECK(refusal<sys_seconds>(R"({"N":"1e-20"})").find("finer") != std::string::npos);
    CHECK(refusal<sys_seconds>(R"({"S":"1"})") == "expected N, got S");
}

TEST_CASE("attribute_codec: what does not fit the member is refused") {
    CHECK(refusal<bool>(R"({"S":"true"})") == "expected BOOL, got S");
    CHECK(refusal<int>(R"({"N":"2147483648"})").find("out of range") != std::string::npos);
    CHECK(refusal<std::int8_t>(R"({"N":"-129"})").find("out of range") != std::string::npos);
    CHECK(refusal<unsigned>(R"({"N":"-1"})").find("out of range") != std::string::npos);
    CHECK(refusal<std::uint64_t>(R"({"N":"18446744073709551616"})").find("out of range") !=
          std::string::npos);
    CHECK(refusal<std::int64_t>(R"({"N":"9223372036854775808"})").find("out of range") !=
          std::string::npos);
    CHECK(refusal<int>(R"({"N":"1.5"})").find("fraction") != std::string::npos);
    CHECK(refusal<unsigned>(R"({"N":"0.5"})").find("fraction") != std::string::npos);
    CHECK(refusal<int>(R"({"N":"x"})") == "not a number");
    CHECK(refusal<int>(R"({"N":1})") == "expected string, got number");
    CHECK(refusal<float>(R"({"N":"1e100"})").find("float") != std::string::npos);
    CHECK(refusal<colour>(R"({"S":"blue"})") == "unknown value 'blue'");
    CHECK(refusal<money>(R"({"S":"x"})") == "refused by its attribute_codec");
    CHECK(refusal<skiff::binary>(R"({"B":"?"})") == "not base64");
    CHECK(refusal<std::set<std::string>>(R"({"NS":["1"]})") == "expected SS, got NS");
    CHECK(refusal<std::vector<point>>(R"({"L":[{"M":{}},{"M":{"y":{"S":"a"}}}]})") ==
          "attribute '[1].y': expected N, got S");
    CHECK(refusal<everything>(R"({"M":{"named":{"M":{"k":{"M":{"x":{"BOOL":true}}}}}}})") ==
          "attribute 'named.k.x': expected N, got BOOL");
    CHECK(refusal<attribute_value>(R"({"L":[{}]})").find("empty") != std::string::npos);
    CHECK(written(std::nan("")).find("fault") == 0);
    CHECK(written(1e-200).find("fault") == 0);
    CHECK(written(static_cast<colour>(9)).find("fault") == 0);
    CHECK(written(std::vector<double>{1, std::nan("")}).find("fault") == 0);
}

TEST_CASE("attribute_codec: whole numbers in other forms are taken") {
    std::string why;
    CHECK(read<int>(R"({"N":"1e3"})", why) == 1000);
    CHECK(read<int>(R"({"N":"1.0"})", why) == 1);
    CHECK(read<unsigned>(R"({"N":"+7"})", why) == 7u);
    CHECK(read<std::uint64_t>(R"({"N":"1.8446744073709551615e19"})", why) ==
          std::numeric_limits<std::uint64_t>::max());
}

TEST_CASE("attribute_codec: deeply nested input is refused, not followed") {
    std::string text;
    for (int i = 0; i != 100000; ++i)
        text += R"({"M":{"children":{"L":[)";
    std::string why;
    CHECK_FALSE(read<tree>(text, why).has_value());
    CHECK_FALSE(read<attribute_value>(text, why).has_value());
}

TEST_CASE("attribute_codec: every cut of a valid item is refused") {
    std::string const whole =
        R"({"M":{"text":{"S":"t"},"points":{"L":[{"M":{"x":{"N":"1"}}}]},"zzz":{"L":[]}}})";
    std::string why;
    CHECK(read<everything>(whole, why));
    for (std::size_t size = 0; size != whole.size(); ++size)
        CHECK_FALSE(read<everything>(std::string_view(whole).substr(0, size), why).has_value());
}

namespace {

struct event {
    std::string id{};
    std::chrono::sys_time<std::chrono::milliseconds> at{};
    std::optional<std::chrono::sys_seconds> until{};
};
BOOST_DESCRIBE_STRUCT(event, (), (id, at, until))

std::string event_item(event const& value) {
    std::string out;
    detail::attribute_writer writer(out);
    writer.json().begin_object();
    write_members(writer, detail::layout_of<event>(), &value);
    writer.json().end_object();
    return writer.fault().empty() ? out : writer.fault().message();
}

std::string read_event(std::string_view json, event& value) {
    skiff::json::reader reader(json);
    detail::attribute_reader in(reader);
    return read_members(in, detail::layout_of<event>(), &value) ? "" : in.message();
}

} // namespace

template <>
struct skiff::dynamodb::schema<event>
    : table_schema<event, partition_key<&event::id>, iso_8601<&event::at, "when">,
                   iso_8601<&event::until>> {};

TEST_CASE("attribute_codec: iso_8601 members are text") {
    using namespace std::chrono_literals;
    auto const day = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);
    CHECK(event_item({"x", day + 11h + 38min + 28s + 5ms, day}) ==
          R"({"id":{"S":"x"},"when":{"S":"2026-11-20T11:38:28.005Z"},)"
          R"("until":{"S":"2026-11-20T00:00:00Z"}})");
    CHECK(event_item({"x", std::chrono::sys_days(std::chrono::year(1) / 1 / 1), {}}) ==
          R"({"id":{"S":"x"},"when":{"S":"0001-01-01T00:00:00Z"}})");
    CHECK(event_item({"x", std::chrono::sys_days(std::chrono::year(10000) / 1 / 1), {}})
              .find("attribute 'when'") == 0);

    struct {
        std::string_view text;
        std::optional<std::int64_t> milliseconds;
    } const cases[] = {
        {"1970-01-01T00:00:01Z", 1000},
        {"1970-01-01T00:00:01.5Z", 1500},
        {"1970-01-01 00:00:01.500000000z", 1500},
        {"1970-01-01T01:00:01+01:00", 1000},
        {"1969-12-31T23:30:01-0030", 1000},
        {"1969-12-31T23:59:59.250Z", -750},
        {"1970-01-01T00:00:00.0001Z", std::nullopt},
        {"1970-01-01T00:00:00.0000000001Z", std::nullopt},
        {"1970-02-30T00:00:00Z", std::nullopt},
        {"1970-13-01T00:00:00Z", std::nullopt},
        {"1970-01-01T24:00:00Z", std::nullopt},
        {"1970-01-01T00:60:00Z", std::nullopt},
        {"1970-01-01T00:00:00", std::nullopt},
        {"1970-01-01T00:00:00.Z", std::nullopt},
        {"1970-01-01T00:00:00Zx", std::nullopt},
        {"1970-01-01T00:00:00+25:00", std::nullopt},
        {"1970-01-01", std::nullopt},
        {"", std::nullopt},
    };
    for (auto const& c : cases) {
        INFO(c.text);
        event value;
        auto const why = read_event(R"({"when":{"S":")" + std::string(c.text) + R"("}})", value);
        CHECK(why.empty() == c.milliseconds.has_value());
        if (c.milliseconds)
            CHECK(value.at.time_since_epoch().count() == *c.milliseconds);
        else
            CHECK(why.find("attribute 'when'") == 0);
    }
}
