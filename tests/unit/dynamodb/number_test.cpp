// SPDX-License-Identifier: Apache-2.0
#include <skiff/dynamodb/number.hpp>

#include "support/catch.hpp"

#include <limits>
#include <sstream>

using skiff::dynamodb::number;
using skiff::dynamodb::number_fault;

namespace {

std::string const nines(38, '9');

number must(std::string_view text) {
    INFO(text);
    auto const n = number::parse(text);
    REQUIRE(n);
    return *n;
}

std::string written(std::optional<number> const& n) {
    return n ? n->to_string() : "none";
}

} // namespace

TEST_CASE("number: text is read exactly and written in DynamoDB's form") {
    struct {
        std::string text, canonical;
    } const cases[] = {
        {"0", "0"},
        {"-0", "0"},
        {"0.000", "0"},
        {"0e99999999999999999999", "0"},
        {"1", "1"},
        {"+1", "1"},
        {"-1", "-1"},
        {"007", "7"},
        {"1.0", "1"},
        {"100", "100"},
        {"12.50", "12.5"},
        {"-12.50", "-12.5"},
        {".5", "0.5"},
        {"5.", "5"},
        {"0.001", "0.001"},
        {"1e3", "1000"},
        {"1E+3", "1000"},
        {"1.5e-3", "0.0015"},
        {"123456789012345678901234567890.12345678", "123456789012345678901234567890.12345678"},
        {nines, nines},
        {"0." + nines, "0." + nines},
        {"18446744073709551616", "18446744073709551616"},
        {"10000000000000000000", "10000000000000000000"},
        {"20000000000000000001", "20000000000000000001"},
        {"1e125", "1" + std::string(125, '0')},
        {"9.9999999999999999999999999999999999999E+125", nines + std::string(88, '0')},
        {"1e-130", "0." + std::string(129, '0') + "1"},
        {"0." + std::string(129, '0') + nines, "0." + std::string(129, '0') + nines},
        {"1" + std::string(100, '0'), "1" + std::string(100, '0')},
        {std::string(1000, '0') + "1", "1"},
        {"0." + std::string(1000, '0') + "1e1000", "0.1"},
    };
    for (auto const& c : cases) {
        INFO(c.text);
        CHECK(written(number::parse(c.text)) == c.canonical);
    }
}

TEST_CASE("number: what is no number is refused with its reason") {
    struct {
        std::string text;
        number_fault why;
    } const cases[] = {
        {"", number_fault::syntax},
        {" 1", number_fault::syntax},
        {"1 ", number_fault::syntax},
        {"-", number_fault::syntax},
        {".", number_fault::syntax},
        {"+-1", number_fault::syntax},
        {"1e", number_fault::syntax},
        {"1e+", number_fault::syntax},
        {"e1", number_fault::syntax},
        {"1.2.3", number_fault::syntax},
        {"0x10", number_fault::syntax},
        {"1,000", number_fault::syntax},
        {"NaN", number_fault::syntax},
        {"Infinity", number_fault::syntax},
        {std::string("1\0", 2), number_fault::syntax},
        {nines + "9", number_fault::too_precise},
        {"1." + std::string(37, '0') + "1", number_fault::too_precise},
        {"1e126", number_fault::too_large},
        {"-1e126", number_fault::too_large},
        {"1e99999999999999999999", number_fault::too_large},
        {"1" + std::string(126, '0'), number_fault::too_large},
        {"1e-131", number_fault::too_small},
        {"1e-99999999999999999999", number_fault::too_small},
        {"9.99e-131", number_fault::too_small},
    };
    for (auto const& c : cases) {
        INFO(c.text);
        auto why = number_fault::none;
        CHECK_FALSE(number::parse(c.text, why));
        CHECK(why == c.why);
    }
}

TEST_CASE("number: integers of every width convert exactly") {
    CHECK(number(std::numeric_limits<std::int64_t>::min()).to_string() == "-9223372036854775808");
    CHECK(number(std::numeric_limits<std::int64_t>::max()).to_string() == "9223372036854775807");
    CHECK(number(std::numeric_limits<std::uint64_t>::max()).to_string() == "18446744073709551615");
    CHECK(number(short{-7}).to_string() == "-7");
    CHECK(number(0).is_zero());
}

TEST_CASE("number: back to an integer only when nothing is lost") {
    struct {
        std::string_view text;
        std::optional<std::int64_t> expected;
    } const cases[] = {
        {"0", 0},
        {"-0", 0},
        {"42", 42},
        {"4.2e1", 42},
        {"9223372036854775807", std::numeric_limits<std::int64_t>::max()},
        {"-9223372036854775808", std::numeric_limits<std::int64_t>::min()},
        {"9223372036854775808", std::nullopt},
        {"-9223372036854775809", std::nullopt},
        {"0.5", std::nullopt},
        {"1e19", std::nullopt},
        {"1e125", std::nullopt},
        {"1000000000000000000", 1000000000000000000},
    };
    for (auto const& c : cases) {
        INFO(c.text);
        CHECK(must(c.text).to_int64() == c.expected);
    }
}

TEST_CASE("number: doubles keep their shortest form") {
    CHECK(written(number::from_double(0.1)) == "0.1");
    CHECK(written(number::from_double(-2.5e-7)) == "-0.00000025");
    CHECK(written(number::from_double(1e100)) == "1" + std::string(100, '0'));
    CHECK(written(number::from_double(std::numeric_limits<double>::infinity())) == "none");
    CHECK(written(number::from_double(std::numeric_limits<double>::quiet_NaN())) == "none");
    CHECK(written(number::from_double(1e200)) == "none");
    CHECK(written(number::from_double(-0.0)) == "0");
    CHECK(must("0.1").to_double() == 0.1);
    CHECK(must("-1e-130").to_double() == -1e-130);
    CHECK(must("0").to_double() == 0.0);
}

TEST_CASE("number: sums are exact and rounded half up to 38 digits") {
    struct {
        std::string a, b, sum, difference;
    } const cases[] = {
        {"1", "2", "3", "-1"},
        {"0", "5", "5", "-5"},
        {"5", "0", "5", "5"},
        {"0.1", "0.2", "0.3", "-0.1"},
        {"-1", "1", "0", "-2"},
        {"999", "1", "1000", "998"},
        {"100", "99.5", "199.5", "0.5"},
        {nines, "1", "1" + std::string(38, '0'), std::string(37, '9') + "8"},
        {nines, "0.4", nines, nines.substr(0, 37) + "9"},
        {nines, "0.5", "1" + std::string(38, '0'), nines},
        {"1e125", "1e-130", "1" + std::string(125, '0'), "1" + std::string(125, '0')},
        {"9.9999999999999999999999999999999999999E+125", "1e125", "none",
         "8" + std::string(37, '9') + std::string(88, '0')},
        {"-9.9999999999999999999999999999999999999E+125",
         "9.9999999999999999999999999999999999999E+125", "0", "none"},
        {"1.0000000000000000000000000000000000001e-130", "1e-130",
         "0." + std::string(129, '0') + "2" + std::string(36, '0') + "1", "none"},
    };
    for (auto const& c : cases) {
        INFO(c.a << " and " << c.b);
        CHECK(written(number::add(must(c.a), must(c.b))) == c.sum);
        CHECK(written(number::add(must(c.b), must(c.a))) == c.sum);
        CHECK(written(number::subtract(must(c.a), must(c.b))) == c.difference);
    }
}

TEST_CASE("number: order is numeric") {
    std::vector<std::string> const ascending{"-1e125", "-100",   "-99.9", "-1",  "-1e-130",
                                             "0",      "1e-130", "0.09",  "0.1", "1",
                                             "9",      "10",     "1e2",   nines, "1e125"};
    for (std::size_t i = 0; i != ascending.size(); ++i)
        for (std::size_t j = 0; j != ascending.size(); ++j) {
            INFO(ascending[i] << " <=> " << ascending[j]);
            CHECK((must(ascending[i]) <=> must(ascending[j])) == (i <=> j));
            CHECK((must(ascending[i]) == must(ascending[j])) == (i == j));
        }
    CHECK(must("1.0") == must("1"));
    CHECK(must("1e2") == number(100));
    CHECK(-must("0") == number(0));
    CHECK(-must("1.5") == must("-1.5"));
}

TEST_CASE("number: digits are counted without zeros at the ends") {
    CHECK(must("0").digit_count() == 0);
    CHECK(must("1000").digit_count() == 1);
    CHECK(must("0.00120").digit_count() == 2);
    CHECK(must(nines).digit_count() == 38);
    std::ostringstream out;
    out << must("1e3");
    CHECK(out.str() == "1000");
}
