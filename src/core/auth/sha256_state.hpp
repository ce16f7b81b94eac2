// SPDX-License-Identifier: Apache-2.0
#pragma once

// The EVP interface costs more than hashing a small request does. These functions are the same
// code without the dispatch, and their state can be copied.
#ifndef OPENSSL_SUPPRESS_DEPRECATED
#    define OPENSSL_SUPPRESS_DEPRECATED
#endif
#include <openssl/sha.h>

#include <skiff/core/auth/sha256.hpp>

#include <span>
#include <string_view>

namespace skiff::auth {

using hex_digest = std::array<char, 64>;

[[nodiscard]] hex_digest hex_of(sha256_digest const& digest) noexcept;
[[nodiscard]] inline std::string_view view(hex_digest const& hex) noexcept {
    return {hex.data(), hex.size()};
}

/// A running SHA-256.
class sha256_state {
  public:
    sha256_state() noexcept { SHA256_Init(&state_); }
    void update(std::string_view bytes) noexcept {
        SHA256_Update(&state_, bytes.data(), bytes.size());
    }
    void update(std::span<unsigned char const> bytes) noexcept {
        SHA256_Update(&state_, bytes.data(), bytes.size());
    }
    [[nodiscard]] sha256_digest finish() noexcept {
        sha256_digest out;
        SHA256_Final(out.data(), &state_);
        return out;
    }

  private:
    SHA256_CTX state_;
};

/// A key whose two padded blocks are hashed already: a message costs nothing more for the key.
class hmac_key {
  public:
    hmac_key() noexcept = default;
    explicit hmac_key(std::span<unsigned char const> key) noexcept;
    [[nodiscard]] sha256_digest operator()(std::string_view message) const noexcept;

  private:
    sha256_state inner_;
    sha256_state outer_;
};

} // namespace skiff::auth
