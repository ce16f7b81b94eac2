// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/http/transport.hpp>

#include <string>

namespace skiff::http {

/// Replaces `out` by the request line, Host, Content-Length and the headers. False when the
/// request cannot be written so that a server reads the same: the method is no token, the target
/// is not printable ASCII from "/" on, or the headers bring what the transport writes itself.
[[nodiscard]] bool write_request_head(origin const& to, request const& what, std::string& out);

} // namespace skiff::http
