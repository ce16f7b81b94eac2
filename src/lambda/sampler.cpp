// SPDX-License-Identifier: Apache-2.0
#include "lambda/sampler.hpp"

#include <chrono>

namespace skiff::lambda {

bool sampler::decide() {
    return take() || random_.uniform() < rate_;
}

bool sampler::take() {
    auto const now = std::chrono::floor<std::chrono::seconds>(time_.now()).time_since_epoch();
    std::scoped_lock const lock(mutex_);
    if (second_ != now.count()) {
        second_ = now.count();
        taken_ = 0;
    }
    if (taken_ >= reservoir_)
        return false;
    ++taken_;
    return true;
}

} // namespace skiff::lambda
