// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/local/functions.hpp>

#include "local/lambda/function_log.hpp"
#include "local/lambda/sandbox.hpp"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace skiff::local::lambda {

/// What happens to an invocation when the function has as many as it may have.
enum class when_busy : unsigned char { refuse, wait };

/// A function with its execution environments: a waiting one is used again, the latest first; else
/// there is a new one, as long as there are fewer than `function::concurrency`. Thread-safe.
class function_host {
  public:
    /// `around` outlives it.
    function_host(function what, surroundings const& around);

    [[nodiscard]] function const& what() const noexcept { return what_; }
    /// Nothing when it is refused: too many at once, or the services end.
    [[nodiscard]] std::optional<report> run(work what, when_busy mode);

    [[nodiscard]] std::string log() const { return log_.text(); }

    /// Ends environments that have not worked since then.
    void end_idle(sandbox::time_point since);
    /// Ends all environments and what runs in them, and forgets the log.
    void reset();
    /// Ends all environments; nothing runs from now on.
    void stop();

  private:
    using sandbox_ptr = std::shared_ptr<sandbox>;

    [[nodiscard]] sandbox_ptr take(when_busy mode);
    void give_back(sandbox_ptr used);
    void end_all(std::vector<sandbox_ptr>& ended);

    function const what_;
    surroundings const& around_;
    function_log log_;
    std::mutex mutex_;
    std::condition_variable freed_;
    bool stopped_ = false;
    std::vector<sandbox_ptr> idle_; ///< The last used is last.
    std::vector<sandbox_ptr> busy_;
};

} // namespace skiff::local::lambda
