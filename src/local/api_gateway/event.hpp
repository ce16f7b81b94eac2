// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/http/message.hpp>
#include <skiff/core/timestamp.hpp>
#include <skiff/local/functions.hpp>

#include "local/api_gateway/route_table.hpp"

#include <string>
#include <string_view>

namespace skiff::local::api_gateway {

/// A request that an API has a route for.
struct routed_request {
    http::request const& in;
    api const& what;
    route_match const& match;
    std::string_view client_path; ///< As the client sent it: encoded, with the stage if it has one.
    std::string_view path;        ///< Without the stage.
    std::string_view query;       ///< Encoded.
    std::string_view authority;   ///< The Host header.
    std::string_view source_ip;
    std::string_view port; ///< Where the client came in.
    std::string_view account_id;
    std::string_view request_id;
    std::string_view trace_header;
    timestamp time;
};

/// The event of a REST API: version 1.0 of the proxy integration's. Path and path parameters are as
/// the client encoded them, query parameters are decoded.
[[nodiscard]] std::string write_rest_event(routed_request const& from);

/// The event of an HTTP API: version 2.0. Path, path and query parameters are decoded; the query is
/// there as it was, too.
[[nodiscard]] std::string write_http_event(routed_request const& from);

/// True when `type`, a media type with or without parameters, is one of `patterns`: "image/png",
/// "image/*", "*/*".
[[nodiscard]] bool is_media_type_of(std::vector<std::string> const& patterns,
                                    std::string_view type) noexcept;

} // namespace skiff::local::api_gateway
