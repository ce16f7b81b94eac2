// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/lambda/runtime.hpp>
#include <skiff/rest/router.hpp>
#include <skiff/rest/server.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace skiff::rest {

struct lambda_options {
    /// What a custom domain's mapping puts in front of the path, for example "/v1"; it is taken
    /// away where it stands. A stage in front of the path is always taken away.
    std::string base_path{};
    bool request_ids = true; ///< The answer's X-Request-Id repeats the request's id.
    /// Takes one line of JSON (without line end) per answered request: a `lambda::logger`'s, at the
    /// level info, with what stands in the server's.
    std::function<void(std::string_view line)> access_log{};
};

/// A Lambda handler that answers HTTP events by a router: from API Gateway (REST and HTTP APIs),
/// function URLs and Application Load Balancers, each in its own form.
///
/// Handlers find in a request what a server would have given them: the path without the stage and
/// percent-encoded, repeated headers and query parameters, cookies, the decoded body. `peer` is the
/// client's address without a port; `id` is the client's X-Request-Id when it is usable, else API
/// Gateway's or Lambda's request id. HTTP APIs decode the path before they pass it on: there an
/// encoded '/' cannot be told from a plain one.
///
/// Bodies of text types (text/*, JSON, XML, JavaScript, forms) go out as text when they are UTF-8
/// and not compressed, all others in base64. An event that is no HTTP event is a
/// `lambda::function_error` "Runtime.InvalidEvent". Thread-safe as the router is.
///
/// `app` outlives the handler.
[[nodiscard]] lambda::handler lambda_handler(router const& app, lambda_options options = {});
[[nodiscard]] lambda::handler lambda_handler(router const&& app, lambda_options = {}) = delete;
/// An answer with status 0, which ends a server's connection, is a `lambda::function_error`.
[[nodiscard]] lambda::handler lambda_handler(server_handler handler, lambda_options options = {});

} // namespace skiff::rest
