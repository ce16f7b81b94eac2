// SPDX-License-Identifier: Apache-2.0
#include "local/lambda/function_host.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace skiff::local::lambda {

function_host::function_host(function what, surroundings const& around)
    : what_(std::move(what)), around_(around) {}

std::optional<report> function_host::run(work what, when_busy mode) {
    sandbox_ptr const mine = take(mode);
    if (!mine)
        return std::nullopt;
    report out = mine->run(std::move(what));
    give_back(mine);
    return out;
}

function_host::sandbox_ptr function_host::take(when_busy mode) {
    std::vector<sandbox_ptr> dead; // ended outside of the lock: declared before it
    std::unique_lock lock(mutex_);
    for (;;) {
        if (stopped_)
            return nullptr;
        while (!idle_.empty()) {
            sandbox_ptr next = std::move(idle_.back());
            idle_.pop_back();
            if (next->usable())
                return busy_.emplace_back(std::move(next));
            dead.push_back(std::move(next));
        }
        if (busy_.size() < static_cast<std::size_t>(what_.concurrency))
            return busy_.emplace_back(std::make_shared<sandbox>(what_, around_, log_));
        if (mode == when_busy::refuse)
            return nullptr;
        freed_.wait(lock);
    }
}

void function_host::give_back(sandbox_ptr used) {
    sandbox_ptr dead;
    std::lock_guard const lock(mutex_);
    std::erase(busy_, used);
    if (!stopped_ && used->usable())
        idle_.push_back(std::move(used));
    else
        dead = std::move(used);
    freed_.notify_one();
}

void function_host::end_idle(sandbox::time_point since) {
    std::vector<sandbox_ptr> ended;
    std::lock_guard const lock(mutex_);
    std::erase_if(idle_, [&](sandbox_ptr const& one) {
        bool const old = one->last_used() < since;
        if (old)
            ended.push_back(one);
        return old;
    });
}

void function_host::end_all(std::vector<sandbox_ptr>& ended) {
    for (sandbox_ptr const& one : busy_)
        one->end();
    for (sandbox_ptr const& one : idle_)
        one->end(); // all of them first: they take their leave at once
    ended = std::exchange(idle_, {});
}

void function_host::reset() {
    {
        std::vector<sandbox_ptr> ended;
        std::lock_guard const lock(mutex_);
        end_all(ended);
    }
    log_.clear();
}

void function_host::stop() {
    std::vector<sandbox_ptr> ended;
    std::lock_guard const lock(mutex_);
    stopped_ = true;
    end_all(ended);
    freed_.notify_all();
}

} // namespace skiff::local::lambda
