// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/test_ca.hpp"

#include <skiff/core/http/transport.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::test {

/// The server's end of one connection, with blocking calls. False: the client is gone.
class peer {
  public:
    virtual ~peer() = default;
    virtual bool read(std::string& append_to) = 0;
    virtual bool write(std::string_view bytes) = 0;
    /// Orderly end, then none of the other calls.
    virtual void close() = 0;
    /// TCP reset.
    virtual void reset() = 0;
};

/// What the server does next on a connection; false ends the script and the connection.
using step = std::function<bool(peer&)>;
/// What it does on one connection, from its acceptance on.
using script = std::vector<step>;

/// Reads one request, head and body.
[[nodiscard]] step read_request();
/// Reads that many bytes at least.
[[nodiscard]] step read_bytes(std::size_t size);
[[nodiscard]] step say(std::string bytes);
[[nodiscard]] step say_byte_by_byte(std::string bytes, std::chrono::microseconds pause = {});
[[nodiscard]] step sleep(std::chrono::milliseconds duration);
[[nodiscard]] step close_now();
[[nodiscard]] step reset_now();
/// Waits until the client closes.
[[nodiscard]] step until_closed();
/// Answers each request with the same text, as long as the client sends some.
[[nodiscard]] step answer_always(std::string bytes);

/// "HTTP/1.1 200 OK", a Content-Length and the body.
[[nodiscard]] std::string answer(std::string_view body, std::string_view status = "200 OK",
                                 std::string_view more_headers = "");

struct tls_settings {
    identity who;
    int max_version = 0; ///< As OpenSSL counts; 0: its newest.
};

/// A server on a loopback port of its own, one thread per connection. The first connection gets
/// the first script, and so on; the last script serves all that follow.
class http_test_server {
  public:
    explicit http_test_server(std::vector<script> scripts,
                              std::optional<tls_settings> tls = std::nullopt);
    ~http_test_server();
    http_test_server(http_test_server const&) = delete;
    http_test_server& operator=(http_test_server const&) = delete;

    [[nodiscard]] http::origin origin(std::string host = "127.0.0.1") const;
    /// Connections accepted so far.
    [[nodiscard]] int accepted() const noexcept;
    /// TLS handshakes that resumed a session so far.
    [[nodiscard]] int resumed() const noexcept;
    /// The host names that clients asked for in their handshakes (SNI), "" for none.
    [[nodiscard]] std::vector<std::string> asked_names() const;

  private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace skiff::test
