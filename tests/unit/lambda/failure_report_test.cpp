// SPDX-License-Identifier: Apache-2.0
#include "lambda/failure_report.hpp"

#include <skiff/lambda/function_error.hpp>

#include "support/catch.hpp"
#include "support/json_equal.hpp"

#include <functional>
#include <stdexcept>

using skiff::lambda::describe;
using skiff::lambda::failure_report;
using skiff::lambda::function_error;

namespace {

struct no_stock : std::runtime_error {
    using std::runtime_error::runtime_error;
};

failure_report report_of(std::function<void()> const& thrower) {
    try {
        thrower();
    } catch (...) {
        return describe(std::current_exception());
    }
    return {};
}

} // namespace

TEST_CASE("failure report: type, message and category of whatever was thrown") {
    struct {
        std::function<void()> thrower;
        std::string type;
        std::string message;
        std::string category;
    } const cases[] = {
        {[] { throw std::runtime_error("no"); }, "std::runtime_error", "no",
         "Runtime.UnhandledException"},
        {[] { throw no_stock("none left"); }, "(anonymous namespace)::no_stock", "none left",
         "Runtime.UnhandledException"},
        {[] { throw 7; }, "int", "an exception of type int", "Function.int"},
        {[] { throw function_error("OutOfStock", "none left"); }, "OutOfStock", "none left",
         "Function.OutOfStock"},
        {[] { throw function_error("Orders.OutOfStock", "none left"); }, "Orders.OutOfStock",
         "none left", "Orders.OutOfStock"},
        {[] { throw function_error("Out of\r\nstock", "x"); }, "Out of\r\nstock", "x",
         "Runtime.UnhandledException"},
    };
    for (auto const& [thrower, type, message, category] : cases) {
        CAPTURE(type);
        auto const report = report_of(thrower);
        CHECK(report.type == type);
        CHECK(report.message == message);
        CHECK(report.category() == category);
    }
}

TEST_CASE("failure report: the trace has the place of a function_error and all causes") {
    auto const report = report_of([] {
        try {
            try {
                throw std::out_of_range("row 9");
            } catch (...) {
                std::throw_with_nested(std::runtime_error("cannot read"));
            }
        } catch (...) {
            std::throw_with_nested(function_error("OrderLost", "gone"));
        }
    });
    REQUIRE(report.trace.size() == 3);
    CHECK(report.trace[0].find("failure_report_test.cpp:") != std::string::npos);
    CHECK(report.trace[1].find("std::runtime_error") != std::string::npos);
    CHECK(report.trace[1].ends_with(": cannot read"));
    CHECK(report.trace[2] == "caused by std::out_of_range: row 9");
}

TEST_CASE("failure report: is the JSON that the Runtime API takes") {
    CHECK_JSON((failure_report{"OutOfStock", "a \"b\" \xff", {"here"}}.json()),
               "{\"errorMessage\":\"a \\\"b\\\" \xEF\xBF\xBD\",\"errorType\":\"OutOfStock\","
               "\"stackTrace\":[\"here\"]}");
    CHECK_JSON((failure_report{"a", "b"}.json()),
               R"({"errorMessage":"b","errorType":"a","stackTrace":[]})");
}
