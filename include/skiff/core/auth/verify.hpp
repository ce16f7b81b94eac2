// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/clock.hpp>
#include <skiff/core/http/message.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace skiff::auth {

/// How the verification of a signature ended.
enum class verdict : unsigned char {
    accepted,
    missing,       ///< The request carries no signature at all.
    malformed,     ///< A part of the authorization is absent or cannot be read.
    wrong_scope,   ///< Signed for another service or region.
    unknown_key,   ///< Nobody has this access key id.
    expired,       ///< Signed too long ago, or the presigned URL's time is over.
    not_yet_valid, ///< Signed in the future.
    mismatch,      ///< The request is not the one that was signed, or the secret is another.
};

/// What was found. Texts are empty as far as the request did not say.
struct verification {
    verdict outcome = verdict::missing;
    std::string detail{}; ///< One sentence for the caller; contains no secret.
    std::string access_key_id{};
    std::string region{};
    std::string service{};
    std::string signed_at{};         ///< As it stands in the request: "20150830T123600Z".
    std::string canonical_request{}; ///< What should have been signed, after a mismatch.

    explicit operator bool() const noexcept { return outcome == verdict::accepted; }
};

struct verify_options {
    std::string_view service{}; ///< The signing name that is expected; empty: any.
    std::string_view region{};  ///< Empty: any.
    std::chrono::seconds allowed_skew = std::chrono::minutes(15); ///< Either way.
    bool allow_unsigned_payload = false;
    bool normalize_path = true;    ///< As in signing_scope.
    bool encode_path_twice = true; ///< As in signing_scope.
};

/// The secret access key of an access key id; nothing when there is none.
using secret_lookup = std::function<std::optional<std::string>(std::string_view access_key_id)>;

/// Judges a request's signature, in the Authorization header or in the query of a presigned URL.
/// `authority` is the Host header as it was received. Signatures are compared in constant time.
/// Never throws for any request but for want of memory. Thread-safe if `secrets` is.
[[nodiscard]] verification verify(http::request const& what, std::string_view authority,
                                  secret_lookup const& secrets, timestamp now,
                                  verify_options const& options = {});

} // namespace skiff::auth
