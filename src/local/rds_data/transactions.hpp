// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/clock.hpp>
#include <skiff/core/result.hpp>

#include "local/rds_data/session_pool.hpp"

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace skiff::local::rds_data {

/// What a transaction belongs to; requests must name the same.
struct transaction_owner {
    std::string cluster;
    std::string secret; ///< As the request spelled it.
    std::string user;
    std::string database; ///< Empty in a request: that of the transaction.
};

/// The open transactions. Those that nobody used for three minutes and those that are a day old
/// are rolled back at the next look. Thread-safe.
class transactions {
    struct transaction;

  public:
    static constexpr auto idle_limit = std::chrono::minutes(3);
    static constexpr auto age_limit = std::chrono::hours(24);

    explicit transactions(skiff::clock& time) noexcept : time_(time) {}
    ~transactions();

    /// Takes over a session in which a transaction has begun; gives its id.
    [[nodiscard]] std::string add(transaction_owner owner, session_pool::lease with);

    /// A transaction that one request uses.
    class use {
      public:
        use(use&& other) noexcept
            : all_(std::exchange(other.all_, nullptr))
            , id_(std::move(other.id_))
            , what_(std::move(other.what_)) {}
        use& operator=(use&&) = delete;
        ~use();

        [[nodiscard]] session* operator->() const noexcept;
        /// The transaction is over; the session goes back.
        void end();
        /// The same for a session that is lost.
        void abort();

      private:
        friend transactions;
        use(transactions& all, std::string id, std::shared_ptr<transaction> what) noexcept
            : all_(&all), id_(std::move(id)), what_(std::move(what)) {}

        transactions* all_;
        std::string id_;
        std::shared_ptr<transaction> what_; ///< Its lease is this request's alone.
    };

    /// Fails with TransactionNotFoundException, or DatabaseErrorException while another request
    /// uses it.
    [[nodiscard]] result<use> take(std::string const& id, transaction_owner const& who);

    /// Rolls back what is too old.
    void expire();
    /// The cluster was paused: rolls back its transactions; what a request uses, when that is done.
    void pause(std::string_view cluster);
    /// Rolls back everything; what a request uses, when that is done.
    void clear();

  private:
    [[nodiscard]] error not_found(std::string const& id) const;
    void remember(std::string id, std::string_view why);
    void release(transaction& one);
    void remove(std::string const& id, std::string_view why);
    /// Rolls back those for which `is_over(transaction)`, and remembers why.
    template <class Predicate>
    void end_if(Predicate is_over, std::string_view why);

    skiff::clock& time_;
    std::mutex mutable mutex_;
    std::map<std::string, std::shared_ptr<transaction>, std::less<>> open_;
    std::deque<std::pair<std::string, std::string_view>> over_; ///< Why; the latest thousand.
};

} // namespace skiff::local::rds_data
