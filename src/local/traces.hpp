// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace skiff::local {

/// Takes X-Ray documents over UDP, as the X-Ray daemon does, and keeps the last 1,000. Listens on
/// 127.0.0.1 on a thread of its own. Thread-safe.
class trace_collector {
  public:
    /// Port 0: any. Throws `service_error` (errc::invalid_configuration) when the port cannot be
    /// had.
    explicit trace_collector(std::uint16_t port);
    trace_collector(trace_collector const&) = delete;
    trace_collector& operator=(trace_collector const&) = delete;
    ~trace_collector();

    /// "127.0.0.1:2000"
    [[nodiscard]] std::string address() const;
    /// Oldest first: each is a JSON object.
    [[nodiscard]] std::vector<std::string> documents() const;
    void clear();

  private:
    void receive();
    void take(std::string_view datagram);

    boost::asio::io_context context_{1};
    boost::asio::ip::udp::socket socket_{context_};
    std::array<char, 65'536> buffer_{};
    mutable std::mutex mutex_;
    std::deque<std::string> documents_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

} // namespace skiff::local
