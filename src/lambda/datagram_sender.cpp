// SPDX-License-Identifier: Apache-2.0
#include "lambda/datagram_sender.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

namespace skiff::lambda {
namespace {

int connected_socket(addrinfo const& to) noexcept {
    int const out = ::socket(to.ai_family, to.ai_socktype | SOCK_CLOEXEC, to.ai_protocol);
    if (out < 0)
        return -1;
    if (::connect(out, to.ai_addr, to.ai_addrlen) == 0)
        return out;
    ::close(out);
    return -1;
}

int open_socket(std::string const& host, std::string const& port) noexcept {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_DGRAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), port.c_str(), &wanted, &found) != 0)
        return -1;
    std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> const guard(found, ::freeaddrinfo);
    for (auto const* one = found; one != nullptr; one = one->ai_next)
        if (int const out = connected_socket(*one); out >= 0)
            return out;
    return -1;
}

iovec view_of(std::string_view text) noexcept {
    return {const_cast<char*>(text.data()), text.size()}; // sendmsg does not write
}

} // namespace

std::string udp_address(std::string_view setting) {
    constexpr std::string_view udp = "udp:";
    std::string_view fallback;
    while (!setting.empty()) {
        auto const space = std::min(setting.find(' '), setting.size());
        auto const part = setting.substr(0, space);
        setting.remove_prefix(std::min(space + 1, setting.size()));
        if (part.starts_with(udp))
            return std::string(part.substr(udp.size()));
        if (!part.empty() && !part.starts_with("tcp:"))
            fallback = part;
    }
    return std::string(fallback);
}

datagram_sender::datagram_sender(std::string_view address) {
    auto const colon = address.rfind(':');
    if (colon == address.npos)
        return;
    auto host = address.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    socket_ = open_socket(std::string(host), std::string(address.substr(colon + 1)));
}

datagram_sender::~datagram_sender() {
    if (socket_ >= 0)
        ::close(socket_);
}

void datagram_sender::send(std::string_view head, std::string_view body) const noexcept {
    if (socket_ < 0)
        return;
    std::array<iovec, 2> parts{view_of(head), view_of(body)};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    constexpr int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
    // That nobody listened to the datagram before is reported instead of sending this one.
    if (::sendmsg(socket_, &message, flags) < 0 && errno == ECONNREFUSED)
        static_cast<void>(::sendmsg(socket_, &message, flags));
}

} // namespace skiff::lambda
