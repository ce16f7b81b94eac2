// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/result.hpp>
#include <skiff/core/secret.hpp>
#include <skiff/core/timestamp.hpp>

#include <openssl/types.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace notes {

/// Which JSON Web Tokens are taken. Either a secret or a public key: the key decides on the
/// algorithm, never the token.
struct jwt_rules {
    skiff::secret_string secret{};   ///< HS256; at least 32 bytes (RFC 7518, section 3.2).
    std::string public_key{};        ///< RS256: RSA of 2048 bits or more, in PEM.
    std::string issuer{};            ///< What `iss` must be; empty: anything.
    std::string audience{};          ///< What `aud` must be or have; empty: anything.
    std::chrono::seconds leeway{30}; ///< How far clocks may differ.
};

/// Whom a token speaks for, or why it is refused. The reason has nothing of the token in it.
struct jwt_answer {
    std::string subject{};
    std::string_view problem{}; ///< A literal; empty: the token is good.
};

/// Verifies tokens (RFC 7519) in the compact form of signatures (RFC 7515). Thread-safe.
class jwt_verifier {
  public:
    /// errc::invalid_configuration when there is not exactly one key, or it is too weak or not one.
    [[nodiscard]] static skiff::result<jwt_verifier> make(jwt_rules rules);

    /// The `sub` of a token that is signed with the key, is valid at this time, and is meant for
    /// this service.
    [[nodiscard]] jwt_answer verify(std::string_view token, skiff::timestamp now) const;

  private:
    jwt_verifier(jwt_rules rules, std::shared_ptr<EVP_PKEY> key);
    [[nodiscard]] bool is_signed(std::string_view text, std::string_view signature) const;
    [[nodiscard]] jwt_answer check_claims(std::string_view json, skiff::timestamp now) const;

    jwt_rules rules_;
    std::shared_ptr<EVP_PKEY> public_key_; ///< Null with a secret.
};

} // namespace notes
