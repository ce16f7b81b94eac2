// SPDX-License-Identifier: Apache-2.0
#include <skiff/lambda/log.hpp>

#include "core/stderr_line.hpp"
#include "lambda/json_member.hpp"

#include <skiff/core/clock.hpp>
#include <skiff/core/environment.hpp>
#include <skiff/core/http/fields.hpp>
#include <skiff/lambda/context.hpp>

#include <algorithm>
#include <array>

namespace skiff::lambda {
namespace {

constexpr std::array<std::string_view, 6> names = {"TRACE", "DEBUG", "INFO",
                                                   "WARN",  "ERROR", "FATAL"};

log_level level_of_environment() {
    auto const named = process_environment().variable("AWS_LAMBDA_LOG_LEVEL");
    return named ? parse_log_level(*named).value_or(log_level::info) : log_level::info;
}

/// The trace's id in "Root=1-...;Parent=...;Sampled=1".
std::string_view root_of(std::string_view header) noexcept {
    constexpr std::string_view name = "Root=";
    auto const begin = header.find(name);
    if (begin == header.npos)
        return {};
    header.remove_prefix(begin + name.size());
    return header.substr(0, header.find(';'));
}

} // namespace

std::optional<log_level> parse_log_level(std::string_view name) noexcept {
    auto const found = std::find_if(names.begin(), names.end(), [name](std::string_view known) {
        return http::equal_ignoring_case(known, name);
    });
    if (found == names.end())
        return std::nullopt;
    return static_cast<log_level>(found - names.begin());
}

logger::logger(log_options options)
    : level_(options.level ? *options.level : level_of_environment())
    , sink_(options.sink ? std::move(options.sink) : write_stderr_line) {}

void logger::write(log_level level, std::string_view message,
                   std::initializer_list<log_field> fields) const {
    if (!enabled(level))
        return;
    std::string line;
    line.reserve(192 + message.size());
    json::writer to(line);
    to.begin_object();
    to.plain_key("timestamp");
    json::detail::write_value(to,
                              std::chrono::floor<std::chrono::milliseconds>(system_clock().now()));
    write_unless_empty(to, "level", names[static_cast<std::size_t>(level)]);
    to.plain_key("message");
    json::detail::write_text(to, message);
    if (auto const* const about = context::current()) {
        write_unless_empty(to, "requestId", about->request_id);
        write_unless_empty(to, "traceId", root_of(about->trace_header));
        write_unless_empty(to, "tenantId", about->tenant_id);
    }
    for (auto const& field : fields) {
        json::detail::write_key(to, field.name);
        to.raw(field.json);
    }
    to.end_object();
    sink_(line);
}

} // namespace skiff::lambda
