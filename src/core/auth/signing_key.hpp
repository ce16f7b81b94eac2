// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/auth/canonical.hpp"

#include <skiff/core/auth/sigv4.hpp>

#include <array>
#include <mutex>
#include <string>
#include <string_view>

namespace skiff::auth {

/// Derives the key of a day (yyyymmdd), region and service from a secret.
[[nodiscard]] hmac_key derive_key(std::string_view secret, std::string_view day,
                                  std::string_view region, std::string_view service);

/// The signature as hexadecimal digits. `canonical` is the canonical request's digest.
[[nodiscard]] hex_digest signature_of(hmac_key const& key, amz_date const& date,
                                      std::string_view region, std::string_view service,
                                      sha256_digest const& canonical);

/// The last few derived keys. The lock is held while one of them is compared and copied.
class signer::key_cache {
  public:
    [[nodiscard]] hmac_key get(std::string_view secret, std::string_view day,
                               std::string_view region, std::string_view service);

  private:
    struct entry {
        std::string secret, day, region, service;
        hmac_key key;
    };
    std::mutex mutex_;
    std::array<entry, 8> entries_;
    std::size_t oldest_ = 0;
};

} // namespace skiff::auth
