// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

namespace skiff {

struct error;

/// What is known of a call when it begins. Views are good during `call_observer::begin` only.
struct call_start {
    std::string_view service;    ///< "DynamoDB"
    std::string_view operation;  ///< "GetItem"
    std::string_view region;     ///< The one that requests are signed for; empty: none was found.
    std::string_view table_name; ///< The request's TableName; empty when it has none.
};

/// What came of a call, all attempts together. Views are good during `observed_call::end` only.
struct call_end {
    error const* failure = nullptr; ///< Null: it succeeded.
    std::string_view request_id{};  ///< The service's, of the last attempt; empty: none came.
    int http_status = 0;            ///< Of the last attempt; 0: no answer came.
    int attempts = 1;
};

/// A call that an observer looks at. Destroyed after `end`, on the same thread.
class observed_call {
  public:
    virtual ~observed_call() = default;
    virtual void end(call_end const& what) noexcept = 0;
};

/// Is told of every call of the clients that it is given to (`client_config::observer`): for
/// traces and metrics. Thread-safe: called on the threads that call the clients. It never sees
/// values of requests and answers.
class call_observer {
  public:
    virtual ~call_observer() = default;
    /// Null: this call is of no interest. What it throws ends the call.
    [[nodiscard]] virtual std::unique_ptr<observed_call> begin(call_start const& what) = 0;
};

} // namespace skiff
