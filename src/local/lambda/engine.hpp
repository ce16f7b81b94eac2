// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/result.hpp>
#include <skiff/local/functions.hpp>

#include "local/handler.hpp"
#include "local/lambda/background.hpp"
#include "local/lambda/function_host.hpp"
#include "local/lambda/operations.hpp"

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace skiff::local::lambda {

/// What a caller hands to a function.
struct call {
    std::string payload;
    std::string trace_header{}; ///< Of the caller; empty: a new trace.
    std::string client_context{};
    std::string request_id{}; ///< Empty: a new one.
};

/// The local Lambda: functions that are programs of this machine, started at their first
/// invocation.
class lambda_engine final : public engine {
  public:
    /// The functions are ones that `check` has nothing against.
    lambda_engine(std::vector<function> functions, surroundings around);
    ~lambda_engine() override;

    [[nodiscard]] handler_table const& handlers() const noexcept override { return handlers_; }
    /// Ends all environments and forgets the logs.
    void reset() override;
    /// The same for good: what runs is ended, nothing starts any more.
    void stop();

    /// Runs a function on the calling thread. Errors are the service's own: it is not there, or
    /// there are too many at once. A function that fails is no error.
    [[nodiscard]] result<report> invoke(std::string_view name, call what);
    /// The same, for at most so long: afterwards nothing is given, and the invocation goes on until
    /// it ends of itself.
    [[nodiscard]] std::optional<result<report>> invoke_within(std::chrono::milliseconds longest,
                                                              std::string_view name, call what);

    /// All that was logged, as far as it is kept; nothing when there is no such function.
    [[nodiscard]] std::optional<std::string> log_of(std::string_view name) const;
    [[nodiscard]] std::vector<function const*> functions() const;
    [[nodiscard]] std::string arn_of(std::string_view name) const;
    [[nodiscard]] surroundings const& around() const noexcept { return around_; }

  private:
    [[nodiscard]] function_host* find(std::string_view name) const;
    [[nodiscard]] result<function_host*> find_named(std::string_view reference,
                                                    std::optional<std::string> const& qualifier);
    [[nodiscard]] result<report> run(function_host& host, call what, when_busy mode);
    [[nodiscard]] function_configuration configuration_of(function const& what) const;
    void sweep();

    result<invoke_response> answer_invoke(invoke_request const& in);
    result<list_functions_response> answer_list(list_functions_request const& in);
    result<get_function_response> answer_get(get_function_request const& in);
    result<function_configuration> answer_get_configuration(get_function_request const& in);

    surroundings const around_;
    handler_table handlers_;
    std::map<std::string, std::unique_ptr<function_host>, std::less<>> hosts_;
    background background_{1000};
    std::mutex sweep_mutex_;
    std::condition_variable sweep_changed_;
    bool stopped_ = false;
    std::thread sweeper_;
};

} // namespace skiff::local::lambda
