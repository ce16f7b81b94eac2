// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <thread>

namespace bench {

/// Answers every request on one connection after the other with the same bytes. Reads requests
/// whole, by Content-Length, and does nothing else: what remains is the kernel's cost.
class fixed_server {
  public:
    explicit fixed_server(std::string answer);
    ~fixed_server();
    fixed_server(fixed_server const&) = delete;
    fixed_server& operator=(fixed_server const&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

  private:
    void serve();
    void serve_connection(int connection);

    std::string answer_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

/// An HTTP answer as DynamoDB sends it, with the right x-amz-crc32.
[[nodiscard]] std::string dynamodb_answer(std::string const& body);

} // namespace bench
