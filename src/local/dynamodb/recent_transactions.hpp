// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/auth/sha256.hpp>
#include <skiff/core/clock.hpp>
#include <skiff/core/error.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace skiff::local::dynamodb {

/// The idempotency tokens of write transactions: for ten minutes, a token with the same request is
/// answered without writing again, and with another request refused. Not thread-safe.
class recent_transactions {
  public:
    static constexpr auto lifetime = std::chrono::minutes(10);

    enum class verdict : unsigned char { fresh, repeated, other_request };

    /// `fingerprint` is the digest of the request's contents.
    [[nodiscard]] verdict look_up(std::string_view token, auth::sha256_digest const& fingerprint,
                                  timestamp now);
    void remember(std::string token, auth::sha256_digest const& fingerprint, timestamp now);
    void clear() { entries_.clear(); }

  private:
    struct entry {
        auth::sha256_digest fingerprint;
        timestamp at;
    };
    std::map<std::string, entry, std::less<>> entries_;
};

} // namespace skiff::local::dynamodb
