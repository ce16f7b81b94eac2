// SPDX-License-Identifier: Apache-2.0
#include <skiff/lambda/runtime.hpp>

#include "lambda/current_context.hpp"
#include "lambda/extension.hpp"
#include "lambda/failure_report.hpp"
#include "lambda/runtime_api.hpp"
#include "lambda/shutdown.hpp"
#include "lambda/streamed_response.hpp"

#include <skiff/core/environment.hpp>
#include <skiff/core/http/socket_transport.hpp>
#include <skiff/lambda/log.hpp>
#include <skiff/lambda/streaming.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

namespace skiff::lambda {
namespace {

constexpr int most_loops = 1024;

using function = std::variant<handler, streaming_handler>;

failure_report too_large(std::size_t size) {
    return {"Function.ResponseSizeTooLarge",
            "Response payload size (" + std::to_string(size) +
                " bytes) exceeded the maximum allowed payload size."};
}

/// One loop over next, handler and answer; there are as many as the concurrency.
class loop {
  public:
    loop(function const& what, runtime_api api, logger const& log, bool alone)
        : what_(what), api_(std::move(api)), log_(log), alone_(alone) {}

    /// Until a stop is requested; false when the process must end.
    [[nodiscard]] bool run(std::stop_token const& stop);

  private:
    [[nodiscard]] api_outcome serve(invocation const& one);
    [[nodiscard]] api_outcome serve_with(handler const& call, invocation const& one);
    [[nodiscard]] api_outcome serve_with(streaming_handler const& call, invocation const& one);
    [[nodiscard]] api_outcome report(invocation const& one, failure_report const& failure);
    void log_failure(failure_report const& failure) const;
    void set_trace_variable(invocation const& one) const;

    function const& what_;
    runtime_api api_;
    logger const& log_;
    bool alone_;
    std::string problem_{};
};

bool loop::run(std::stop_token const& stop) {
    while (!stop.stop_requested()) {
        invocation one;
        auto outcome = api_.next(stop, one);
        if (outcome == api_outcome::stopped)
            return true;
        problem_ = api_.problem();
        if (outcome == api_outcome::done) {
            current_context_scope const scope(one.about);
            outcome = serve(one);
            if (outcome == api_outcome::refused || outcome == api_outcome::too_large)
                log_.error("The answer was not taken", {{"reason", problem_}});
        }
        if (outcome == api_outcome::over) {
            log_.error("The runtime ends", {{"reason", problem_}});
            return false;
        }
    }
    return true;
}

api_outcome loop::serve(invocation const& one) {
    if (alone_)
        set_trace_variable(one);
    return std::visit([&](auto const& call) { return serve_with(call, one); }, what_);
}

api_outcome loop::serve_with(handler const& call, invocation const& one) {
    std::string answer;
    try {
        answer = call(one.event, one.about);
    } catch (...) {
        return report(one, describe(std::current_exception()));
    }
    auto const size = answer.size();
    auto const outcome = api_.respond(one.about.request_id, std::move(answer));
    problem_ = api_.problem();
    return outcome == api_outcome::too_large ? report(one, too_large(size)) : outcome;
}

api_outcome loop::serve_with(streaming_handler const& call, invocation const& one) {
    streamed_response out(api_.address(), one.about.request_id);
    std::optional<failure_report> failure;
    try {
        call(one.event, one.about, out);
    } catch (...) {
        failure = describe(std::current_exception());
    }
    if (failure && !out.begun())
        return report(one, *failure);
    if (failure)
        log_failure(*failure);
    auto const outcome = failure ? out.fail(*failure) : out.finish();
    problem_ = out.problem();
    return outcome;
}

api_outcome loop::report(invocation const& one, failure_report const& failure) {
    log_failure(failure);
    auto const outcome = api_.report(one.about.request_id, failure);
    problem_ = api_.problem();
    return outcome;
}

void loop::log_failure(failure_report const& failure) const {
    log_.error("The function failed",
               {{"errorType", failure.type}, {"errorMessage", failure.message}});
}

void loop::set_trace_variable(invocation const& one) const {
    constexpr char const* name = "_X_AMZN_TRACE_ID";
    if (one.about.trace_header.empty())
        ::unsetenv(name);
    else
        ::setenv(name, one.about.trace_header.c_str(), 1);
}

int concurrency_of(runtime_options const& options) {
    int count = options.concurrency;
    if (auto const named = process_environment().variable("AWS_LAMBDA_MAX_CONCURRENCY");
        count <= 0 && named)
        count = std::atoi(named->c_str());
    return std::clamp(count, 1, most_loops);
}

/// Runs that many loops, one of them on this thread; the first that must end stops the others.
bool run_loops(function const& what, runtime_api const& api, logger const& log, int count,
               std::stop_source stop) {
    std::atomic<bool> good = true;
    auto const run_one = [&] {
        if (loop(what, api, log, count == 1).run(stop.get_token()))
            return;
        good = false;
        stop.request_stop();
    };
    std::vector<std::jthread> others;
    try {
        for (int i = 1; i < count; ++i)
            others.emplace_back(run_one);
    } catch (std::system_error const& e) { // fewer at once is better than none
        log.error("A thread could not be started", {{"reason", e.what()}});
    }
    run_one();
    others.clear();
    return good;
}

int run_function(std::function<function()> const& init, runtime_options options) {
    logger const log({.level = log_level::warn, .sink = std::move(options.log)});
    auto const address = options.api.empty()
                             ? process_environment().variable("AWS_LAMBDA_RUNTIME_API")
                             : options.api;
    auto const at = address ? parse_api_address(*address) : std::nullopt;
    if (!at) {
        log.error("AWS_LAMBDA_RUNTIME_API does not name a Runtime API as host:port");
        return 1;
    }
    auto const count = concurrency_of(options);
    auto const transport = http::make_socket_transport(
        {.max_idle_connections = static_cast<std::size_t>(count),
         .idle_timeout = std::chrono::hours(24 * 365)}); // a frozen process has no clock of its own
    runtime_api api(transport, *at, function_context(process_environment()),
                    {options.attempts, options.retry_pause});
    function what;
    try {
        what = init();
    } catch (...) {
        auto const failure = describe(std::current_exception());
        log.error("The initialisation failed",
                  {{"errorType", failure.type}, {"errorMessage", failure.message}});
        if (api.report_initialization(failure) != api_outcome::done)
            log.error("The failure was not taken", {{"reason", api.problem()}});
        return 1;
    }
    internal_extension extension;
    if (options.shutdown_signal) {
        if (auto const started = extension.start(transport, *at); !started)
            log.error("Lambda will send no SIGTERM", {{"reason", started.error().message}});
    }
    shutdown_watch const watch(options.stop);
    return run_loops(what, api, log, count, watch.source()) ? 0 : 1;
}

} // namespace

bool in_lambda() noexcept {
    try {
        return process_environment().variable("AWS_LAMBDA_RUNTIME_API").has_value();
    } catch (...) { // out of memory
        return false;
    }
}

int run(handler what, runtime_options options) {
    return run_function([&] { return function(std::move(what)); }, std::move(options));
}

int run_initialized(std::function<handler()> init, runtime_options options) {
    return run_function([&] { return function(init()); }, std::move(options));
}

int run(streaming_handler what, runtime_options options) {
    return run_function([&] { return function(std::move(what)); }, std::move(options));
}

int run_initialized(std::function<streaming_handler()> init, runtime_options options) {
    return run_function([&] { return function(init()); }, std::move(options));
}

} // namespace skiff::lambda
