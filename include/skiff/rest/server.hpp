// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/http/message.hpp>
#include <skiff/core/result.hpp>
#include <skiff/rest/request.hpp>
#include <skiff/rest/router.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace skiff::rest {

/// Answers every request of a server, whatever its method and target. Called from several threads
/// at once. A status of 0 ends the connection without an answer. A lambda that takes
/// `request const&` and gives a `response` fits as well.
using server_handler = std::function<http::response(request&&)>;

struct server_options {
    std::string address = "127.0.0.1"; ///< Where to listen; "0.0.0.0" and "::" are everywhere.
    std::uint16_t port = 8080;         ///< 0: any free one.
    /// Handlers that may run at once; 0: one per core, at least 4.
    unsigned threads = 0;
    std::size_t body_limit = 1u << 20;    ///< Bytes; above it: 413.
    std::size_t header_limit = 32u << 10; ///< Bytes of request line and headers; above: 431.
    std::size_t max_connections = 1024;   ///< Further ones are told 503 and closed.
    std::chrono::milliseconds read_timeout{30'000};  ///< From a request's first byte to its last.
    std::chrono::milliseconds write_timeout{30'000}; ///< For one whole answer.
    std::chrono::milliseconds idle_timeout{75'000};  ///< Between requests.
    std::chrono::milliseconds stop_grace{10'000};    ///< What `stop` gives to requests in flight.
    bool request_ids = true;  ///< Each request has an id, which the answer's X-Request-Id repeats.
    bool log_requests = true; ///< False: `access_log` is not used, and `run` sets none.
    /// Takes one line of JSON (without line end) per answered request; from several threads at
    /// once.
    std::function<void(std::string_view line)> access_log{};
    /// Called by `run` with the URL once requests are taken; by default it is printed.
    std::function<void(std::string_view url)> on_listening{};
};

/// Writes a line to standard error at once: a sink for logs.
void log_to_stderr(std::string_view line);

/// An HTTP/1.1 server: keep-alive, pipelining, chunked bodies, `Expect: 100-continue`, limits and
/// timeouts. A slow client costs memory, never a thread.
///
///     rest::server server(
///         [](rest::request const& in) { return rest::response::text(200, "hi"); });
///     server.start().value();
///
/// Every exception of the handler becomes a 500. The members are thread-safe; `stop`, `wait` and
/// the destructor must not be called from a handler.
class server {
  public:
    explicit server(server_handler handler, server_options options = {});
    /// `app` outlives the server.
    explicit server(router const& app, server_options options = {});
    explicit server(router const&& app, server_options options = {}) = delete; ///< It would dangle.
    server(server&&) noexcept;
    server& operator=(server&&) noexcept;
    /// Stops.
    ~server();

    /// Listens, then answers on its own threads. errc::invalid_configuration when the address
    /// cannot be had: the message says which and why. Starts once.
    [[nodiscard]] result<void> start();

    /// The port that it listens on; 0 before `start`.
    [[nodiscard]] std::uint16_t port() const noexcept;
    /// "http://127.0.0.1:8080"; an address that is everywhere is shown as localhost.
    [[nodiscard]] std::string url() const;

    /// Takes no more connections, lets requests in flight finish within `stop_grace`, then ends all
    /// connections and waits for the handlers that still run. May be called again.
    void stop();
    /// Waits until another thread has called `stop`.
    void wait();

  private:
    class implementation;
    std::unique_ptr<implementation> implementation_;
};

/// Serves until SIGTERM or SIGINT, then stops gracefully. The exit code for main: 0, or 1 when it
/// could not listen, with the reason on standard error. Logs requests to standard error when
/// `access_log` is not set.
///
/// Where Lambda started the process, serves its invocations instead: see lambda_handler in
/// lambda.hpp. Of the options, `request_ids`, `log_requests` and `access_log` hold there.
[[nodiscard]] int run(router const& app, server_options options = {});
[[nodiscard]] int run(server_handler handler, server_options options = {});

} // namespace skiff::rest
