// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/lambda/context.hpp>
#include <skiff/lambda/runtime.hpp>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::lambda {

/// Status and headers of a streamed HTTP answer.
struct http_prelude {
    int status = 200;
    std::map<std::string, std::string> headers{};
    std::vector<std::string> cookies{}; ///< Set-Cookie values.
};

/// The answer to one invocation while it is made. For the thread that the handler was called on,
/// until the handler returns.
class response_stream {
  public:
    /// Sends status and headers: for function URLs and API Gateway in streaming mode. Before the
    /// first `write`, once; throws std::logic_error else.
    virtual void start(http_prelude const& prelude) = 0;
    /// Sends bytes at once, waiting until the connection has taken them; nothing when empty. Throws
    /// `service_error` when the connection is lost.
    virtual void write(std::string_view bytes) = 0;

  protected:
    response_stream() = default;
    response_stream(response_stream const&) = default;
    response_stream& operator=(response_stream const&) = default;
    ~response_stream() = default;
};

/// Answers one invocation piece by piece, for functions that are invoked in streaming mode
/// (function URLs with RESPONSE_STREAM, InvokeWithResponseStream). What it throws before the first
/// byte is reported as by any handler; afterwards it ends the answer with trailers that name the
/// error.
using streaming_handler = std::function<void(std::string event, context const&, response_stream&)>;

/// As for a `handler`.
[[nodiscard]] int run(streaming_handler function, runtime_options options = {});
[[nodiscard]] int run_initialized(std::function<streaming_handler()> init,
                                  runtime_options options = {});

} // namespace skiff::lambda
