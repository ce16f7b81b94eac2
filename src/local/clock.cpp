// SPDX-License-Identifier: Apache-2.0
#include <skiff/local/clock.hpp>

namespace skiff::local {

manual_clock::manual_clock() : manual_clock(std::chrono::system_clock::now()) {}

manual_clock::manual_clock(timestamp start)
    : now_(start), steady_(std::chrono::steady_clock::now()) {}

timestamp manual_clock::now() const {
    std::lock_guard const lock(mutex_);
    return now_;
}

std::chrono::steady_clock::time_point manual_clock::steady_now() const {
    std::lock_guard const lock(mutex_);
    return steady_;
}

bool manual_clock::sleep_for(std::chrono::nanoseconds duration, std::stop_token stop) {
    if (stop.stop_requested())
        return false;
    std::lock_guard const lock(mutex_);
    if (duration.count() > 0) {
        now_ += std::chrono::duration_cast<timestamp::duration>(duration);
        steady_ += duration;
        slept_ += duration;
    }
    return true;
}

void manual_clock::advance(std::chrono::nanoseconds duration) {
    std::lock_guard const lock(mutex_);
    now_ += std::chrono::duration_cast<timestamp::duration>(duration);
    steady_ += duration;
}

void manual_clock::set(timestamp now) {
    std::lock_guard const lock(mutex_);
    now_ = now;
}

std::chrono::nanoseconds manual_clock::slept() const {
    std::lock_guard const lock(mutex_);
    return slept_;
}

} // namespace skiff::local
