// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/http/message.hpp>
#include <skiff/core/result.hpp>

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>

namespace skiff::http {

/// Who answers: scheme, host and port. Connections are pooled by origin.
struct origin {
    bool tls = true;
    std::string host; ///< Name or address, IPv6 without brackets.
    std::uint16_t port = 443;

    friend auto operator<=>(origin const&, origin const&) = default;

    /// As it stands in the Host header: the port only when it is not the scheme's own.
    [[nodiscard]] std::string authority() const;
};

/// What bounds one attempt. Times are measured on the steady clock.
struct send_options {
    std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
    std::chrono::nanoseconds connect_timeout = std::chrono::seconds(3);
    std::size_t response_limit = 64u << 20; ///< Bytes of headers and body together.
    std::stop_token stop;                   ///< Requested: the attempt ends with errc::canceled.
    bool sensitive = false; ///< The answer holds a secret: buffers are overwritten behind it.
    /// The request may be sent again on a new connection when a reused one ends without an answer.
    bool may_resend = true;
};

/// The one seam between skiff and the network: everything above it does no I/O. Sockets, the local
/// services, tests and a user's own HTTP stack stand behind it.
///
/// Thread-safe: many threads send through one transport. The request outlives the call.
class transport {
  public:
    virtual ~transport() = default;

    /// Sends on the calling thread and waits for the whole answer. An HTTP error status is an
    /// answer, not an error. On failure `error::reached` tells how far the request got. A pooled
    /// connection that the server closed while it was idle is replaced here, and the request is
    /// sent again, when nothing of an answer had arrived and `may_resend` allows it.
    [[nodiscard]] virtual result<response> send(origin const& to, request const& what,
                                                send_options const& options) = 0;
};

} // namespace skiff::http
