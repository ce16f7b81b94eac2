// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/transactions.hpp"

#include <skiff/core/binary.hpp>
#include <skiff/core/random.hpp>

#include "local/rds_data/refusal.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace skiff::local::rds_data {
namespace {

constexpr std::size_t remembered = 1000;
constexpr std::string_view expired = "Transaction may be expired.";
constexpr std::string_view ended =
    "One previous call resulted in a termination of your transaction.";
constexpr std::string_view paused = "The cluster was paused, which ended the transaction.";
constexpr std::string_view aborted = "Transaction has been aborted due to an error from a previous "
                                     "call.";

std::string make_id() {
    std::array<std::byte, 48> bytes{};
    system_random().fill(bytes);
    return base64_encode({reinterpret_cast<char const*>(bytes.data()), bytes.size()});
}

} // namespace

struct transactions::transaction {
    transaction_owner owner;
    session_pool::lease with;
    std::chrono::steady_clock::time_point begun;
    std::chrono::steady_clock::time_point used;
    bool busy = false;
};

transactions::use::~use() {
    if (all_)
        all_->release(*what_);
}

session* transactions::use::operator->() const noexcept {
    return what_->with.operator->();
}

void transactions::use::end() {
    std::exchange(all_, nullptr)->remove(id_, ended);
    what_->with.give_back();
}

void transactions::use::abort() {
    std::exchange(all_, nullptr)->remove(id_, aborted);
    what_->with.discard();
}

transactions::~transactions() = default;

std::string transactions::add(transaction_owner owner, session_pool::lease with) {
    auto one = std::make_shared<transaction>();
    one->owner = std::move(owner);
    one->with = std::move(with);
    one->begun = one->used = time_.steady_now();
    std::string id = make_id();
    std::lock_guard const lock(mutex_);
    open_.emplace(id, std::move(one));
    return id;
}

result<transactions::use> transactions::take(std::string const& id, transaction_owner const& who) {
    expire();
    std::lock_guard const lock(mutex_);
    auto const at = open_.find(id);
    if (at == open_.end())
        return not_found(id);
    transaction& one = *at->second;
    if (one.owner.cluster != who.cluster)
        return bad_request("Resource is not the same as transaction");
    if (one.owner.secret != who.secret && one.owner.user != who.user)
        return bad_request("Secret is not the same as transaction");
    if (!who.database.empty() && one.owner.database != who.database)
        return bad_request("Database name is not the same as transaction");
    if (one.busy || one.with->busy())
        return database_error("Transaction is still running a query");
    one.busy = true;
    return use(*this, id, at->second);
}

void transactions::release(transaction& one) {
    std::lock_guard const lock(mutex_);
    one.busy = false;
    one.used = time_.steady_now();
}

void transactions::remove(std::string const& id, std::string_view why) {
    std::lock_guard const lock(mutex_);
    open_.erase(id);
    remember(id, why);
}

template <class Predicate>
void transactions::end_if(Predicate is_over, std::string_view why) {
    std::vector<std::shared_ptr<transaction>> over; // rolled back without the lock
    std::lock_guard const lock(mutex_);
    for (auto at = open_.begin(); at != open_.end();) {
        if (is_over(*at->second)) {
            remember(at->first, why);
            over.push_back(std::move(at->second));
            at = open_.erase(at);
        } else {
            ++at;
        }
    }
}

void transactions::expire() {
    auto const now = time_.steady_now();
    end_if(
        [&](transaction& one) {
            bool const old = now - one.used >= idle_limit || now - one.begun >= age_limit;
            return old && !one.busy && !one.with->busy();
        },
        expired);
}

void transactions::pause(std::string_view cluster) {
    end_if([&](transaction const& one) { return one.owner.cluster == cluster; }, paused);
}

void transactions::clear() {
    decltype(open_) over; // rolled back without the lock
    std::lock_guard const lock(mutex_);
    over.swap(open_);
    over_.clear();
}

void transactions::remember(std::string id, std::string_view why) {
    over_.emplace_back(std::move(id), why);
    if (over_.size() > remembered)
        over_.pop_front();
}

error transactions::not_found(std::string const& id) const {
    auto const at = std::find_if(over_.begin(), over_.end(),
                                 [&](auto const& one) { return one.first == id; });
    std::string_view const why = at == over_.end() ? expired : at->second;
    return refusal("TransactionNotFoundException",
                   "Transaction " + id + " is not found. " + std::string(why));
}

} // namespace skiff::local::rds_data
