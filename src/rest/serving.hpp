// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/rest/server.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_set>

namespace skiff::rest {

class session;

/// The sessions that live. A session is in here as long as its socket is open.
class session_registry {
  public:
    void add(session& s);
    void remove(session& s) noexcept;
    [[nodiscard]] std::size_t size() const;

    /// Calls `f` with each; none ends meanwhile.
    template <class F>
    void for_each(F f) const {
        std::lock_guard const lock(mutex_);
        for (auto* s : sessions_)
            f(*s);
    }

    void wait_until_empty() const;
    /// False when some are left at the deadline.
    [[nodiscard]] bool wait_until_empty(std::chrono::steady_clock::time_point deadline) const;

  private:
    std::mutex mutable mutex_;
    std::condition_variable mutable emptied_;
    std::unordered_set<session*> sessions_;
};

/// Ids that are unique and cannot be guessed from one another without effort.
class request_id_source {
  public:
    request_id_source();
    [[nodiscard]] std::string next();

  private:
    std::uint64_t seed_;
    std::atomic<std::uint64_t> count_{0};
};

/// What the sessions of one server have in common.
struct serving {
    server_handler handler;
    server_options options;
    request_id_source ids{};
    session_registry sessions{};
    std::atomic<bool> stopping = false;
};

} // namespace skiff::rest
