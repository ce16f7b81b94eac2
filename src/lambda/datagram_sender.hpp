// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace skiff::lambda {

/// The UDP part, "host:port", of what AWS_XRAY_DAEMON_ADDRESS may hold: "host:port",
/// "udp:host:port", or both of "tcp:host:port udp:host:port". Empty when there is none.
[[nodiscard]] std::string udp_address(std::string_view setting);

/// Sends datagrams to one address without ever waiting; failures are silent. Thread-safe.
class datagram_sender {
  public:
    /// "host:port" or "[::1]:port". Looks the host up. What cannot be used gives a sender that
    /// sends nothing.
    explicit datagram_sender(std::string_view address);
    datagram_sender(datagram_sender const&) = delete;
    datagram_sender& operator=(datagram_sender const&) = delete;
    ~datagram_sender();

    void send(std::string_view head, std::string_view body) const noexcept;

  private:
    int socket_ = -1;
};

} // namespace skiff::lambda
