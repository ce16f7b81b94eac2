// SPDX-License-Identifier: Apache-2.0
#include "core/http/socket_bio.hpp"

#include <openssl/tls1.h>

#include <sys/socket.h>

#include <cerrno>
#include <memory>
#include <string>

namespace skiff::http {
namespace {

socket_bio_state& state_of(BIO* bio) noexcept {
    return *static_cast<socket_bio_state*>(::BIO_get_data(bio));
}

/// Common end of reading and writing: tells OpenSSL whether to come again.
int finish(BIO* bio, ssize_t moved, int retry_flag) noexcept {
    ::BIO_clear_flags(bio, BIO_FLAGS_RWS | BIO_FLAGS_SHOULD_RETRY);
    if (moved < 0) {
        if (errno == EAGAIN || errno == EINTR)
            ::BIO_set_flags(bio, retry_flag | BIO_FLAGS_SHOULD_RETRY);
        else
            state_of(bio).error_number = errno;
    }
    return static_cast<int>(moved);
}

int write_bio(BIO* bio, char const* from, int size) noexcept {
    auto const moved = ::send(state_of(bio).descriptor, from, static_cast<std::size_t>(size),
                              MSG_NOSIGNAL);
    return finish(bio, moved, BIO_FLAGS_WRITE);
}

int read_bio(BIO* bio, char* into, int size) noexcept {
    auto const moved = ::recv(state_of(bio).descriptor, into, static_cast<std::size_t>(size), 0);
    if (moved == 0)
        state_of(bio).at_end = true;
    return finish(bio, moved, BIO_FLAGS_READ);
}

long control_bio(BIO* bio, int command, long, void*) noexcept {
    switch (command) {
    case BIO_CTRL_FLUSH:
        return 1;
    case BIO_CTRL_EOF:
        return state_of(bio).at_end ? 1 : 0;
    default:
        return 0;
    }
}

struct free_method {
    void operator()(BIO_METHOD* method) const noexcept { ::BIO_meth_free(method); }
};

/// The functions above as OpenSSL wants them: constant, made once.
BIO_METHOD const* socket_method() noexcept {
    static std::unique_ptr<BIO_METHOD, free_method> const method = [] {
        std::unique_ptr<BIO_METHOD, free_method> m(
            ::BIO_meth_new(::BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket without SIGPIPE"));
        if (m) {
            ::BIO_meth_set_write(m.get(), write_bio);
            ::BIO_meth_set_read(m.get(), read_bio);
            ::BIO_meth_set_ctrl(m.get(), control_bio);
        }
        return m;
    }();
    return method.get();
}

} // namespace

BIO* new_socket_bio(socket_bio_state& state) noexcept {
    auto const* const method = socket_method();
    BIO* const bio = method != nullptr ? ::BIO_new(method) : nullptr;
    if (bio == nullptr)
        return nullptr;
    ::BIO_set_data(bio, &state);
    ::BIO_set_init(bio, 1);
    return bio;
}

void set_server_name(SSL* ssl, char const* name) noexcept {
    ::SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
               const_cast<char*>(name));
}

} // namespace skiff::http
