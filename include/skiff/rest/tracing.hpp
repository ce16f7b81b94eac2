// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/lambda/tracing.hpp>
#include <skiff/rest/router.hpp>
#include <skiff/rest/server.hpp>

#include <string>

namespace skiff::rest {

/// A handler that makes an X-Ray segment of each request, for `server`, `run` and `lambda_handler`:
///
///     lambda::tracer const tracer;
///     return rest::run(rest::traced(app, tracer, "notes"), options);
///
/// While the router answers, the segment is current on its thread, so that AWS calls of clients
/// with `tracer.observer()` are below it. The caller's X-Amzn-Trace-Id is honoured: its Root, its
/// Parent, and its Sampled when it has decided. The answer's has Root and Sampled. The segment has
/// method, path (without the query, which may hold secrets), client and status; 4xx are errors, 5xx
/// faults. In Lambda it is a subsegment of Lambda's segment.
///
/// `app` outlives the handler. Thread-safe as the router is.
[[nodiscard]] server_handler traced(router const& app, lambda::tracer const& tracer,
                                    std::string name);
[[nodiscard]] server_handler traced(router const&& app, lambda::tracer const& tracer,
                                    std::string name) = delete; ///< It would dangle.

} // namespace skiff::rest
