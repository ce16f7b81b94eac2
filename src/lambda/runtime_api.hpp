// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lambda/failure_report.hpp"

#include <skiff/core/environment.hpp>
#include <skiff/core/http/transport.hpp>
#include <skiff/lambda/context.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace skiff::lambda {

/// One event and what is known about it.
struct invocation {
    context about;
    std::string event;
};

/// How a call of the Runtime API went.
enum class api_outcome : unsigned char {
    done,
    stopped,   ///< A stop was requested while waiting.
    too_large, ///< The answer is above Lambda's limit.
    refused,   ///< The call does not fit the invocation's state; others may.
    over,      ///< The process must end: container error, or the API is lost.
};

struct api_options {
    int attempts;
    std::chrono::milliseconds retry_pause;
};

/// "host:port" as AWS_LAMBDA_RUNTIME_API has it. Nothing when it is something else.
[[nodiscard]] std::optional<http::origin> parse_api_address(std::string_view text);

/// What the process's variables say about the function.
[[nodiscard]] context function_context(environment const& from);

/// The invocation that an answer to `next` is; `function` has the members that do not change.
/// Nothing without a request id.
[[nodiscard]] std::optional<invocation> read_invocation(http::response answer,
                                                        context const& function);

/// "/2018-06-01/runtime/invocation/<id>/<what>"
[[nodiscard]] std::string invocation_path(std::string_view request_id, std::string_view what);

/// What an answer of the API with this status means.
[[nodiscard]] api_outcome outcome_of(int status) noexcept;

/// The calls of the Runtime API. One call after the other; `problem` says what went wrong last.
class runtime_api {
  public:
    runtime_api(std::shared_ptr<http::transport> by, http::origin at, context function,
                api_options options);

    /// Waits for the next event as long as it takes.
    [[nodiscard]] api_outcome next(std::stop_token const& stop, invocation& out);
    [[nodiscard]] api_outcome respond(std::string_view request_id, std::string body);
    [[nodiscard]] api_outcome report(std::string_view request_id, failure_report const& failure);
    [[nodiscard]] api_outcome report_initialization(failure_report const& failure);

    [[nodiscard]] std::string const& problem() const noexcept { return problem_; }
    [[nodiscard]] http::origin const& address() const noexcept { return at_; }

  private:
    /// Tries again after lost connections; the answer's outcome is by its status.
    [[nodiscard]] api_outcome call(http::request const& what, std::stop_token const& stop,
                                   http::response& answer);
    [[nodiscard]] api_outcome post(std::string target, std::string body,
                                   std::string_view error_type = {});

    std::shared_ptr<http::transport> by_;
    http::origin at_;
    context function_;
    api_options options_;
    std::string problem_;
};

} // namespace skiff::lambda
