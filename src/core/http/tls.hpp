// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/http/io_result.hpp"

#include <skiff/core/http/transport.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace skiff::http {

/// The TLS side of one connection on a non-blocking socket. Never waits. May be empty: no TLS.
class tls_session {
  public:
    struct state;

    tls_session() noexcept;
    explicit tls_session(std::unique_ptr<state> s) noexcept;
    tls_session(tls_session&&) noexcept;
    tls_session& operator=(tls_session&&) noexcept;
    ~tls_session();

    explicit operator bool() const noexcept { return state_ != nullptr; }

    /// `moved` when done. After an end, `handshake_failure` tells why.
    [[nodiscard]] io_result handshake();
    [[nodiscard]] error handshake_failure(io_result end) const;

    [[nodiscard]] io_result read(std::span<char> into);
    /// Two small parts become one record.
    [[nodiscard]] io_result write(std::array<std::string_view, 2> const& parts);
    /// Decrypted or half received bytes wait inside: try to read before waiting for the socket.
    [[nodiscard]] bool has_buffered() const noexcept;
    /// Handles what arrived between answers (session tickets). False when it was data or an end.
    [[nodiscard]] bool is_quiet();

  private:
    std::unique_ptr<state> state_;
};

/// Trusted issuers and the sessions to resume, shared by the connections of a transport.
/// Thread-safe.
class tls_context : public std::enable_shared_from_this<tls_context> {
  public:
    /// Reads the issuers: from `ca_file`, or from where the system keeps them when that is empty.
    [[nodiscard]] static result<std::shared_ptr<tls_context>> make(std::string const& ca_file);

    virtual ~tls_context() = default;
    /// Prepares a handshake with `to` that accepts only a certificate made out to its host.
    [[nodiscard]] virtual tls_session start(origin const& to, int socket) = 0;
};

} // namespace skiff::http
