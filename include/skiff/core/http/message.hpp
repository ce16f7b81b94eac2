// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/http/fields.hpp>

#include <string>

namespace skiff::http {

/// A request as it is signed and sent. `target` is the encoded path and query ("/a%20b?x=1");
/// Host and Content-Length are not in `headers`: the transport writes them.
struct request {
    std::string method = "POST";
    std::string target = "/";
    fields headers;
    std::string body;
};

/// A whole answer. The body is as on the wire, without transfer coding.
struct response {
    int status = 0;
    fields headers;
    std::string body;
};

} // namespace skiff::http
