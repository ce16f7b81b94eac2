// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/rds_data/statements.hpp>

#include <memory>
#include <string>

namespace skiff::rds_data {

class database;

namespace detail {
class transaction_core;
}

enum class transaction_state : unsigned char {
    open,
    /// The last statement failed. PostgreSQL refuses all further ones but ROLLBACK TO a savepoint;
    /// MySQL goes on. A statement that succeeds makes it open again.
    failed,
    /// Whether a statement, or the commit, was executed is not known: its answer was lost.
    uncertain,
    committed,
    rolled_back,
    lost, ///< The service does not know it any more: idle for 3 minutes, or older than 24 hours.
};

/// An open transaction: what database::begin gives. Rolls back in its destructor unless it was
/// committed.
///
///     auto tx = db.begin().value();
///     tx.execute("UPDATE accounts SET balance = balance - 10 WHERE id = 1").value();
///     tx.execute("UPDATE accounts SET balance = balance + 10 WHERE id = 2").value();
///     tx.commit().value();
///
/// The service ends it after 3 minutes without a statement, and after 24 hours.
///
/// For one thread at a time: a call while another one is under way in another thread is
/// statement_errc::transaction_in_use, sends nothing and disturbs nothing. Moving and destroying it
/// while another thread uses it is not allowed. A moved-from transaction is over.
class transaction : public statements<transaction> {
  public:
    /// For database::begin.
    explicit transaction(std::unique_ptr<detail::transaction_core> core) noexcept;
    transaction(transaction&&) noexcept;
    transaction& operator=(transaction&&) noexcept;
    /// Rolls back when nothing else was done; waits up to 10 seconds for that. A failure is not
    /// told: the service then ends the transaction when its time is over.
    ~transaction();

    /// Makes the changes last. After a statement that failed, statement_errc::transaction_failed:
    /// PostgreSQL would undo the transaction and say that it went well. rds-data:CommitTransaction.
    ///
    /// Retried as the client's configuration says. When the answer is lost nevertheless, the state
    /// is `uncertain`; when a retry finds no transaction, the message says that an earlier attempt
    /// may have committed it.
    [[nodiscard]] result<void> commit(call_options const& options = {});

    /// Undoes the changes. rds-data:RollbackTransaction.
    [[nodiscard]] result<void> rollback(call_options const& options = {});

    /// Says that the failure of the last statement does not matter, so that commit is possible:
    /// with MySQL, whose other statements stand. Nothing when the state is not `failed`.
    void ignore_failure() noexcept;

    [[nodiscard]] transaction_state state() const noexcept;
    /// The service's id of the transaction.
    [[nodiscard]] std::string const& id() const noexcept;

  private:
    friend class statements<transaction>;
    [[nodiscard]] std::optional<error> send(detail::statement const& what,
                                            protocol::body_reader output) const;

    std::unique_ptr<detail::transaction_core> core_;
};

} // namespace skiff::rds_data
