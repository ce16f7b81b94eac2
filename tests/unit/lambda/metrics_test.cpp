// SPDX-License-Identifier: Apache-2.0
#include <skiff/lambda/metrics.hpp>

#include "support/catch.hpp"
#include "support/fake_clock.hpp"
#include "support/json_equal.hpp"

#include <limits>
#include <stdexcept>

using namespace skiff;
using namespace skiff::lambda;
using namespace std::chrono_literals;

namespace {

struct kept_metrics {
    std::vector<std::string> lines{};
    [[nodiscard]] metrics_options options() {
        return {.sink = [this](std::string_view line) { lines.emplace_back(line); },
                .clock = std::make_shared<test::fake_clock>()};
    }
};

boost::json::object parse(std::string const& text) {
    return boost::json::parse(text).as_object();
}

boost::json::array metrics_of(boost::json::object const& line) {
    return line.at("_aws").at("CloudWatchMetrics").at(0).at("Metrics").as_array();
}

} // namespace

TEST_CASE("metrics: a line is as CloudWatch's embedded metric format has it") {
    kept_metrics out;
    {
        metrics to("Shop", {{"service", "orders"}}, out.options());
        to.add_dimensions({{"service", "orders"}, {"stage", "dev"}});
        to.add("OrdersTaken", 1);
        to.add("OrdersTaken", 2);
        to.add("Checkout", 12ms, metric_resolution::second);
        to.property("orderId", "7\"");
    }
    REQUIRE(out.lines.size() == 1);
    CHECK(out.lines[0].find('\n') == std::string::npos);
    CHECK_JSON(out.lines[0],
               R"({"_aws":{"Timestamp":1800000000000,"CloudWatchMetrics":[{"Namespace":"Shop",
                   "Dimensions":[["service"],["service","stage"]],
                   "Metrics":[{"Name":"OrdersTaken","Unit":"Count"},
                              {"Name":"Checkout","Unit":"Milliseconds","StorageResolution":1}]}]},
                   "service":"orders","stage":"dev","OrdersTaken":[1,2],"Checkout":12,
                   "orderId":"7\""})");
}

TEST_CASE("metrics: flush forgets values and properties, not dimensions") {
    kept_metrics out;
    metrics to("Shop", {{"service", "orders"}}, out.options());
    to.flush();
    to.property("orderId", 7);
    to.flush();
    CHECK(out.lines.empty());
    to.add("a", 1);
    to.flush();
    to.flush();
    REQUIRE(out.lines.size() == 1);
    auto const line = parse(out.lines[0]);
    CHECK(line.at("service") == "orders");
    CHECK_FALSE(line.contains("orderId"));
}

TEST_CASE("metrics: a hundred metrics and a hundred values of each stand in a line") {
    kept_metrics out;
    metrics to("Shop", {}, out.options());
    for (int i = 0; i != 101; ++i)
        to.add("m" + std::to_string(i), 1);
    for (int i = 0; i != 200; ++i)
        to.add("m0", 1);
    to.flush();
    REQUIRE(out.lines.size() == 4);
    CHECK(metrics_of(parse(out.lines[0])).size() == 100);
    CHECK(metrics_of(parse(out.lines[1])).size() == 1);
    std::size_t values = 0;
    for (auto const& one : out.lines)
        if (auto const line = parse(one); line.contains("m0"))
            values += line.at("m0").is_array() ? line.at("m0").as_array().size() : 1;
    CHECK(values == 201);
}

TEST_CASE("metrics: what CloudWatch would drop is refused") {
    kept_metrics out;
    metrics::dimension_set many;
    for (int i = 0; i != 31; ++i)
        many.emplace_back("d" + std::to_string(i), "x");
    CHECK_THROWS_AS(metrics("Shop", many, out.options()), std::invalid_argument);
    many.pop_back();
    metrics to("Shop", many, out.options());
    to.add("m", 1);
    to.property("p", 1);
    CHECK_THROWS_AS(metrics("", {}, out.options()), std::invalid_argument);
    CHECK_THROWS_AS(to.add("", 1), std::invalid_argument);
    CHECK_THROWS_AS(to.add(std::string(256, 'x'), 1), std::invalid_argument);
    CHECK_THROWS_AS(to.add("m", 1, metric_unit::bytes), std::invalid_argument);
    CHECK_THROWS_AS(to.add("p", 1), std::invalid_argument);
    CHECK_THROWS_AS(to.add("d1", 1), std::invalid_argument);
    CHECK_THROWS_AS(to.property("_aws", 1), std::invalid_argument);
    CHECK_THROWS_AS(to.property("m", 1), std::invalid_argument);
    CHECK_THROWS_AS(to.property("big", std::string(600'000, 'x')), std::invalid_argument);
    CHECK_THROWS_AS(to.add_dimensions({{"d1", "y"}}), std::invalid_argument);
    CHECK_THROWS_AS(to.add_dimensions({{"e", ""}}), std::invalid_argument);
    CHECK_THROWS_AS(to.add_dimensions({{"e", "1"}, {"e", "1"}}), std::invalid_argument);
    to.add("m", std::numeric_limits<double>::quiet_NaN());
    to.flush();
    REQUIRE(out.lines.size() == 1);
    CHECK(parse(out.lines[0]).at("m").is_number());
}
