// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/http/transport.hpp>

#include <chrono>
#include <cstddef>
#include <iterator>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace skiff::http {

/// Connections that nobody uses, by origin, the last used first: few stay busy and the others age
/// out. `Connection` has `peer()`, its origin, and closes itself when destroyed, which happens
/// outside the lock. Thread-safe.
template <class Connection>
class idle_connections {
  public:
    using time_point = std::chrono::steady_clock::time_point;

    idle_connections(std::size_t limit, std::chrono::nanoseconds timeout)
        : limit_(limit), timeout_(timeout) {}

    /// The one last put back for this origin, null when there is none that is young enough.
    [[nodiscard]] std::unique_ptr<Connection> take(origin const& to, time_point now) {
        std::vector<entry> closing;
        std::lock_guard const lock(mutex_);
        drop_old(now, closing);
        for (auto i = entries_.rbegin(); i != entries_.rend(); ++i) {
            if (i->connection->peer() != to)
                continue;
            auto found = std::move(i->connection);
            entries_.erase(std::next(i).base());
            return found;
        }
        return nullptr;
    }

    /// Closes the oldest when there are too many.
    void put(std::unique_ptr<Connection> connection, time_point now) {
        if (limit_ == 0)
            return;
        std::vector<entry> closing;
        std::lock_guard const lock(mutex_);
        drop_old(now, closing);
        if (entries_.size() >= limit_) {
            closing.push_back(std::move(entries_.front()));
            entries_.erase(entries_.begin());
        }
        entries_.push_back({std::move(connection), now});
    }

    [[nodiscard]] std::size_t size() const {
        std::lock_guard const lock(mutex_);
        return entries_.size();
    }

  private:
    struct entry {
        std::unique_ptr<Connection> connection;
        time_point since;
    };

    /// Entries stand in the order of their time, so the old ones are in front.
    void drop_old(time_point now, std::vector<entry>& closing) {
        auto end = entries_.begin();
        while (end != entries_.end() && now - end->since >= timeout_)
            ++end;
        if (end == entries_.begin())
            return;
        closing.assign(std::make_move_iterator(entries_.begin()), std::make_move_iterator(end));
        entries_.erase(entries_.begin(), end);
    }

    std::size_t limit_;
    std::chrono::nanoseconds timeout_;
    mutable std::mutex mutex_;
    std::vector<entry> entries_;
};

} // namespace skiff::http
