// SPDX-License-Identifier: Apache-2.0
#include "local/faults.hpp"

#include <utility>

namespace skiff::local {

void fault_queue::add(fault what) {
    std::lock_guard const lock(mutex_);
    waiting_.push_back(std::move(what));
}

void fault_queue::clear() {
    std::lock_guard const lock(mutex_);
    waiting_.clear();
}

std::optional<fault> fault_queue::take(std::string_view service, std::string_view operation) {
    std::lock_guard const lock(mutex_);
    for (auto at = waiting_.begin(); at != waiting_.end(); ++at) {
        bool const meant = (at->service.empty() || at->service == service) &&
                           (at->operation.empty() || at->operation == operation);
        if (!meant || at->count == 0)
            continue;
        if (at->skip > 0) {
            --at->skip;
            continue;
        }
        fault met = *at;
        if (at->count > 0 && --at->count == 0)
            waiting_.erase(at);
        return met;
    }
    return std::nullopt;
}

} // namespace skiff::local
