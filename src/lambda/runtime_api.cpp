// SPDX-License-Identifier: Apache-2.0
#include "lambda/runtime_api.hpp"

#include <skiff/core/clock.hpp>

#include <charconv>
#include <cstdint>
#include <utility>

namespace skiff::lambda {
namespace {

constexpr std::string_view base = "/2018-06-01/runtime";

/// Nothing when the whole text is not a number of this type.
template <class Integer>
std::optional<Integer> parse_number(std::string_view text) {
    Integer value{};
    auto const [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::string text_of(http::fields const& headers, std::string_view name) {
    return std::string(headers.find(name).value_or(std::string_view()));
}

std::optional<std::string> optional_of(http::fields const& headers, std::string_view name) {
    auto const found = headers.find(name);
    return found && !found->empty() ? std::optional<std::string>(*found) : std::nullopt;
}

/// A time that does not fit is no deadline.
timestamp deadline_of(std::string_view milliseconds) {
    constexpr std::int64_t far_away = 4'102'444'800'000; // the year 2100
    auto const count = parse_number<std::int64_t>(milliseconds);
    if (!count || *count < 0 || *count > far_away)
        return timestamp::max();
    return timestamp(std::chrono::milliseconds(*count));
}

} // namespace

std::optional<http::origin> parse_api_address(std::string_view text) {
    auto const colon = text.rfind(':');
    if (colon == text.npos)
        return std::nullopt;
    auto const port = parse_number<std::uint16_t>(text.substr(colon + 1));
    auto host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    if (!port || *port == 0 || host.empty())
        return std::nullopt;
    return http::origin{false, std::string(host), *port};
}

context function_context(environment const& from) {
    auto const value = [&from](std::string_view name) { return from.variable(name).value_or(""); };
    context out;
    out.function_name = value("AWS_LAMBDA_FUNCTION_NAME");
    out.function_version = value("AWS_LAMBDA_FUNCTION_VERSION");
    out.log_group = value("AWS_LAMBDA_LOG_GROUP_NAME");
    out.log_stream = value("AWS_LAMBDA_LOG_STREAM_NAME");
    out.memory_limit_mb = parse_number<int>(value("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")).value_or(0);
    return out;
}

std::optional<invocation> read_invocation(http::response answer, context const& function) {
    auto const& headers = answer.headers;
    invocation out{function, std::move(answer.body)};
    out.about.request_id = text_of(headers, "Lambda-Runtime-Aws-Request-Id");
    if (out.about.request_id.empty())
        return std::nullopt;
    out.about.function_arn = text_of(headers, "Lambda-Runtime-Invoked-Function-Arn");
    out.about.trace_header = text_of(headers, "Lambda-Runtime-Trace-Id");
    out.about.deadline = deadline_of(text_of(headers, "Lambda-Runtime-Deadline-Ms"));
    out.about.client_context = optional_of(headers, "Lambda-Runtime-Client-Context");
    out.about.cognito_identity = optional_of(headers, "Lambda-Runtime-Cognito-Identity");
    out.about.tenant_id = text_of(headers, "Lambda-Runtime-Aws-Tenant-Id");
    return out;
}

std::string invocation_path(std::string_view request_id, std::string_view what) {
    return std::string(base).append("/invocation/").append(request_id).append("/").append(what);
}

api_outcome outcome_of(int status) noexcept {
    if (status >= 200 && status < 300)
        return api_outcome::done;
    if (status == 413)
        return api_outcome::too_large;
    return status == 400 ? api_outcome::refused : api_outcome::over;
}

runtime_api::runtime_api(std::shared_ptr<http::transport> by, http::origin at, context function,
                         api_options options)
    : by_(std::move(by)), at_(std::move(at)), function_(std::move(function)), options_(options) {}

api_outcome runtime_api::call(http::request const& what, std::stop_token const& stop,
                              http::response& answer) {
    http::send_options options;
    options.stop = stop;
    auto pause = options_.retry_pause;
    for (int attempt = 1;; ++attempt) {
        auto sent = by_->send(at_, what, options);
        if (sent) {
            answer = std::move(*sent);
            auto const outcome = outcome_of(answer.status);
            if (outcome != api_outcome::done)
                problem_ = "the Runtime API answered " + std::to_string(answer.status);
            return outcome;
        }
        if (stop.stop_requested())
            return api_outcome::stopped;
        problem_ = sent.error().message;
        if (attempt >= options_.attempts || sent.error().code == errc::invalid_request)
            return api_outcome::over;
        if (attempt == 1)
            continue;
        if (!system_clock().sleep_for(pause, stop))
            return api_outcome::stopped;
        pause *= 2;
    }
}

api_outcome runtime_api::next(std::stop_token const& stop, invocation& out) {
    http::request ask;
    ask.method = "GET";
    ask.target = std::string(base) + "/invocation/next";
    http::response answer;
    if (auto const outcome = call(ask, stop, answer); outcome != api_outcome::done)
        return outcome == api_outcome::stopped ? outcome : api_outcome::over;
    auto read = read_invocation(std::move(answer), function_);
    if (!read) {
        problem_ = "the Runtime API gave an event without a request id";
        return api_outcome::over;
    }
    out = *std::move(read);
    return api_outcome::done;
}

api_outcome runtime_api::post(std::string target, std::string body, std::string_view error_type) {
    http::request what;
    what.target = std::move(target);
    what.body = std::move(body);
    what.headers.add("Content-Type", "application/json");
    if (!error_type.empty())
        what.headers.add("Lambda-Runtime-Function-Error-Type", error_type);
    http::response answer;
    return call(what, {}, answer); // what has begun is finished, whatever stop is requested
}

api_outcome runtime_api::respond(std::string_view request_id, std::string body) {
    return post(invocation_path(request_id, "response"), std::move(body));
}

api_outcome runtime_api::report(std::string_view request_id, failure_report const& failure) {
    return post(invocation_path(request_id, "error"), failure.json(), failure.category());
}

api_outcome runtime_api::report_initialization(failure_report const& failure) {
    return post(std::string(base) + "/init/error", failure.json(), failure.category());
}

} // namespace skiff::lambda
