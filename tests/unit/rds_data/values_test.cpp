// SPDX-License-Identifier: Apache-2.0
#include "unit/rds_data/fake_database.hpp"

#include <limits>
#include <map>
#include <ratio>
#include <sstream>
#include <vector>

using namespace skiff::rds_data;
using namespace std::chrono_literals;

namespace {

enum class status { open, done };
BOOST_DESCRIBE_ENUM(status, open, done)

struct note {
    std::string text;
    int stars = 0;
};
BOOST_DESCRIBE_STRUCT(note, (), (text, stars))

/// Cents, stored as NUMERIC.
struct money {
    std::int64_t cents = 0;
};

template <class T>
using read = skiff::result<T>;

template <class T>
read<T> read_field(std::string const& field) {
    fake_database f;
    f.answer(R"({"records":[[)" + field + "]]}");
    return f.db.query_one<T>("SELECT 1");
}

template <class T>
std::string refusal(std::string const& field) {
    auto const got = read_field<T>(field);
    REQUIRE_FALSE(got.has_value());
    CHECK(got.error().code == skiff::errc::malformed_response);
    return got.error().message;
}

/// The one parameter that is sent for a value.
template <class T>
std::string written(T const& value) {
    fake_database f;
    f.answer("{}");
    f.db.execute(":v", {{"v", value}}).value();
    auto const& body = f.body();
    auto const begin = body.find("\"parameters\":[") + 14;
    return body.substr(begin, body.find(']', begin) - begin);
}

template <class T>
std::string unwritable(T const& value) {
    fake_database f;
    auto const got = f.db.execute(":v", {{"v", value}});
    REQUIRE_FALSE(got.has_value());
    CHECK(got.error().code == skiff::errc::invalid_request);
    CHECK(f.sent() == 0);
    return got.error().message;
}

using days = std::chrono::sys_days;
using instant = std::chrono::sys_time<std::chrono::milliseconds>;

constexpr std::chrono::year_month_day date{std::chrono::year(2026), std::chrono::November,
                                           std::chrono::day(24)};

} // namespace

template <>
struct skiff::rds_data::column_codec<money> {
    static decimal to_column(money const& from) {
        auto const text = std::to_string(from.cents);
        return *decimal::parse(text.substr(0, text.size() - 2) + '.' +
                               text.substr(text.size() - 2));
    }
    static std::optional<money> from_column(decimal const& from) {
        if (from.scale() != 2)
            return std::nullopt;
        auto text = from.to_string();
        text.erase(text.size() - 3, 1);
        return money{std::stoll(text)};
    }
};

TEST_CASE("values: integers are read from numbers and text, and checked for their range") {
    CHECK(read_field<std::int8_t>(R"({"longValue":-128})").value() == -128);
    CHECK(read_field<std::int64_t>(R"({"stringValue":"-9223372036854775808"})").value() ==
          std::numeric_limits<std::int64_t>::min());
    CHECK(read_field<std::uint64_t>(R"({"stringValue":"18446744073709551615"})").value() ==
          std::numeric_limits<std::uint64_t>::max());
    CHECK(read_field<unsigned>(R"({"longValue":7})").value() == 7);
    CHECK(refusal<std::int8_t>(R"({"longValue":128})") ==
          "row 1, column 1: a number that is out of range for std::int8_t");
    CHECK(refusal<unsigned>(R"({"longValue":-1})") ==
          "row 1, column 1: a number that is out of range for std::uint32_t");
    CHECK(refusal<std::int64_t>(R"({"stringValue":"9223372036854775808"})") ==
          "row 1, column 1: a number that is out of range for std::int64_t");
    CHECK(refusal<std::uint64_t>(R"({"stringValue":"18446744073709551616"})") ==
          "row 1, column 1: a number that is out of range for std::uint64_t");
    CHECK(refusal<int>(R"({"stringValue":"1.0"})") ==
          "row 1, column 1: text where std::int32_t is expected");
    CHECK(refusal<int>(R"({"doubleValue":1})") ==
          "row 1, column 1: a floating point number where std::int32_t is expected");
    CHECK(refusal<int>(R"({"isNull":true})") ==
          "row 1, column 1: NULL where std::int32_t is expected");
}

TEST_CASE("values: booleans, also as MySQL sends them") {
    CHECK(read_field<bool>(R"({"booleanValue":true})").value());
    CHECK_FALSE(read_field<bool>(R"({"longValue":0})").value());
    CHECK(read_field<bool>(R"({"blobValue":"AQ=="})").value());
    CHECK_FALSE(read_field<bool>(R"({"blobValue":"AA=="})").value());
    CHECK(refusal<bool>(R"({"longValue":2})") ==
          "row 1, column 1: a number other than 0 and 1 where bool is expected");
    CHECK(refusal<bool>(R"({"stringValue":"t"})") ==
          "row 1, column 1: text where bool is expected");
}

TEST_CASE("values: floating point") {
    CHECK(read_field<double>(R"({"doubleValue":0.1})").value() == 0.1);
    CHECK(read_field<double>(R"({"longValue":3})").value() == 3.0);
    CHECK(read_field<double>(R"({"stringValue":"12.50"})").value() == 12.5);
    CHECK(read_field<float>(R"({"doubleValue":1.5})").value() == 1.5f);
    CHECK(refusal<float>(R"({"doubleValue":1e300})") ==
          "row 1, column 1: a number that is out of range for float");
    CHECK(refusal<double>(R"({"stringValue":"x"})") ==
          "row 1, column 1: text where double is expected");
    CHECK(written(0.1) == R"({"name":"v","value":{"doubleValue":0.1}})");
    CHECK(unwritable(std::numeric_limits<double>::infinity()) ==
          "parameter 'v': NaN and infinities cannot be sent");
}

TEST_CASE("values: decimals keep every digit") {
    std::string const digits = "12345678901234567890123456789012345678901234567890.0100";
    CHECK(read_field<decimal>(R"({"stringValue":")" + digits + R"("})").value().to_string() ==
          digits);
    CHECK(read_field<decimal>(R"({"longValue":-7})").value() == decimal(-7));
    CHECK(refusal<decimal>(R"({"stringValue":"NaN"})") ==
          "row 1, column 1: text that is no decimal number");
    CHECK(written(*decimal::parse("-0.10")) ==
          R"({"name":"v","value":{"stringValue":"-0.10"},"typeHint":"DECIMAL"})");
}

TEST_CASE("values: dates and times") {
    CHECK(read_field<std::chrono::year_month_day>(R"({"stringValue":"2026-11-24"})").value() ==
          date);
    CHECK(read_field<days>(R"({"stringValue":"2026-11-24"})").value() == days(date));
    CHECK(read_field<instant>(R"({"stringValue":"2026-11-24 19:15:00.125"})").value() ==
          days(date) + 19h + 15min + 125ms);
    CHECK(read_field<instant>(R"({"stringValue":"2026-11-24T19:15:00+02:00"})").value() ==
          days(date) + 17h + 15min);
    CHECK(read_field<instant>(R"({"stringValue":"1969-12-31 23:59:59.999"})").value() ==
          instant(-1ms));
    CHECK(read_field<std::chrono::seconds>(R"({"stringValue":"19:15:01"})").value() ==
          19h + 15min + 1s);
    CHECK(read_field<std::chrono::milliseconds>(R"({"stringValue":"-838:59:58.5"})").value() ==
          -(838h + 59min + 58s + 500ms));
    CHECK(refusal<std::chrono::sys_seconds>(R"({"stringValue":"2026-11-24 19:15:00.125"})") ==
          "row 1, column 1: a timestamp that the member's resolution or range cannot hold");
    CHECK(refusal<std::chrono::minutes>(R"({"stringValue":"19:15:01"})") ==
          "row 1, column 1: a time that the member's resolution or range cannot hold");
    using narrow = std::chrono::sys_time<std::chrono::nanoseconds>;
    CHECK(refusal<narrow>(R"({"stringValue":"9999-12-31 00:00:00"})") ==
          "row 1, column 1: a timestamp that the member's resolution or range cannot hold");
    for (auto const* text : {"2026-02-29", "2026-11-24 ", "26-11-24", "infinity", ""})
        CHECK(refusal<std::chrono::year_month_day>(R"({"stringValue":")" + std::string(text) +
                                                   R"("})") ==
              "row 1, column 1: text that is no date of the form YYYY-MM-DD");
    for (auto const* text : {"2026-11-24 24:00:00", "2026-11-24 19:60:00", "infinity",
                             "2026-11-24 19:15:00.", "2026-11-24 19:15:00.1234567891"})
        CHECK(refusal<instant>(R"({"stringValue":")" + std::string(text) + R"("})") ==
              "row 1, column 1: text that is no timestamp of the form YYYY-MM-DD HH:MM:SS");
}

TEST_CASE("values: dates and times are written in the forms that the service takes") {
    CHECK(written(date) ==
          R"({"name":"v","value":{"stringValue":"2026-11-24"},"typeHint":"DATE"})");
    CHECK(written(days(date) + 19h + 15min) ==
          R"({"name":"v","value":{"stringValue":"2026-11-24 19:15:00"},"typeHint":"TIMESTAMP"})");
    CHECK(
        written(instant(-1ms)) ==
        R"({"name":"v","value":{"stringValue":"1969-12-31 23:59:59.999"},"typeHint":"TIMESTAMP"})");
    CHECK(
        written(days(date) + 1us) ==
        R"({"name":"v","value":{"stringValue":"2026-11-24 00:00:00.000001"},"typeHint":"TIMESTAMP"})");
    CHECK(written(19h + 15min + 500ms) ==
          R"({"name":"v","value":{"stringValue":"19:15:00.500"},"typeHint":"TIME"})");
    CHECK(written(std::optional<std::chrono::year_month_day>()) ==
          R"({"name":"v","value":{"isNull":true},"typeHint":"DATE"})");
    CHECK(unwritable(-1s) == "parameter 'v': the time of day is not from 00:00 to 24:00");
    CHECK(unwritable(24h) == "parameter 'v': the time of day is not from 00:00 to 24:00");
    CHECK(unwritable(std::chrono::year_month_day{std::chrono::year(2026), std::chrono::February,
                                                 std::chrono::day(30)}) ==
          "parameter 'v': the date does not exist or its year is not from 0 to 9999");
    CHECK(unwritable(std::chrono::sys_seconds(std::chrono::seconds(1LL << 50))) ==
          "parameter 'v': the time's year is not from 0 to 9999");
}

TEST_CASE("values: text, enumerators, UUIDs and bytes") {
    CHECK(read_field<std::string>(R"({"stringValue":"a\"b"})").value() == "a\"b");
    CHECK(refusal<std::string>(R"({"longValue":1})") ==
          "row 1, column 1: a whole number where std::string is expected");
    CHECK(read_field<status>(R"({"stringValue":"done"})").value() == status::done);
    CHECK(refusal<status>(R"({"stringValue":"lost"})").find("text that is no enumerator of") !=
          std::string::npos);
    CHECK(written(status::open) == R"({"name":"v","value":{"stringValue":"open"}})");
    CHECK(unwritable(static_cast<status>(9)).find("the value is no enumerator of") !=
          std::string::npos);
    CHECK(written("a\"b") == R"({"name":"v","value":{"stringValue":"a\"b"}})");
    CHECK(written(std::string_view("x")) == R"({"name":"v","value":{"stringValue":"x"}})");
    CHECK(unwritable("\xff") ==
          "parameter 'v': the text is not UTF-8; bytes belong into skiff::binary");

    std::string const text = "01234567-89ab-cdef-0123-456789abcdef";
    auto const id = read_field<uuid>(R"({"stringValue":"01234567-89AB-cdef-0123-456789abcdef"})");
    CHECK(id.value().to_string() == text);
    CHECK(written(id.value()) ==
          R"({"name":"v","value":{"stringValue":")" + text + R"("},"typeHint":"UUID"})");
    for (auto const* bad :
         {"", "01234567-89ab-cdef-0123-456789abcde", "0123456789ab-cdef-0123-456789abcdef-",
          "0123456x-89ab-cdef-0123-456789abcdef"})
        CHECK_FALSE(uuid::parse(bad).has_value());

    CHECK(read_field<skiff::binary>(R"({"blobValue":"AAE="})").value().bytes ==
          std::string("\0\1", 2));
    CHECK(refusal<skiff::binary>(R"({"blobValue":"A"})") ==
          "row 1, column 1: bytes that are no base64");
    CHECK(written(skiff::binary{"\1"}) == R"({"name":"v","value":{"blobValue":"AQ=="}})");
}

TEST_CASE("values: large unsigned integers are sent as decimals") {
    CHECK(written(std::uint64_t(7)) == R"({"name":"v","value":{"longValue":7}})");
    CHECK(written(std::numeric_limits<std::uint64_t>::max()) ==
          R"({"name":"v","value":{"stringValue":"18446744073709551615"},"typeHint":"DECIMAL"})");
    CHECK(written(std::optional<int>(3)) == R"({"name":"v","value":{"longValue":3}})");
}

TEST_CASE("values: JSON columns") {
    using row = std::tuple<note, std::map<std::string, int>, skiff::json::raw,
                           json_value<std::vector<int>>>;
    auto const got = read_field<row>(R"({"stringValue":"{\"text\":\"x\",\"stars\":2,\"more\":1}"},
        {"stringValue":"{\"a\":1}"},{"stringValue":"[null]"},{"stringValue":"[1,2]"})")
                         .value();
    CHECK(std::get<0>(got).stars == 2);
    CHECK(std::get<1>(got).at("a") == 1);
    CHECK(std::get<2>(got).text == "[null]");
    CHECK(std::get<3>(got).value == std::vector<int>{1, 2});
    CHECK(refusal<std::tuple<note>>(R"({"stringValue":"{\"text\":\"x\"}"})")
              .find("column 1: the JSON document: stars:") != std::string::npos);
    CHECK(
        written(note{"x", 2}) ==
        R"({"name":"v","value":{"stringValue":"{\"text\":\"x\",\"stars\":2}"},"typeHint":"JSON"})");
    CHECK(written(json_value<int>{7}) ==
          R"({"name":"v","value":{"stringValue":"7"},"typeHint":"JSON"})");
    CHECK(written(skiff::json::raw{"{}"}) ==
          R"({"name":"v","value":{"stringValue":"{}"},"typeHint":"JSON"})");
}

TEST_CASE("values: arrays, nested ones and those with NULL") {
    CHECK(read_field<std::vector<int>>(R"({"arrayValue":{"longValues":[1,2]}})").value() ==
          std::vector<int>{1, 2});
    CHECK(
        read_field<std::vector<bool>>(R"({"arrayValue":{"booleanValues":[true,false]}})").value() ==
        std::vector<bool>{true, false});
    CHECK(read_field<std::vector<std::string>>(R"({"arrayValue":{"stringValues":[]}})")
              .value()
              .empty());
    using grid = std::vector<std::vector<double>>;
    CHECK(read_field<grid>(R"({"arrayValue":{"arrayValues":[{"doubleValues":[0.5]},
        {"doubleValues":[1.5,2.5]}]}})")
              .value() == grid{{0.5}, {1.5, 2.5}});
    using holes = std::vector<std::optional<std::string>>;
    CHECK(read_field<holes>(R"({"arrayValue":{"stringValues":["a",null]}})").value() ==
          holes{"a", std::nullopt});
    CHECK(refusal<std::vector<std::string>>(R"({"arrayValue":{"stringValues":["a",null]}})") ==
          "row 1, column 1: NULL where std::string is expected");
    CHECK(refusal<std::vector<int>>(R"({"longValue":1})") ==
          "row 1, column 1: a whole number where std::vector<std::int32_t> is expected");
    CHECK(refusal<std::vector<int>>(R"({"arrayValue":{"otherValues":[1]}})") ==
          "row 1, column 1: an array of an unknown kind");
}

TEST_CASE("values: a type with a codec of its own") {
    CHECK(read_field<money>(R"({"stringValue":"12.50"})").value().cents == 1250);
    CHECK(refusal<money>(R"({"stringValue":"12.5"})").find("refused") != std::string::npos);
    CHECK(written(money{1250}) ==
          R"({"name":"v","value":{"stringValue":"12.50"},"typeHint":"DECIMAL"})");
    CHECK_FALSE(read_field<std::optional<money>>(R"({"isNull":true})").value().has_value());
}

TEST_CASE("decimal: parses, compares by value and converts") {
    for (auto const* bad : {"", "-", ".", "1.", "1e3", "NaN", " 1", "1.2.3", "+-1"})
        CHECK_FALSE(decimal::parse(bad).has_value());
    struct {
        char const* text;
        char const* kept;
    } const forms[] = {{"007", "7"},  {"-0", "0"},       {"-0.00", "0.00"},
                       {".5", "0.5"}, {"+1.50", "1.50"}, {"-.5", "-0.5"}};
    for (auto const& each : forms)
        CHECK(decimal::parse(each.text).value().to_string() == each.kept);
    char const* const ascending[] = {"-100", "-20.5", "-20.05", "0", "0.5", "2", "10", "10.01"};
    for (std::size_t i = 0; i != std::size(ascending); ++i)
        for (std::size_t j = 0; j != std::size(ascending); ++j) {
            INFO(ascending[i] << ' ' << ascending[j]);
            CHECK((*decimal::parse(ascending[i]) <=> *decimal::parse(ascending[j])) == (i <=> j));
        }
    CHECK(*decimal::parse("1.50") == *decimal::parse("1.5"));
    CHECK(decimal::parse("1.50")->to_double() == 1.5);
    CHECK(decimal::parse("5.00")->to_int64() == 5);
    CHECK_FALSE(decimal::parse("5.01")->to_int64().has_value());
    CHECK_FALSE(decimal::parse("9223372036854775808")->to_int64().has_value());
    CHECK(decimal::parse('-' + std::string(400, '9'))->to_double() ==
          -std::numeric_limits<double>::infinity());
    std::ostringstream out;
    out << decimal(3) << ' ' << uuid();
    CHECK(out.str() == "3 00000000-0000-0000-0000-000000000000");
}
