// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/http/wait.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

namespace skiff::http {

/// What one try to read or write without waiting came to.
struct io_result {
    enum class kind : unsigned char {
        moved,       ///< `size` bytes, at least one.
        wants_read,  ///< Try again when the socket is readable.
        wants_write, ///< Try again when the socket is writable.
        ended,       ///< The peer closed or reset the connection.
        failed,      ///< The network gave the connection up.
    };

    kind what;
    std::size_t size = 0;
};

/// The bytes of a connection. Never waits.
class stream {
  public:
    explicit stream(descriptor socket) noexcept : socket_(std::move(socket)) {}

    [[nodiscard]] io_result read(std::span<char> into) noexcept;
    /// Writes the two parts as one piece, so that a small request is one segment.
    [[nodiscard]] io_result write(std::array<std::string_view, 2> const& parts) noexcept;

    /// Open and silent: nothing arrived since the last answer, not even the end.
    [[nodiscard]] bool is_quiet() noexcept;
    [[nodiscard]] int socket() const noexcept { return socket_.number(); }

  private:
    descriptor socket_;
};

} // namespace skiff::http
