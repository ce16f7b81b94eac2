// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/http/transport.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace skiff::http {

/// Settings of the transport over sockets.
struct socket_transport_options {
    std::string ca_file{};                 ///< PEM file of trusted issuers; empty: the system's.
    std::size_t max_idle_connections = 64; ///< Kept open when nobody uses them, all origins.
    std::chrono::nanoseconds idle_timeout = std::chrono::seconds(60); ///< Then closed at next use.
};

/// HTTP/1.1 over TCP and TLS (1.2 at least). TLS always checks the certificate and that it is made
/// out to the host. Making one does no I/O and loads nothing: the trusted issuers are read when the
/// first TLS connection is opened.
///
/// `send` uses the calling thread only. Names are resolved by the system, whose own timeouts apply
/// to that step: a deadline that passes meanwhile is noticed after it.
[[nodiscard]] std::shared_ptr<transport> make_socket_transport(
    socket_transport_options options = {});

} // namespace skiff::http
