// SPDX-License-Identifier: Apache-2.0
#include <skiff/rds_data/transaction.hpp>

#include "rds_data/transaction_core.hpp"

#include <skiff/rds_data/errors.hpp>
#include <skiff/rds_data/sql_error.hpp>

#include <chrono>
#include <utility>

namespace skiff::rds_data {
namespace detail {
namespace {

/// How long a destructor may take to roll back.
constexpr std::chrono::seconds longest_rollback{10};

error refuse(statement_errc code, std::string message, std::string_view operation) {
    auto out = make_error(skiff::errc::invalid_request, std::move(message));
    out.code = code;
    out.operation = "RDS Data." + std::string(operation);
    return out;
}

bool is_not_found(error const& failure) {
    return failure.code == errc::transaction_not_found_exception ||
           // What the service said before it had that exception.
           (failure.code == errc::bad_request_exception &&
            failure.message.starts_with("Transaction ") &&
            failure.message.find(" is not found") != std::string::npos);
}

/// The service took the statement to the database, which refused it.
bool is_refused_by_database(error const& failure) {
    return failure.http_status >= 400 && failure.http_status < 500 &&
           failure.code != condition::throttled && failure.code != condition::access_denied &&
           failure.code != condition::expired_credentials;
}

/// The service may have acted, and did not say.
bool is_unknown(error const& failure) {
    return failure.reached == progress::answered
               ? failure.http_status >= 500 && failure.http_status != 503
               : failure.reached >= progress::sent;
}

/// True when the service did its part, and the answer is not what the caller expects.
bool is_only_unreadable(error const& failure) {
    return failure.http_status >= 200 && failure.http_status < 300;
}

} // namespace

transaction_core::transaction_core(database_core database, std::string id)
    : database_(std::move(database)), id_(std::move(id)) {}

transaction_core::~transaction_core() {
    if (is_over() || busy_.exchange(true))
        return;
    try {
        static_cast<void>(database_.rollback(id_, {.timeout = longest_rollback}));
    } catch (...) { // out of memory: the service ends the transaction by itself
    }
}

bool transaction_core::is_over() const noexcept {
    switch (state_.load()) {
    case transaction_state::committed:
    case transaction_state::rolled_back:
    case transaction_state::lost:
        return true;
    default:
        return false;
    }
}

std::optional<error> transaction_core::enter(std::string_view operation) {
    if (busy_.exchange(true))
        return refuse(statement_errc::transaction_in_use,
                      "another thread is using this transaction; use one per thread", operation);
    if (!is_over())
        return std::nullopt;
    auto const state = state_.load();
    leave();
    return refuse(statement_errc::transaction_over,
                  state == transaction_state::committed ? "the transaction was committed"
                  : state == transaction_state::rolled_back
                      ? "the transaction was rolled back"
                      : "the service has ended the transaction",
                  operation);
}

void transaction_core::note(statement const& what, std::optional<error> const& failure) noexcept {
    if (!failure || is_only_unreadable(*failure)) {
        if (state_ == transaction_state::failed)
            state_ = transaction_state::open;
    } else if (is_not_found(*failure) || is_resuming(*failure))
        state_ = transaction_state::lost;
    else if (is_unknown(*failure) && !what.repeatable)
        state_ = transaction_state::uncertain;
    else if ((is_unknown(*failure) || is_refused_by_database(*failure)) &&
             state_ != transaction_state::uncertain)
        state_ = transaction_state::failed;
}

std::optional<error> transaction_core::send(statement const& what, protocol::body_reader output) {
    if (auto refused = enter("ExecuteStatement"))
        return refused;
    auto failure = database_.send(what, id_, output);
    note(what, failure);
    leave();
    return failure;
}

std::optional<error> transaction_core::commit(call_options const& options) {
    if (auto refused = enter("CommitTransaction"))
        return refused;
    if (state_ != transaction_state::open) {
        auto const why = state_ == transaction_state::failed
                             ? "a statement failed, and the database may have undone the "
                               "transaction: roll back, or call ignore_failure before"
                             : "what became of a statement is not known: roll back";
        leave();
        return refuse(statement_errc::transaction_failed, why, "CommitTransaction");
    }
    auto failure = database_.commit(id_, options);
    if (!failure)
        state_ = transaction_state::committed;
    else if (is_not_found(*failure))
        state_ = transaction_state::lost;
    else if (is_unknown(*failure))
        state_ = transaction_state::uncertain;
    else if (is_refused_by_database(*failure))
        state_ = transaction_state::failed;
    leave();
    return failure;
}

std::optional<error> transaction_core::rollback(call_options const& options) {
    if (auto refused = enter("RollbackTransaction"))
        return refused;
    auto failure = database_.rollback(id_, options);
    if (!failure)
        state_ = transaction_state::rolled_back;
    else if (is_not_found(*failure))
        state_ = transaction_state::lost;
    leave();
    return failure;
}

void transaction_core::ignore_failure() noexcept {
    auto expected = transaction_state::failed;
    state_.compare_exchange_strong(expected, transaction_state::open);
}

} // namespace detail

namespace {

error moved_from() {
    return detail::refuse(statement_errc::transaction_over, "the transaction was moved from",
                          "ExecuteStatement");
}

result<void> to_result(std::optional<error> failure) {
    if (failure)
        return std::move(*failure);
    return {};
}

} // namespace

transaction::transaction(std::unique_ptr<detail::transaction_core> core) noexcept
    : core_(std::move(core)) {}
transaction::transaction(transaction&&) noexcept = default;
transaction& transaction::operator=(transaction&&) noexcept = default;
transaction::~transaction() = default;

std::optional<error> transaction::send(detail::statement const& what,
                                       protocol::body_reader output) const {
    return core_ ? core_->send(what, output) : moved_from();
}

result<void> transaction::commit(call_options const& options) {
    return to_result(core_ ? core_->commit(options) : moved_from());
}

result<void> transaction::rollback(call_options const& options) {
    return to_result(core_ ? core_->rollback(options) : moved_from());
}

void transaction::ignore_failure() noexcept {
    if (core_)
        core_->ignore_failure();
}

transaction_state transaction::state() const noexcept {
    return core_ ? core_->state() : transaction_state::lost;
}

std::string const& transaction::id() const noexcept {
    static std::string const none;
    return core_ ? core_->id() : none;
}

} // namespace skiff::rds_data
