// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/http/message.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace skiff::rest {

/// What the server adds to an answer.
struct head_options {
    std::chrono::system_clock::time_point now;
    std::string_view request_id{}; ///< Empty: none.
    bool to_head = false;          ///< The answer to HEAD: a length, no body.
    bool close = false;
    bool keep_alive_1_0 = false; ///< HTTP/1.0 has to be told.
};

/// Appends the status line and the headers, with the empty line behind them. The handler's own
/// Connection, Date and Transfer-Encoding are left out, as is its Content-Length but to HEAD.
void append_head(std::string& out, http::response const& answer, head_options const& options);

/// Connection, Date, Transfer-Encoding and Content-Length are for who puts the answer on the wire.
[[nodiscard]] bool is_the_servers(std::string_view name) noexcept;

/// True when the answer has a body on the wire.
[[nodiscard]] bool has_body(http::response const& answer, bool to_head) noexcept;

} // namespace skiff::rest
