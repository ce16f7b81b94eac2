// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>

namespace skiff {

/// Settings of a single call; what is absent comes from the client's configuration.
struct call_options {
    std::optional<std::chrono::nanoseconds> attempt_timeout{};
    std::optional<std::chrono::nanoseconds> timeout{}; ///< All attempts together.
    std::optional<int> max_attempts{};
    std::stop_token stop{}; ///< Requested: the call ends with errc::canceled.
};

} // namespace skiff
