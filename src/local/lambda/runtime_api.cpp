// SPDX-License-Identifier: Apache-2.0
#include "local/lambda/runtime_api.hpp"

#include <skiff/core/binary.hpp>
#include <skiff/core/json/writer.hpp>

#include <utility>

namespace skiff::local::lambda {
namespace {

constexpr std::string_view base = "/2018-06-01/runtime/";
constexpr std::string_view error_type_header = "Lambda-Runtime-Function-Error-Type";

http::response json_answer(int status, std::string body) {
    http::response out;
    out.status = status;
    out.headers.add("Content-Type", "application/json");
    out.body = std::move(body);
    return out;
}

http::response accepted() {
    return json_answer(202, "{\"status\":\"OK\"}\n");
}

http::response refusal(int status, std::string_view type, std::string_view message) {
    std::string body;
    json::writer out(body);
    out.begin_object();
    out.plain_key("errorMessage");
    out.string(message);
    out.plain_key("errorType");
    out.string(type);
    out.end_object();
    return json_answer(status, std::move(body));
}

http::response refuse_transition(std::string_view what) {
    return refusal(403, "InvalidStateTransition",
                   std::string(what) + ": State transition is not allowed");
}

std::string allowed_size(std::size_t most) {
    return " maximum allowed payload size (" + std::to_string(most) + " bytes).";
}

std::string failure_json(std::string_view type, std::string_view message) {
    std::string body;
    json::writer out(body);
    out.begin_object();
    out.plain_key("errorType");
    out.string(type);
    out.plain_key("errorMessage");
    out.string(message);
    out.end_object();
    return body;
}

bool is_streamed(rest::request const& in) noexcept {
    return http::equal_ignoring_case(in.header("Lambda-Runtime-Function-Response-Mode"),
                                     "streaming");
}

/// The error that a streamed answer ended with, told by its trailers.
std::optional<answer> trailing_error(rest::request const& in) {
    auto const type = in.trailers.find(error_type_header);
    if (!type || type->empty())
        return std::nullopt;
    answer out{.payload = {}, .error_type = std::string(*type)};
    auto const body = in.trailers.find("Lambda-Runtime-Function-Error-Body");
    if (!body || !base64_decode(*body, out.payload) || out.payload.empty())
        out.payload = failure_json(*type, "The function failed while it sent its answer.");
    return out;
}

std::string_view type_or_unknown(rest::request const& in) noexcept {
    std::string_view const type = in.header(error_type_header);
    return type.empty() ? std::string_view("Unhandled") : type;
}

} // namespace

http::response runtime_api::handle(rest::request const& in) {
    std::string_view path = in.path();
    if (!path.starts_with(base))
        return refusal(404, "NotFound", "The Runtime API has no such path.");
    path.remove_prefix(base.size());
    constexpr std::string_view invocation = "invocation/";
    if (path == "invocation/next")
        return in.method == "GET" ? next() : refusal(405, "MethodNotAllowed", "Use GET.");
    if (in.method != "POST")
        return refusal(405, "MethodNotAllowed", "Use POST.");
    if (path == "init/error")
        return take_init_error(in);
    if (path.starts_with(invocation)) {
        path.remove_prefix(invocation.size());
        std::size_t const slash = path.find('/');
        std::string_view const id = path.substr(0, slash);
        std::string_view const verb = slash == path.npos ? "" : path.substr(slash + 1);
        if (verb == "response")
            return take_response(in, id);
        if (verb == "error")
            return take_error(in, id);
    }
    return refusal(404, "NotFound", "The Runtime API has no such path.");
}

http::response runtime_api::next() {
    std::unique_lock lock(mutex_);
    if (stage_ == stage::working && handed_out_)
        return refuse_transition(
            "State transition from Running to Ready failed for runtime. Error");
    if (stage_ == stage::starting || stage_ == stage::answered) {
        stage_ = stage::ready;
        changed_.notify_all();
    }
    changed_.wait(lock, [this] {
        return closed_ || stage_ == stage::init_failed ||
               (stage_ == stage::working && !handed_out_);
    });
    if (closed_ || stage_ == stage::init_failed)
        return {};
    handed_out_ = true;
    http::response out;
    out.status = 200;
    out.headers.add("Content-Type", "application/json");
    out.headers.add("Lambda-Runtime-Aws-Request-Id", work_.request_id);
    auto const deadline = std::chrono::floor<std::chrono::milliseconds>(work_.deadline);
    out.headers.add("Lambda-Runtime-Deadline-Ms",
                    std::to_string(deadline.time_since_epoch().count()));
    out.headers.add("Lambda-Runtime-Invoked-Function-Arn", work_.function_arn);
    for (auto const& [name, value] : {std::pair<std::string_view, std::string const&>{
                                          "Lambda-Runtime-Trace-Id", work_.trace_header},
                                      {"Lambda-Runtime-Client-Context", work_.client_context},
                                      {"Lambda-Runtime-Cognito-Identity", work_.cognito_identity}})
        if (!value.empty())
            out.headers.add(name, value);
    out.body = std::move(work_.payload);
    return out;
}

std::optional<http::response> runtime_api::refuse_id(std::string_view id) const {
    if (id != work_.request_id || id.empty())
        return refusal(400, "InvalidRequestID", "Invalid request ID");
    return std::nullopt;
}

http::response runtime_api::take_response(rest::request const& in, std::string_view id) {
    std::lock_guard const lock(mutex_);
    if (auto refused = refuse_id(id))
        return *std::move(refused);
    if (stage_ != stage::working)
        return refuse_transition(
            "State transition from Ready to InvocationResponse failed for runtime. Error");
    std::size_t const most = is_streamed(in) ? most_streamed_bytes : most_response_bytes;
    if (in.body.size() > most) {
        too_large_ = true;
        (void)finish(
            {.payload = failure_json("Function.ResponseSizeTooLarge",
                                     "Response payload size exceeded" + allowed_size(most)),
             .error_type = "Function.ResponseSizeTooLarge"});
        return refusal(413, "RequestEntityTooLarge", "Exceeded" + allowed_size(most));
    }
    if (auto failed = trailing_error(in))
        return finish(*std::move(failed));
    return finish({.payload = in.body,
                   .error_type = {},
                   .content_type = std::string(in.header("Content-Type"))});
}

http::response runtime_api::take_error(rest::request const& in, std::string_view id) {
    std::lock_guard const lock(mutex_);
    if (auto refused = refuse_id(id))
        return *std::move(refused);
    if (stage_ == stage::answered && std::exchange(too_large_, false))
        return accepted();
    if (stage_ != stage::working)
        return refuse_transition(
            "State transition from Ready to InvocationErrorResponse failed for runtime. Error");
    return finish({.payload = in.body.empty() ? "{}" : in.body,
                   .error_type = std::string(type_or_unknown(in))});
}

http::response runtime_api::take_init_error(rest::request const& in) {
    std::lock_guard const lock(mutex_);
    if (stage_ != stage::starting)
        return refuse_transition("State transition to InitError failed for runtime. Error");
    answer_ = {.payload = in.body.empty() ? "{}" : in.body,
               .error_type = std::string(type_or_unknown(in))};
    stage_ = stage::init_failed;
    changed_.notify_all();
    return accepted();
}

http::response runtime_api::finish(answer what) {
    answer_ = std::move(what);
    stage_ = stage::answered;
    changed_.notify_all();
    return accepted();
}

runtime_api::outcome runtime_api::wait_until_ready(time_point deadline) {
    std::unique_lock lock(mutex_);
    bool const changed = changed_.wait_until(lock, deadline, [this] {
        return closed_ || stage_ == stage::ready || stage_ == stage::init_failed;
    });
    if (!changed)
        return outcome::timed_out;
    if (stage_ == stage::init_failed)
        return outcome::init_failed;
    return closed_ ? outcome::ended : outcome::ready;
}

void runtime_api::give(work what) {
    std::lock_guard const lock(mutex_);
    work_ = std::move(what);
    handed_out_ = false;
    too_large_ = false;
    stage_ = stage::working;
    changed_.notify_all();
}

runtime_api::outcome runtime_api::wait_for_answer(time_point deadline) {
    std::unique_lock lock(mutex_);
    bool const changed = changed_.wait_until(
        lock, deadline, [this] { return closed_ || stage_ != stage::working; });
    if (!changed)
        return outcome::timed_out;
    return stage_ != stage::working ? outcome::answered : outcome::ended;
}

answer runtime_api::take_answer() {
    std::lock_guard const lock(mutex_);
    return std::exchange(answer_, {});
}

void runtime_api::close() {
    std::lock_guard const lock(mutex_);
    closed_ = true;
    changed_.notify_all();
}

bool runtime_api::ready() const {
    std::lock_guard const lock(mutex_);
    return !closed_ && stage_ == stage::ready;
}

} // namespace skiff::local::lambda
