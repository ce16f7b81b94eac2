// SPDX-License-Identifier: Apache-2.0
#include "core/http/stream.hpp"

#include <sys/socket.h>
#include <sys/uio.h>

#include <cerrno>

namespace skiff::http {
namespace {

io_result result_of(ssize_t moved, io_result::kind when_blocked) noexcept {
    if (moved > 0)
        return {io_result::kind::moved, static_cast<std::size_t>(moved)};
    if (moved == 0)
        return {io_result::kind::closed};
    switch (errno) {
    case EAGAIN:
    case EINTR:
        return {when_blocked};
    case ECONNRESET:
    case EPIPE:
        return {io_result::kind::reset};
    default:
        return {io_result::kind::failed};
    }
}

iovec vector_of(std::string_view part) noexcept {
    return {const_cast<char*>(part.data()), part.size()}; // sendmsg only reads
}

} // namespace

io_result stream::read(std::span<char> into) {
    if (tls_)
        return tls_.read(into);
    return result_of(::recv(socket_.number(), into.data(), into.size(), 0),
                     io_result::kind::wants_read);
}

io_result stream::write(std::array<std::string_view, 2> const& parts) {
    if (tls_)
        return tls_.write(parts);
    std::array<iovec, 2> vectors{vector_of(parts[0]), vector_of(parts[1])};
    msghdr message{};
    message.msg_iov = vectors.data();
    message.msg_iovlen = vectors.size();
    return result_of(::sendmsg(socket_.number(), &message, MSG_NOSIGNAL),
                     io_result::kind::wants_write);
}

bool stream::is_quiet() {
    char byte;
    auto const peeked = ::recv(socket_.number(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (peeked < 0)
        return errno == EAGAIN && !has_buffered();
    return peeked > 0 && tls_ && tls_.is_quiet();
}

} // namespace skiff::http
