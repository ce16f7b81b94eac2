// SPDX-License-Identifier: Apache-2.0
#include "raw_client.hpp"

#include <skiff/core/http/fields.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <thread>

raw_client::raw_client(std::uint16_t port)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    timeval const limit{5, 0};
    int const yes = 1;
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (::connect(socket_, reinterpret_cast<sockaddr const*>(&to), sizeof to) != 0)
        throw std::runtime_error("cannot connect");
}

raw_client::~raw_client() {
    ::close(socket_);
}

void raw_client::send(std::string_view bytes) const {
    while (!bytes.empty()) {
        auto const n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n <= 0)
            return; // the server has ended the connection: what it said can still be received
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

void raw_client::send_slowly(std::string_view bytes, std::chrono::milliseconds pause) const {
    for (char const& c : bytes) {
        send({&c, 1});
        std::this_thread::sleep_for(pause);
    }
}

void raw_client::finish_sending() const {
    ::shutdown(socket_, SHUT_WR);
}

bool raw_client::read_some() {
    char bytes[16384];
    auto const n = ::recv(socket_, bytes, sizeof bytes, 0);
    if (n <= 0)
        return false;
    buffer_.append(bytes, static_cast<std::size_t>(n));
    return true;
}

std::optional<raw_client::answer> raw_client::receive(bool to_head) {
    std::size_t end;
    while ((end = buffer_.find("\r\n\r\n")) == buffer_.npos)
        if (!read_some())
            return std::nullopt;
    answer out;
    out.head = buffer_.substr(0, end + 4);
    buffer_.erase(0, end + 4);
    out.status = std::atoi(out.head.c_str() + 9);
    auto const length = out.header("Content-Length");
    auto const size = to_head || length == "-" ? 0u : std::stoul(length);
    while (buffer_.size() < size)
        if (!read_some())
            return std::nullopt;
    out.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return out;
}

std::string raw_client::receive_all() {
    while (read_some())
        continue;
    return std::exchange(buffer_, {});
}

bool raw_client::is_ended() {
    char c;
    return buffer_.empty() && ::recv(socket_, &c, 1, 0) == 0;
}

std::string raw_client::answer::header(std::string_view name) const {
    std::string_view rest = head;
    while (!rest.empty()) {
        auto const line = rest.substr(0, rest.find("\r\n"));
        rest.remove_prefix(line.size() + 2);
        auto const colon = line.find(": ");
        if (colon != line.npos && skiff::http::equal_ignoring_case(line.substr(0, colon), name))
            return std::string(line.substr(colon + 2));
    }
    return "-";
}
