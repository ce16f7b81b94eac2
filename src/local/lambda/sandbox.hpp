// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/local/functions.hpp>
#include <skiff/rest/server.hpp>

#include "local/child_process.hpp"
#include "local/lambda/function_log.hpp"
#include "local/lambda/process_output.hpp"
#include "local/lambda/runtime_api.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::local::lambda {

/// What all functions live on.
struct surroundings {
    std::string region;
    std::string account_id;
    std::string access_key_id;
    std::string secret_access_key;
    /// The URL of the services, for AWS_ENDPOINT_URL; asked for when a program starts.
    std::function<std::string()> endpoint{};
    /// "127.0.0.1:2000", where traces are taken; empty: nowhere.
    std::string xray_daemon{};
    /// What a program may take until it asks for work; then the function's own time runs as well,
    /// as on AWS, where a slow initialisation is begun again within it.
    std::chrono::milliseconds init_limit{10'000};
    std::chrono::milliseconds stop_grace{300};     ///< Between SIGTERM and SIGKILL.
    std::chrono::milliseconds idle_limit{300'000}; ///< Without work; then the program is ended.
};

/// What an invocation came to.
struct report {
    answer result;
    std::string log_tail;
};

/// An execution environment: a program with its Runtime API and its log. One invocation at a time.
class sandbox {
  public:
    using time_point = std::chrono::steady_clock::time_point;

    /// The references outlive it.
    sandbox(function const& what, surroundings const& around, function_log& log);
    sandbox(sandbox const&) = delete;
    sandbox& operator=(sandbox const&) = delete;
    /// Asks the program to end, then kills it.
    ~sandbox();

    /// One invocation, the program's start included; never throws but for lack of memory.
    /// `deadline` of the work is set here.
    [[nodiscard]] report run(work what);
    /// True when the program waits for the next one.
    [[nodiscard]] bool usable() const;
    /// For other threads: ends the program and with it what runs.
    void end();
    [[nodiscard]] time_point last_used() const noexcept { return last_used_; }

  private:
    struct timing;

    [[nodiscard]] std::optional<answer> start();
    [[nodiscard]] std::vector<std::string> variables() const;
    [[nodiscard]] answer carry_out(work what, timing& times);
    [[nodiscard]] answer after_init(runtime_api::outcome how, std::string const& id);
    [[nodiscard]] answer explain_end(std::string const& id, bool in_init);
    [[nodiscard]] answer time_out(std::string const& id);
    [[nodiscard]] answer fail(std::string_view type, std::string const& id,
                              std::string_view message);
    [[nodiscard]] long memory_used() const;
    void write_report(std::string const& id, answer const& result, timing const& times);
    void note(std::string_view line);
    void add_to_log(std::string_view lines);

    function const& what_;
    surroundings const& around_;
    function_log& log_;
    std::string const log_stream_;

    std::mutex tail_mutex_;
    text_tail tail_{4096};

    runtime_api api_;
    std::atomic<bool> ending_ = false;
    std::atomic<time_point> last_used_;
    process_output output_;
    rest::server server_;
    std::mutex mutable process_mutex_;
    std::unique_ptr<child_process> process_;
};

} // namespace skiff::local::lambda
