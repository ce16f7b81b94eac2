// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/result.hpp>

#include "local/rds_data/backend.hpp"

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skiff::local::rds_data {

/// The sessions of one cluster, so that not every request opens its own. Thread-safe.
class session_pool {
  public:
    static constexpr std::size_t most_sessions = 80; ///< A private server lets 100 in.
    static constexpr std::size_t most_idle = 16;

    explicit session_pool(backend& from) noexcept : backend_(from) {}

    /// A session for as long as this lives. Used by one thread at a time; does not outlive the
    /// pool.
    class lease {
      public:
        lease() noexcept = default;
        lease(lease&& other) noexcept;
        lease& operator=(lease&& other) noexcept;
        ~lease() { give_back(); }

        [[nodiscard]] session* operator->() const noexcept { return what_.get(); }
        /// Ends the session now, or returns it when it is in order.
        void give_back() noexcept;
        void discard() noexcept;

      private:
        friend session_pool;
        session_pool* pool_ = nullptr;
        login who_;
        std::string database_;
        std::unique_ptr<session> what_;
    };

    /// Waits for a while when all sessions are in use.
    [[nodiscard]] result<lease> take(login const& who, std::string_view database);
    /// Ends the sessions that nobody uses.
    void close_idle();

  private:
    struct idle_session {
        login who;
        std::string database;
        std::unique_ptr<session> what;
    };

    /// Waits for a private server that has just crashed.
    [[nodiscard]] result<std::unique_ptr<session>> connect(login const& who,
                                                           std::string_view database);
    [[nodiscard]] std::unique_ptr<session> take_idle(login const& who, std::string_view database);
    /// False when there are too many; the lock is held.
    [[nodiscard]] bool make_room();
    void look_after_running();
    void put_back(idle_session one) noexcept;
    void forget() noexcept;

    backend& backend_;
    std::mutex mutex_;
    std::condition_variable freed_;
    std::size_t count_ = 0; ///< All sessions: leased, idle and left running.
    std::vector<idle_session> idle_;
    std::vector<idle_session> running_; ///< Their statements went on after their time.
};

} // namespace skiff::local::rds_data
