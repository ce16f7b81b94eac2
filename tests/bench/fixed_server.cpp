// SPDX-License-Identifier: Apache-2.0
#include "fixed_server.hpp"

#include <boost/crc.hpp>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace bench {
namespace {

/// The size of the request at the front of `bytes`, or 0 while it is not whole.
std::size_t whole_request(std::string_view bytes) {
    auto const end = bytes.find("\r\n\r\n");
    if (end == bytes.npos)
        return 0;
    constexpr std::string_view name = "Content-Length: ";
    auto const at = bytes.substr(0, end).find(name);
    std::size_t const body = at == bytes.npos
                                 ? 0
                                 : std::strtoul(bytes.data() + at + name.size(), nullptr, 10);
    std::size_t const size = end + 4 + body;
    return bytes.size() >= size ? size : 0;
}

} // namespace

fixed_server::fixed_server(std::string answer) : answer_(std::move(answer)) {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (listener_ < 0 || bind(listener_, any, size) != 0 || listen(listener_, 16) != 0 ||
        getsockname(listener_, any, &size) != 0)
        throw std::runtime_error("the benchmark's server cannot listen");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
}

fixed_server::~fixed_server() {
    shutdown(listener_, SHUT_RDWR);
    close(listener_);
    thread_.join();
}

void fixed_server::serve() {
    for (;;) {
        int const connection = accept(listener_, nullptr, nullptr);
        if (connection < 0)
            return;
        int const on = 1;
        setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        serve_connection(connection);
        close(connection);
    }
}

void fixed_server::serve_connection(int connection) {
    std::vector<char> buffer(64 * 1024);
    std::size_t filled = 0;
    for (;;) {
        auto const got = recv(connection, buffer.data() + filled, buffer.size() - filled, 0);
        if (got <= 0)
            return;
        filled += static_cast<std::size_t>(got);
        if (whole_request({buffer.data(), filled}) == 0)
            continue;
        filled = 0;
        std::string_view rest = answer_;
        while (!rest.empty()) {
            auto const sent = send(connection, rest.data(), rest.size(), MSG_NOSIGNAL);
            if (sent <= 0)
                return;
            rest.remove_prefix(static_cast<std::size_t>(sent));
        }
    }
}

std::string dynamodb_answer(std::string const& body) {
    boost::crc_32_type crc;
    crc.process_bytes(body.data(), body.size());
    return "HTTP/1.1 200 OK\r\n"
           "Server: Server\r\n"
           "Date: Fri, 20 Nov 2026 12:00:00 GMT\r\n"
           "Content-Type: application/x-amz-json-1.0\r\n"
           "Content-Length: " +
           std::to_string(body.size()) +
           "\r\n"
           "Connection: keep-alive\r\n"
           "x-amzn-RequestId: 4KBNVRGD25RG1KEO9UT4V3FQDJVV4KQNSO5AEMVJF66Q9ASUAAJG\r\n"
           "x-amz-crc32: " +
           std::to_string(crc.checksum()) + "\r\n\r\n" + body;
}

} // namespace bench
