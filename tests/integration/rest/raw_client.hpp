// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// A connection that sends and receives bytes as they are. No wait is longer than five seconds.
class raw_client {
  public:
    explicit raw_client(std::uint16_t port);
    ~raw_client();
    raw_client(raw_client const&) = delete;
    raw_client& operator=(raw_client const&) = delete;

    void send(std::string_view bytes) const;
    void send_slowly(std::string_view bytes, std::chrono::milliseconds pause) const;
    /// Says that nothing more will be sent.
    void finish_sending() const;

    struct answer {
        int status = 0;
        std::string head; ///< With the empty line.
        std::string body;

        /// The header's value; "-" when there is none.
        [[nodiscard]] std::string header(std::string_view name) const;
    };
    /// The next answer, by its Content-Length; to HEAD without a body. Nothing when the connection
    /// ends before it is whole.
    [[nodiscard]] std::optional<answer> receive(bool to_head = false);
    /// All that comes until the server ends the connection.
    [[nodiscard]] std::string receive_all();
    /// True when the server has ended the connection and nothing more came.
    [[nodiscard]] bool is_ended();

  private:
    bool read_some();

    int socket_;
    std::string buffer_;
};
