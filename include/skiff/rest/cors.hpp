// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/rest/request.hpp>
#include <skiff/rest/response.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace skiff::rest {

/// Which pages of other origins may call (Fetch standard, "CORS protocol"). The defaults let every
/// page call without credentials: the origin is echoed, `*` when the request names none.
struct cors_options {
    std::vector<std::string> origins{}; ///< "https://app.example"; empty: all.
    std::vector<std::string> methods{"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"};
    std::vector<std::string> headers{};         ///< Allowed in requests; empty: those asked for.
    std::vector<std::string> exposed_headers{}; ///< Readable by the page besides the safe ones.
    bool credentials = false; ///< Cookies and authorization; without `origins` it has no effect.
    std::optional<std::chrono::seconds> max_age{}; ///< How long a preflight may be remembered.
};

/// True when `in` asks beforehand whether another request would be allowed.
[[nodiscard]] bool is_preflight(request const& in) noexcept;

/// Adds the CORS headers that `in` calls for; to every answer, errors included.
void add_cors_headers(cors_options const& options, request const& in, response& out);

} // namespace skiff::rest
