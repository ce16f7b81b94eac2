// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

namespace skiff::local::lambda {

/// Text of which the end is kept, in whole lines.
class text_tail {
  public:
    explicit text_tail(std::size_t most) : most_(most) {}

    void add(std::string_view lines);
    [[nodiscard]] std::string const& text() const noexcept { return text_; }
    void clear() noexcept { text_.clear(); }

  private:
    std::size_t most_;
    std::string text_;
};

/// What a function has logged, the last megabyte of it. Thread-safe.
class function_log {
  public:
    void add(std::string_view lines) {
        std::lock_guard const lock(mutex_);
        text_.add(lines);
    }
    [[nodiscard]] std::string text() const {
        std::lock_guard const lock(mutex_);
        return text_.text();
    }
    void clear() {
        std::lock_guard const lock(mutex_);
        text_.clear();
    }

  private:
    mutable std::mutex mutex_;
    text_tail text_{1u << 20};
};

} // namespace skiff::local::lambda
