// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/lambda/context.hpp>
#include <skiff/lambda/function_error.hpp>

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

namespace skiff::lambda {

/// Answers one invocation: JSON in, JSON out. What it throws is reported to the caller as the
/// function's error, and the next invocation is served. Called from several threads at once when
/// the concurrency is above 1.
using handler = std::function<std::string(std::string event, context const&)>;

struct runtime_options {
    std::string api{}; ///< "127.0.0.1:9001"; empty: AWS_LAMBDA_RUNTIME_API.
    /// Invocations at once, each on a thread of its own; 0: AWS_LAMBDA_MAX_CONCURRENCY, else 1.
    int concurrency = 0;
    /// How often a call of the Runtime API is tried whose connection fails, and the pause before
    /// the third try, which doubles for each further one. The second follows at once.
    int attempts = 5;
    std::chrono::milliseconds retry_pause{50};
    /// Requested: idle loops end, invocations in flight finish, and `run` returns 0. SIGTERM and
    /// SIGINT do the same.
    std::stop_token stop{};
    /// Registers an internal extension without events: Lambda sends SIGTERM, 500 ms before it
    /// ends the process, to functions with an extension only.
    bool shutdown_signal = false;
    /// Takes one line of JSON for each failure that the runtime handles; from several threads.
    /// Standard error by default. No line has parts of an event or an answer.
    std::function<void(std::string_view line)> log{};
};

/// True when AWS_LAMBDA_RUNTIME_API is set: the process was started by Lambda, or by the local one.
[[nodiscard]] bool in_lambda() noexcept;

/// Serves invocations from the Runtime API until the process is asked to stop. The exit code for
/// main: 0 after a stop; 1 when the API cannot be reached or says that this process must end, with
/// the reason in the log. Nothing that a handler throws escapes.
///
/// With a concurrency of 1, _X_AMZN_TRACE_ID has the trace header while the handler runs. With
/// more, it is only in the context: the environment is shared by all threads.
[[nodiscard]] int run(handler function, runtime_options options = {});

/// The same for a function that has something to prepare: what `init` throws is reported as the
/// error of the initialisation, and the exit code is 1.
[[nodiscard]] int run_initialized(std::function<handler()> init, runtime_options options = {});

} // namespace skiff::lambda
