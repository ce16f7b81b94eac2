// SPDX-License-Identifier: Apache-2.0
#include "local/lambda/background.hpp"

#include <atomic>
#include <thread>
#include <utility>

namespace skiff::local::lambda {

struct background::task {
    explicit task(std::function<void()> work)
        : thread([this, work = std::move(work)] {
            work();
            done = true;
        }) {}
    ~task() { thread.join(); }

    std::atomic<bool> done = false;
    std::thread thread;
};

background::background(std::size_t most) : most_(most) {}

background::~background() {
    finish();
}

bool background::start(std::function<void()> work) {
    std::lock_guard const lock(mutex_);
    std::erase_if(tasks_, [](auto const& one) { return one->done.load(); });
    if (over_ || tasks_.size() >= most_)
        return false;
    tasks_.push_back(std::make_unique<task>(std::move(work)));
    return true;
}

void background::finish() {
    std::vector<std::unique_ptr<task>> left; // joined outside of the lock
    std::lock_guard const lock(mutex_);
    over_ = true;
    left.swap(tasks_);
}

} // namespace skiff::local::lambda
