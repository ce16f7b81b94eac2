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
    /// Not sent again once the service may have acted on it: for what must not happen twice. A
    /// failure that came before the request was whole at the service, HTTP 4xx, 503 and throttling
    /// are still retried.
    bool at_most_once = false;
};

} // namespace skiff
