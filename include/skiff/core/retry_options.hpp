// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

namespace skiff {

/// How a client retries. Standard mode with the numbers all AWS SDKs use from 2026 on, or the
/// numbers of before.
struct retry_options {
    enum class numbers { of_2026, before_2026 };

    /// Else AWS_MAX_ATTEMPTS, else the service's: DynamoDB 4, others 3.
    std::optional<int> max_attempts{};
    numbers constants = numbers::of_2026;
};

/// Why an attempt failed, as far as retrying is concerned.
enum class retry_class : unsigned char { none, transient, throttling };

/// What a service's defaults are.
struct retry_profile {
    int max_attempts = 3;
    std::chrono::milliseconds transient_base{50};
};

} // namespace skiff
