// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fake_runtime_api.hpp"

#include <skiff/lambda/runtime.hpp>
#include <skiff/lambda/streaming.hpp>

#include <chrono>
#include <future>
#include <mutex>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

/// A function that runs on a thread of its own against a fake Runtime API, until `end` or the
/// destructor.
class running_function {
  public:
    template <class Function>
    running_function(fake_runtime_api& api, Function what, int concurrency = 1) {
        skiff::lambda::runtime_options options;
        options.api = api.address();
        options.concurrency = concurrency;
        options.attempts = 3;
        options.retry_pause = std::chrono::milliseconds(1);
        options.stop = stop_.get_token();
        options.log = [this](std::string_view line) {
            std::lock_guard const lock(mutex_);
            log_.append(line).append("\n");
        };
        code_ = std::async(std::launch::async,
                           [what = std::move(what), options = std::move(options)]() mutable {
                               return start(std::move(what), std::move(options));
                           });
    }
    ~running_function() { stop_.request_stop(); }

    /// Asks it to stop; its exit code.
    [[nodiscard]] int end() {
        stop_.request_stop();
        return wait();
    }
    /// Its exit code once it has ended by itself.
    [[nodiscard]] int wait() {
        if (code_.wait_for(std::chrono::seconds(60)) != std::future_status::ready)
            throw std::runtime_error("the function does not end");
        return code_.get();
    }
    [[nodiscard]] std::string log() const {
        std::lock_guard const lock(mutex_);
        return log_;
    }
    [[nodiscard]] bool logs(std::string_view text) const {
        return log().find(text) != std::string::npos;
    }

  private:
    static int start(skiff::lambda::handler what, skiff::lambda::runtime_options options) {
        return skiff::lambda::run(std::move(what), std::move(options));
    }
    static int start(skiff::lambda::streaming_handler what,
                     skiff::lambda::runtime_options options) {
        return skiff::lambda::run(std::move(what), std::move(options));
    }

    std::stop_source stop_;
    std::mutex mutable mutex_;
    std::string log_;
    std::future<int> code_; ///< Destroyed first: it waits.
};
