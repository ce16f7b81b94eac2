// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/session_pool.hpp"

#include "local/rds_data/refusal.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace skiff::local::rds_data {
namespace {

constexpr auto waiting_time = std::chrono::seconds(20);
constexpr auto restart_time = std::chrono::seconds(10);

} // namespace

session_pool::lease::lease(lease&& other) noexcept
    : pool_(std::exchange(other.pool_, nullptr))
    , who_(std::move(other.who_))
    , database_(std::move(other.database_))
    , what_(std::move(other.what_)) {}

session_pool::lease& session_pool::lease::operator=(lease&& other) noexcept {
    if (this != &other) {
        give_back();
        pool_ = std::exchange(other.pool_, nullptr);
        who_ = std::move(other.who_);
        database_ = std::move(other.database_);
        what_ = std::move(other.what_);
    }
    return *this;
}

void session_pool::lease::give_back() noexcept {
    if (pool_)
        std::exchange(pool_, nullptr)
            ->put_back({std::move(who_), std::move(database_), std::move(what_)});
}

void session_pool::lease::discard() noexcept {
    what_.reset();
    if (pool_)
        std::exchange(pool_, nullptr)->forget();
}

result<session_pool::lease> session_pool::take(login const& who, std::string_view database) {
    look_after_running();
    lease out;
    out.who_ = who;
    out.database_ = database;
    while (auto one = take_idle(who, database)) {
        if (one->alive()) {
            out.pool_ = this;
            out.what_ = std::move(one);
            return out;
        }
        one.reset();
        forget();
    }
    {
        std::unique_lock lock(mutex_);
        if (!freed_.wait_for(lock, waiting_time, [this] { return make_room(); }))
            return database_error("FATAL: sorry, too many clients already; SQLState: 53300");
        ++count_;
    }
    out.pool_ = this;
    auto made = connect(who, database);
    if (!made) {
        out.discard();
        return made.error();
    }
    out.what_ = *std::move(made);
    return out;
}

result<std::unique_ptr<session>> session_pool::connect(login const& who,
                                                       std::string_view database) {
    auto const deadline = std::chrono::steady_clock::now() + restart_time;
    for (;;) {
        auto made = backend_.connect(who, database);
        bool const again = !made && backend_.is_private() && is_unavailable(made.error());
        if (!again || std::chrono::steady_clock::now() > deadline)
            return made;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

std::unique_ptr<session> session_pool::take_idle(login const& who, std::string_view database) {
    std::lock_guard const lock(mutex_);
    auto const at = std::find_if(idle_.rbegin(), idle_.rend(), [&](idle_session const& one) {
        return one.who == who && one.database == database;
    });
    if (at == idle_.rend())
        return nullptr;
    auto out = std::move(at->what);
    idle_.erase(std::next(at).base());
    return out;
}

bool session_pool::make_room() {
    if (count_ >= most_sessions && !idle_.empty()) {
        idle_.erase(idle_.begin());
        --count_;
    }
    return count_ < most_sessions;
}

void session_pool::close_idle() {
    std::vector<idle_session> ended;
    std::lock_guard const lock(mutex_);
    ended.swap(idle_);
    count_ -= ended.size();
    freed_.notify_all();
}

void session_pool::look_after_running() {
    std::vector<idle_session> ended;
    {
        std::lock_guard const lock(mutex_);
        auto const at = std::partition(running_.begin(), running_.end(), [](idle_session& one) {
            return one.what->alive() && one.what->busy();
        });
        std::move(at, running_.end(), std::back_inserter(ended));
        running_.erase(at, running_.end());
    }
    for (idle_session& one : ended)
        put_back(std::move(one));
}

void session_pool::put_back(idle_session one) noexcept {
    if (!one.what)
        return forget();
    try {
        bool const busy = one.what->busy();
        if (busy || one.what->clear()) {
            std::lock_guard const lock(mutex_);
            if (busy || idle_.size() < most_idle) {
                (busy ? running_ : idle_).push_back(std::move(one));
                freed_.notify_one();
                return;
            }
        }
    } catch (std::exception const&) { // no memory: the session ends
    }
    one.what.reset();
    forget();
}

void session_pool::forget() noexcept {
    std::lock_guard const lock(mutex_);
    --count_;
    freed_.notify_one();
}

} // namespace skiff::local::rds_data
