// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace skiff::local::lambda {

/// Threads for what nobody waits for, or not to the end. Thread-safe.
class background {
  public:
    explicit background(std::size_t most);
    background(background const&) = delete;
    background& operator=(background const&) = delete;
    ~background();

    /// False when there are too many already, or after `finish`.
    [[nodiscard]] bool start(std::function<void()> work);
    /// Waits for all of them.
    void finish();

  private:
    struct task;

    std::size_t most_;
    std::mutex mutex_;
    bool over_ = false;
    std::vector<std::unique_ptr<task>> tasks_;
};

} // namespace skiff::local::lambda
