// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/pausing.hpp"

#include "local/rds_data/refusal.hpp"

namespace skiff::local::rds_data {

void pausing::pause(std::chrono::nanoseconds resuming_takes, resuming_wording wording) {
    std::lock_guard const lock(mutex_);
    paused_ = true;
    awake_at_.reset();
    takes_ = resuming_takes;
    wording_ = wording;
}

void pausing::clear() {
    std::lock_guard const lock(mutex_);
    paused_ = false;
}

pausing::state pausing::look() const {
    if (!paused_ || (awake_at_ && time_.steady_now() >= *awake_at_))
        return state::available;
    return awake_at_ ? state::resuming : state::paused;
}

pausing::state pausing::now() const {
    std::lock_guard const lock(mutex_);
    return look();
}

std::optional<error> pausing::refuse() {
    std::lock_guard const lock(mutex_);
    if (look() == state::available) {
        paused_ = false;
        return std::nullopt;
    }
    if (!awake_at_)
        awake_at_ = time_.steady_now() + takes_;
    if (wording_ == resuming_wording::communications_link_failure)
        return bad_request(
            "Communications link failure\n\nThe last packet sent successfully to the "
            "server was 0 milliseconds ago. The driver has not received any packets "
            "from the server.");
    return refusal("DatabaseResumingException",
                   "The Aurora DB instance " + cluster_ +
                       " is resuming after being auto-paused. Please wait a few seconds and try "
                       "again.");
}

} // namespace skiff::local::rds_data
