// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/rds_data/detail/database_core.hpp>
#include <skiff/rds_data/transaction.hpp>

#include <atomic>
#include <optional>
#include <string>

namespace skiff::rds_data::detail {

/// An open transaction's id and state. Every member may be called from any thread; one at a time
/// gets through to the service.
class transaction_core {
  public:
    transaction_core(database_core database, std::string id);
    ~transaction_core();
    transaction_core(transaction_core const&) = delete;
    transaction_core& operator=(transaction_core const&) = delete;

    [[nodiscard]] std::optional<error> send(statement const& what, protocol::body_reader output);
    [[nodiscard]] std::optional<error> commit(call_options const& options);
    [[nodiscard]] std::optional<error> rollback(call_options const& options);
    void ignore_failure() noexcept;

    [[nodiscard]] transaction_state state() const noexcept { return state_.load(); }
    [[nodiscard]] std::string const& id() const noexcept { return id_; }

  private:
    /// Nothing when the caller may go on, alone until `leave`.
    [[nodiscard]] std::optional<error> enter(std::string_view operation);
    void leave() noexcept { busy_.store(false); }
    [[nodiscard]] bool is_over() const noexcept;
    void note(statement const& what, std::optional<error> const& failure) noexcept;

    database_core database_;
    std::string id_;
    std::atomic<bool> busy_{false};
    std::atomic<transaction_state> state_{transaction_state::open};
};

} // namespace skiff::rds_data::detail
