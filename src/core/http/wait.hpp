// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <utility>

namespace skiff::http {

/// Owns an open file descriptor.
class descriptor {
  public:
    descriptor() noexcept = default;
    explicit descriptor(int number) noexcept : number_(number) {}
    descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    descriptor& operator=(descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~descriptor();

    [[nodiscard]] int number() const noexcept { return number_; }
    [[nodiscard]] bool valid() const noexcept { return number_ >= 0; }

  private:
    int number_ = -1;
};

enum class readiness : unsigned char { read = 1, write = 2, either = 3 };

/// Waits for sockets on behalf of one call: until its deadline, or until its stop is requested from
/// another thread, which wakes the wait at once.
class waiter {
  public:
    using time_point = std::chrono::steady_clock::time_point;
    enum class outcome : unsigned char { readable, writable, timed_out, canceled };

    waiter(time_point deadline, std::stop_token const& stop);

    /// Waits for `what`; `either` prefers to report that the socket is readable. A socket in error
    /// counts as ready: the next operation on it tells.
    [[nodiscard]] outcome wait(int socket, readiness what) { return wait(socket, what, deadline_); }
    [[nodiscard]] outcome wait(int socket, readiness what, time_point deadline);

    [[nodiscard]] time_point deadline() const noexcept { return deadline_; }
    [[nodiscard]] bool stopped() const noexcept { return stop_.stop_requested(); }

  private:
    struct signal {
        int event;
        void operator()() const noexcept;
    };

    time_point deadline_;
    std::stop_token const& stop_;
    descriptor event_;
    std::optional<std::stop_callback<signal>> on_stop_;
};

} // namespace skiff::http
