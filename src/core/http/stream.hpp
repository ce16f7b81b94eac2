// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/http/io_result.hpp"
#include "core/http/tls.hpp"
#include "core/http/wait.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

namespace skiff::http {

/// The bytes of a connection, over TCP alone or through TLS. Never waits.
class stream {
  public:
    stream(descriptor socket, tls_session tls) noexcept
        : socket_(std::move(socket)), tls_(std::move(tls)) {}

    [[nodiscard]] io_result read(std::span<char> into);
    /// Writes the two parts as one piece, so that a small request is one segment.
    [[nodiscard]] io_result write(std::array<std::string_view, 2> const& parts);

    /// Open and silent: nothing arrived since the last answer, not even the end.
    [[nodiscard]] bool is_quiet();
    /// Bytes that arrived wait inside TLS: read before waiting for the socket.
    [[nodiscard]] bool has_buffered() const noexcept { return tls_ && tls_.has_buffered(); }
    [[nodiscard]] tls_session& tls() noexcept { return tls_; }
    [[nodiscard]] int socket() const noexcept { return socket_.number(); }

  private:
    descriptor socket_;
    tls_session tls_; ///< Destroyed first: it takes leave through the socket.
};

} // namespace skiff::http
