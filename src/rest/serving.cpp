// SPDX-License-Identifier: Apache-2.0
#include "rest/serving.hpp"

#include <random>

namespace skiff::rest {

void session_registry::add(session& s) {
    std::lock_guard const lock(mutex_);
    sessions_.insert(&s);
}

void session_registry::remove(session& s) noexcept {
    std::lock_guard const lock(mutex_);
    sessions_.erase(&s);
    if (sessions_.empty())
        emptied_.notify_all();
}

std::size_t session_registry::size() const {
    std::lock_guard const lock(mutex_);
    return sessions_.size();
}

void session_registry::wait_until_empty() const {
    std::unique_lock lock(mutex_);
    emptied_.wait(lock, [this] { return sessions_.empty(); });
}

bool session_registry::wait_until_empty(std::chrono::steady_clock::time_point deadline) const {
    std::unique_lock lock(mutex_);
    return emptied_.wait_until(lock, deadline, [this] { return sessions_.empty(); });
}

request_id_source::request_id_source() {
    std::random_device device;
    seed_ = std::uint64_t{device()} << 32 | device();
}

std::string request_id_source::next() {
    // splitmix64
    auto x = seed_ + count_.fetch_add(1, std::memory_order_relaxed) * 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    x ^= x >> 31;
    std::string id(16, '0');
    for (auto& digit : id) {
        digit = "0123456789abcdef"[x & 15];
        x >>= 4;
    }
    return id;
}

} // namespace skiff::rest
