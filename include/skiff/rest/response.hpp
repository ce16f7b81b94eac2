// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/http/message.hpp>
#include <skiff/core/reflect/json.hpp>
#include <skiff/rest/http_error.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skiff::rest {

/// An answer: status, headers, body. Content-Length, Date and Connection are the server's affair.
struct response : http::response {
    response() { status = 200; }
    response(http::response other) : http::response(std::move(other)) {}

    /// A value as application/json.
    template <class T>
    [[nodiscard]] static response json(int status, T const& value) {
        return json_text(status, to_json(value));
    }
    /// Text that is JSON already.
    [[nodiscard]] static response json_text(int status, std::string text);
    /// text/plain in UTF-8.
    [[nodiscard]] static response text(int status, std::string text);
    [[nodiscard]] static response html(int status, std::string text);
    /// `{"error": "<message>"}`
    [[nodiscard]] static response error(int status, std::string_view message);
    /// As above, with `"fields": [{"field": "items[3].status", "problem": "..."}]`; the message
    /// names them all.
    [[nodiscard]] static response error(int status,
                                        std::vector<skiff::json::field_error> const& fields);
    [[nodiscard]] static response error(http_error const& e);
    [[nodiscard]] static response no_content();

    /// Sets a header; a name or value that cannot stand in a header is left out.
    response& header(std::string_view name, std::string_view value) &;
    response&& header(std::string_view name, std::string_view value) &&;
};

} // namespace skiff::rest
