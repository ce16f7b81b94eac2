// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/bio.h>
#include <openssl/ssl.h>

namespace skiff::http {

/// What OpenSSL's bytes go through, and how that ended.
struct socket_bio_state {
    int descriptor = -1;
    bool at_end = false;
    int error_number = 0; ///< Of the last operation that failed for good.
};

[[nodiscard]] inline bool socket_failed(socket_bio_state const& s) noexcept {
    return s.at_end || s.error_number != 0;
}

/// A BIO on a non-blocking socket that raises no SIGPIPE, unlike OpenSSL's own. Does not close the
/// socket; `state` outlives it. Null when memory is out.
[[nodiscard]] BIO* new_socket_bio(socket_bio_state& state) noexcept;

/// Server name indication. (OpenSSL's macro for it has a cast that our warnings refuse.)
void set_server_name(SSL* ssl, char const* name) noexcept;

} // namespace skiff::http
