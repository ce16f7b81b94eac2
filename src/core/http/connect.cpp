// SPDX-License-Identifier: Apache-2.0
#include "core/http/connect.hpp"

#include "core/http/exchange.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <memory>
#include <system_error>

namespace skiff::http {
namespace {

using clock = std::chrono::steady_clock;

struct free_addresses {
    void operator()(addrinfo* list) const noexcept { ::freeaddrinfo(list); }
};
using addresses = std::unique_ptr<addrinfo, free_addresses>;

error failure(origin const& to, errc code, std::string_view text) {
    return make_error(code, url_of(to).append(": ").append(text));
}

std::string text_of(int error_number) {
    return std::system_category().message(error_number);
}

result<addresses> resolve(origin const& to) {
    std::array<char, 8> port{};
    std::to_chars(port.data(), port.data() + port.size() - 1, to.port);
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV;
    addrinfo* list = nullptr;
    auto const status = ::getaddrinfo(to.host.c_str(), port.data(), &hints, &list);
    if (status == 0)
        return addresses(list);
    auto const reason = status == EAI_SYSTEM ? text_of(errno) : std::string(::gai_strerror(status));
    return failure(to, errc::resolve_failed,
                   "the host name was not found (" + reason +
                       "); check region, endpoint URL and name service");
}

/// How one address went: a connection, or why there is none.
struct attempt {
    descriptor socket;
    int error_number = 0;
    bool canceled = false;
};

attempt connect_to(addrinfo const& address, waiter& wait, clock::time_point deadline) {
    descriptor socket(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
                               address.ai_protocol));
    if (!socket.valid())
        return {{}, errno};
    int const on = 1;
    ::setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket.number(), address.ai_addr, address.ai_addrlen) == 0)
        return {std::move(socket)};
    if (errno != EINPROGRESS && errno != EINTR)
        return {{}, errno};
    switch (wait.wait(socket.number(), readiness::write, deadline)) {
    case waiter::outcome::timed_out:
        return {{}, ETIMEDOUT};
    case waiter::outcome::canceled:
        return {{}, ECANCELED, true};
    default:
        break;
    }
    int pending = 0;
    socklen_t size = sizeof pending;
    if (::getsockopt(socket.number(), SOL_SOCKET, SO_ERROR, &pending, &size) != 0)
        pending = errno;
    if (pending != 0)
        return {{}, pending};
    return {std::move(socket)};
}

error failed_connect(origin const& to, int error_number) {
    switch (error_number) {
    case ECONNREFUSED:
        return failure(to, errc::connect_failed,
                       "connection refused: nothing listens there; check the endpoint URL and "
                       "that the service runs");
    case ETIMEDOUT:
        return failure(to, errc::timed_out,
                       "no connection within the connect timeout; check network and firewall");
    default:
        return failure(to, errc::connect_failed, "cannot connect: " + text_of(error_number));
    }
}

} // namespace

result<descriptor> connect(origin const& to, waiter& wait, waiter::time_point deadline) {
    auto const found = resolve(to);
    if (!found)
        return found.error();
    int count = 0;
    for (auto const* a = found->get(); a != nullptr; a = a->ai_next)
        ++count;
    int last_error = ETIMEDOUT;
    for (auto const* a = found->get(); a != nullptr; a = a->ai_next, --count) {
        if (wait.stopped())
            return failure(to, errc::canceled, "canceled before a connection was made");
        auto const now = clock::now();
        if (now >= deadline)
            break;
        auto const share = deadline == clock::time_point::max() ? deadline
                                                                : now + (deadline - now) / count;
        auto one = connect_to(*a, wait, share);
        if (one.socket.valid())
            return std::move(one.socket);
        if (one.canceled)
            return failure(to, errc::canceled, "canceled before a connection was made");
        last_error = one.error_number;
    }
    return failed_connect(to, last_error);
}

} // namespace skiff::http
