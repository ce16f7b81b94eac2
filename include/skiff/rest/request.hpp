// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/http/message.hpp>
#include <skiff/core/reflect/json.hpp>
#include <skiff/rest/http_error.hpp>

#include <boost/system/result.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skiff::rest {

/// How a JSON body is read.
struct body_options : skiff::json::parse_options {
    /// Reads the body whatever its Content-Type says; else only application/json and +json types.
    bool any_content_type = false;
};

/// A request as it arrived: method, target and headers are byte for byte the client's, Host and
/// Content-Length included; the body is without transfer coding.
struct request : http::request {
    std::string peer; ///< "127.0.0.1:50432"; empty without a server.
    std::string id;   ///< The client's X-Request-Id when it is usable, else a generated one.
    /// What stands behind a chunked body (RFC 9110, 6.5): nobody has checked it, and it is no part
    /// of the headers.
    http::fields trailers{};
    /// Parameters of the matched pattern, decoded. The router fills them.
    std::vector<std::pair<std::string, std::string>> path_parameters;

    /// The target without its query, still encoded; also of an absolute target ("http://h/a?b").
    [[nodiscard]] std::string_view path() const noexcept;
    /// What follows the first '?', still encoded.
    [[nodiscard]] std::string_view query_string() const noexcept;

    /// The path parameter of this name; empty when the pattern has none such.
    [[nodiscard]] std::string const& parameter(std::string_view name) const noexcept;

    /// The first query parameter of this name, decoded ('+' is a space). Throws `http_error` 400
    /// when its encoding is broken.
    [[nodiscard]] std::optional<std::string> query(std::string_view name) const;
    /// Every value of this name, in order.
    [[nodiscard]] std::vector<std::string> query_all(std::string_view name) const;
    /// All query parameters, in order.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> query_parameters() const;

    /// The first header of this name; empty when there is none.
    [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
    /// True when Content-Type is application/json or ends in +json.
    [[nodiscard]] bool has_json_content_type() const noexcept;

    /// The body as a described struct (or anything else that `parse_json` reads). Throws
    /// `http_error`: 415 when it is not JSON by its Content-Type, 400 when it is not JSON, 422 with
    /// every wrong field when it is JSON, but not a `T`.
    template <class T>
    [[nodiscard]] T json(body_options const& options = {}) const {
        return try_json<T>(options).value();
    }
    /// The same without exceptions.
    template <class T>
    [[nodiscard]] boost::system::result<T, http_error> try_json(
        body_options const& options = {}) const {
        if (auto refused = refuse_content_type(options))
            return std::move(*refused);
        auto parsed = parse_json<T>(body, options);
        if (!parsed)
            return body_error(parsed.error());
        return std::move(*parsed);
    }

  private:
    [[nodiscard]] std::optional<http_error> refuse_content_type(body_options const& options) const;
    [[nodiscard]] static http_error body_error(skiff::json::document_error const& e);
};

} // namespace skiff::rest
