// SPDX-License-Identifier: Apache-2.0
#include <skiff/lambda/log.hpp>

#include "lambda/current_context.hpp"

#include <skiff/lambda/context.hpp>

#include "support/catch.hpp"
#include "support/json_equal.hpp"

#include <boost/json/parse.hpp>

#include <cstdlib>
#include <regex>
#include <thread>

namespace lambda = skiff::lambda;
using lambda::log_level;

namespace {

struct kept {
    std::vector<std::string> lines{};
    [[nodiscard]] lambda::logger logger(std::optional<log_level> level = log_level::trace) {
        return lambda::logger(
            {.level = level, .sink = [this](std::string_view l) { lines.emplace_back(l); }});
    }
};

/// The line's JSON without its time, which must be RFC 3339 with milliseconds.
std::string without_time(std::string_view line) {
    auto members =
        boost::json::parse(boost::json::string_view(line.data(), line.size())).as_object();
    std::string const time(members.at("timestamp").as_string().c_str());
    CHECK(std::regex_match(time, std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z)")));
    members.erase("timestamp");
    return boost::json::serialize(members);
}

} // namespace

TEST_CASE("log: a line is JSON with level, message and fields") {
    kept out;
    out.logger().info("Order \"7\" stored", {{"lines", 3}, {"ids", std::vector<int>{1, 2}}});
    REQUIRE(out.lines.size() == 1);
    CHECK(out.lines[0].find('\n') == std::string::npos);
    CHECK_JSON(without_time(out.lines[0]),
               R"({"level":"INFO","message":"Order \"7\" stored","lines":3,"ids":[1,2]})");
}

TEST_CASE("log: names the invocation of its thread") {
    kept out;
    auto const log = out.logger();
    lambda::context about;
    about.request_id = "8476a536";
    about.trace_header = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;"
                         "Sampled=1";
    about.tenant_id = "blue";
    {
        lambda::current_context_scope const scope(about);
        log.warn("inside");
        std::thread([&] { log.warn("on another thread"); }).join();
    }
    log.warn("outside");
    REQUIRE(out.lines.size() == 3);
    CHECK_JSON(without_time(out.lines[0]),
               R"({"level":"WARN","message":"inside","requestId":"8476a536",
                   "traceId":"1-5bef4de7-ad49b0e87f6ef6c87fc2e700","tenantId":"blue"})");
    CHECK_JSON(without_time(out.lines[1]), R"({"level":"WARN","message":"on another thread"})");
    CHECK_JSON(without_time(out.lines[2]), R"({"level":"WARN","message":"outside"})");
}

TEST_CASE("log: AWS_LAMBDA_LOG_LEVEL says which levels are written") {
    struct {
        char const* variable;
        std::size_t lines; ///< Of one of each from trace to error.
    } const cases[] = {{nullptr, 3}, {"TRACE", 5}, {"debug", 4}, {"INFO", 3},
                       {"Warn", 2},  {"ERROR", 1}, {"FATAL", 0}, {"loud", 3}};
    for (auto const& [variable, lines] : cases) {
        CAPTURE(variable == nullptr ? "unset" : variable);
        if (variable == nullptr)
            ::unsetenv("AWS_LAMBDA_LOG_LEVEL");
        else
            ::setenv("AWS_LAMBDA_LOG_LEVEL", variable, 1);
        kept out;
        auto const log = out.logger(std::nullopt);
        log.trace("a");
        log.debug("b");
        log.info("c");
        log.warn("d");
        log.error("e");
        CHECK(out.lines.size() == lines);
    }
    ::unsetenv("AWS_LAMBDA_LOG_LEVEL");
}
