// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/http/transport.hpp>

#include <string>

namespace skiff::http {

/// Whether a server would read the request as it is meant. Not when the host or the method has
/// characters that it cannot have, the target is not printable ASCII from "/" on, or the headers
/// bring what the transport writes itself.
[[nodiscard]] bool can_be_sent(origin const& to, request const& what) noexcept;

/// Replaces `out` by the request line, Host, Content-Length and the headers of a request that can
/// be sent.
void write_request_head(origin const& to, request const& what, std::string& out);

} // namespace skiff::http
