// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/timestamp.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace skiff::lambda {

/// What Lambda says about one invocation. A value: a test makes its own.
struct context {
    std::string request_id;
    std::string function_arn; ///< As invoked: with the version or alias that was named.
    std::string trace_header; ///< "Root=...;Parent=...;Sampled=1"; empty without tracing.
    timestamp deadline{};     ///< Lambda ends the process then.
    std::optional<std::string> client_context{};   ///< JSON, from mobile SDKs and the Invoke API.
    std::optional<std::string> cognito_identity{}; ///< JSON.
    std::string tenant_id{};                       ///< Of functions with tenant isolation.

    std::string function_name{}; ///< From AWS_LAMBDA_FUNCTION_NAME; the others likewise.
    std::string function_version{};
    std::string log_group{};
    std::string log_stream{};
    int memory_limit_mb = 0;

    /// Until the deadline; zero when it has passed.
    [[nodiscard]] std::chrono::nanoseconds remaining() const noexcept;

    /// Of the invocation that runs on this thread; null outside of one, and on threads that a
    /// handler started. Valid until the handler returns.
    [[nodiscard]] static context const* current() noexcept;
};

} // namespace skiff::lambda
