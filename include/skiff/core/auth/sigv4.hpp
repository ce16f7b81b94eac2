// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/clock.hpp>
#include <skiff/core/credentials.hpp>
#include <skiff/core/http/message.hpp>
#include <skiff/core/http/transport.hpp>
#include <skiff/core/result.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace skiff::auth {

/// What a signature is valid for, and how the service reads paths and payloads.
struct signing_scope {
    std::string_view region;  ///< "eu-central-1"
    std::string_view service; ///< The signing name: "dynamodb", "ses".
    /// "." and ".." segments and repeated slashes are resolved. All services but S3.
    bool normalize_path = true;
    /// The path, encoded as it is on the wire, is encoded once more. All services but S3.
    bool encode_path_twice = true;
    /// Signs UNSIGNED-PAYLOAD in place of the body's digest. Over TLS only, and only where the
    /// service says that it accepts it.
    bool unsigned_payload = false;
};

/// For URLs that carry their own signature.
struct presign_options {
    std::chrono::seconds expires_in = std::chrono::minutes(15); ///< 1 second to 7 days.
    bool sign_session_token = true; ///< False: added after signing, as few services want it.
};

/// Signs requests with AWS Signature Version 4 for any service. The key of a day, region and
/// service is derived once and kept.
///
/// Thread-safe; one signer serves many threads. Keeps no reference to its arguments.
class signer {
  public:
    signer();
    signer(signer&&) noexcept;
    signer& operator=(signer&&) noexcept;
    ~signer();

    /// Sets X-Amz-Date, X-Amz-Security-Token (when the credentials have one) and Authorization,
    /// in place of older ones: signing again before a retry is right. Every header is signed but
    /// those that proxies and connections may change. Host is signed from `authority`
    /// ("localhost:4566"), as it will be sent. An X-Amz-Content-Sha256 header is taken as the
    /// payload's digest.
    ///
    /// Nothing on success; errc::invalid_request when a value cannot stand in a header, the
    /// headers are unsigned then.
    [[nodiscard]] std::optional<error> sign(http::request& what, std::string_view authority,
                                            credentials const& who, signing_scope const& scope,
                                            timestamp now) const;

    /// The whole URL, to be used with the request's method, headers and body until it expires.
    /// errc::invalid_request when `expires_in` is out of range.
    [[nodiscard]] result<std::string> presign(http::request const& what, http::origin const& where,
                                              credentials const& who, signing_scope const& scope,
                                              timestamp now,
                                              presign_options const& options = {}) const;

  private:
    class key_cache;
    std::unique_ptr<key_cache> keys_;
};

} // namespace skiff::auth
