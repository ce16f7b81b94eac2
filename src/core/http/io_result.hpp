// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace skiff::http {

/// What one try to read or write without waiting came to.
struct io_result {
    enum class kind : unsigned char {
        moved,       ///< `size` bytes, at least one.
        wants_read,  ///< Try again when the socket is readable.
        wants_write, ///< Try again when the socket is writable.
        closed,      ///< The peer ended the connection in order.
        reset,       ///< The peer broke the connection.
        failed,      ///< The network or the cipher gave the connection up.
    };

    kind what;
    std::size_t size = 0;

    [[nodiscard]] bool is_end() const noexcept {
        return what == kind::closed || what == kind::reset || what == kind::failed;
    }
};

} // namespace skiff::http
