// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace skiff {

/// Source of jitter, invocation ids and idempotency tokens. Tests put their own in its place.
/// Thread-safe.
class random_source {
  public:
    virtual ~random_source() = default;

    virtual void fill(std::span<std::byte> bytes) = 0;

    /// Uniform in [0, 1).
    [[nodiscard]] double uniform();
    /// A version 4 UUID (RFC 9562), lower case with dashes.
    [[nodiscard]] std::string uuid();
};

/// OpenSSL's generator.
[[nodiscard]] random_source& system_random() noexcept;

} // namespace skiff
