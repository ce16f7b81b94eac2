// SPDX-License-Identifier: Apache-2.0
#include "support/http_test_server.hpp"

#include "support/openssl_ptr.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <csignal>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

namespace skiff::test {
namespace {

class plain_peer : public peer {
  public:
    explicit plain_peer(int socket) : socket_(socket) {}

    bool read(std::string& append_to) override {
        std::array<char, 16384> room;
        auto const got = ::recv(socket_, room.data(), room.size(), 0);
        if (got > 0)
            append_to.append(room.data(), static_cast<std::size_t>(got));
        return got > 0;
    }

    bool write(std::string_view bytes) override {
        while (!bytes.empty()) {
            auto const sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    void close() override { ::shutdown(socket_, SHUT_WR); }

    void reset() override {
        linger const at_once{1, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }

  protected:
    int socket_;
};

class tls_peer final : public plain_peer {
  public:
    tls_peer(int socket, ssl_ptr ssl) : plain_peer(socket), ssl_(std::move(ssl)) {}

    bool read(std::string& append_to) override {
        std::array<char, 16384> room;
        auto const got = ::SSL_read(ssl_.get(), room.data(), static_cast<int>(room.size()));
        if (got > 0)
            append_to.append(room.data(), static_cast<std::size_t>(got));
        return got > 0;
    }

    bool write(std::string_view bytes) override {
        return bytes.empty() ||
               ::SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
    }

    void close() override {
        ::SSL_shutdown(ssl_.get());
        plain_peer::close();
    }

  private:
    ssl_ptr ssl_;
};

/// The length a request's head announces; 0 without one.
std::size_t body_size(std::string_view head) {
    constexpr std::string_view name = "\r\nContent-Length: ";
    auto const found = head.find(name);
    std::size_t size = 0;
    if (found != head.npos)
        std::from_chars(head.data() + found + name.size(), head.data() + head.size(), size);
    return size;
}

bool read_one_request(peer& from, std::string& buffer) {
    auto end = buffer.find("\r\n\r\n");
    while (end == buffer.npos) {
        if (!from.read(buffer))
            return false;
        end = buffer.find("\r\n\r\n");
    }
    auto const size = end + 4 + body_size(std::string_view(buffer).substr(0, end));
    while (buffer.size() < size)
        if (!from.read(buffer))
            return false;
    buffer.erase(0, size);
    return true;
}

ctx_ptr make_context(tls_settings const& settings) {
    ctx_ptr context(::SSL_CTX_new(::TLS_server_method()));
    bio_ptr const certificate(::BIO_new_mem_buf(settings.who.certificate.data(),
                                                static_cast<int>(settings.who.certificate.size())));
    bio_ptr const key(
        ::BIO_new_mem_buf(settings.who.key.data(), static_cast<int>(settings.who.key.size())));
    x509_ptr const x509(::PEM_read_bio_X509(certificate.get(), nullptr, nullptr, nullptr));
    key_ptr const pkey(::PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr));
    if (!context || ::SSL_CTX_use_certificate(context.get(), x509.get()) != 1 ||
        ::SSL_CTX_use_PrivateKey(context.get(), pkey.get()) != 1)
        throw std::runtime_error("the test server's certificate cannot be used");
    if (settings.max_version != 0) {
        ::SSL_CTX_set_security_level(context.get(), 0); // else OpenSSL refuses to be that old
        ::SSL_CTX_set_min_proto_version(context.get(), 0);
        ::SSL_CTX_set_max_proto_version(context.get(), settings.max_version);
    }
    return context;
}

} // namespace

step read_request() {
    return [](peer& p) {
        std::string buffer;
        return read_one_request(p, buffer);
    };
}

step read_bytes(std::size_t size) {
    return [size](peer& p) {
        std::string buffer;
        while (buffer.size() < size)
            if (!p.read(buffer))
                return false;
        return true;
    };
}

step say(std::string bytes) {
    return [bytes = std::move(bytes)](peer& p) { return p.write(bytes); };
}

step say_byte_by_byte(std::string bytes, std::chrono::microseconds pause) {
    return [bytes = std::move(bytes), pause](peer& p) {
        return std::all_of(bytes.begin(), bytes.end(), [&](char const& byte) {
            if (pause.count() != 0)
                std::this_thread::sleep_for(pause);
            return p.write({&byte, 1});
        });
    };
}

step sleep(std::chrono::milliseconds duration) {
    return [duration](peer&) {
        std::this_thread::sleep_for(duration);
        return true;
    };
}

step close_now() {
    return [](peer& p) {
        p.close();
        return false;
    };
}

step reset_now() {
    return [](peer& p) {
        p.reset();
        return false;
    };
}

step until_closed() {
    return [](peer& p) {
        std::string ignored;
        while (p.read(ignored))
            ignored.clear();
        return false;
    };
}

step answer_always(std::string bytes) {
    return [bytes = std::move(bytes)](peer& p) {
        std::string buffer;
        while (read_one_request(p, buffer))
            if (!p.write(bytes))
                return false;
        return false;
    };
}

std::string answer(std::string_view body, std::string_view status, std::string_view more_headers) {
    return std::string("HTTP/1.1 ")
        .append(status)
        .append("\r\nContent-Length: ")
        .append(std::to_string(body.size()))
        .append("\r\n")
        .append(more_headers)
        .append("\r\n")
        .append(body);
}

struct http_test_server::state {
    std::vector<script> scripts;
    ctx_ptr tls;
    int listener = -1;
    std::uint16_t port = 0;
    std::atomic<int> accepted{0};
    std::atomic<int> resumed{0};
    std::mutex names_mutex;
    std::vector<std::string> names;
    std::mutex mutex;
    std::vector<int> open; // guarded by mutex
    std::vector<std::thread> connections;
    std::thread acceptor;

    void listen();
    void accept();
    void serve(int socket, script const& steps);
    std::unique_ptr<peer> greet(int socket);
};

void http_test_server::state::listen() {
    listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    sockaddr_storage bound{};
    auto* const as_generic = static_cast<sockaddr*>(static_cast<void*>(&address));
    auto* const bound_generic = static_cast<sockaddr*>(static_cast<void*>(&bound));
    socklen_t bound_size = sizeof bound;
    if (listener < 0 || ::bind(listener, as_generic, size) != 0 || ::listen(listener, 64) != 0 ||
        ::getsockname(listener, bound_generic, &bound_size) != 0)
        throw std::runtime_error("the test server cannot listen");
    port = ntohs(static_cast<sockaddr_in*>(static_cast<void*>(&bound))->sin_port);
}

void http_test_server::state::accept() {
    while (true) {
        auto const socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0)
            return;
        int const on = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        auto const index = static_cast<std::size_t>(accepted++);
        auto const& steps = scripts[std::min(index, scripts.size() - 1)];
        std::lock_guard const lock(mutex);
        open.push_back(socket);
        connections.emplace_back([this, socket, &steps] { serve(socket, steps); });
    }
}

std::unique_ptr<peer> http_test_server::state::greet(int socket) {
    if (!tls)
        return std::make_unique<plain_peer>(socket);
    ssl_ptr ssl(::SSL_new(tls.get()));
    ::SSL_set_fd(ssl.get(), socket);
    auto const accepted_tls = ::SSL_accept(ssl.get());
    {
        char const* const name = ::SSL_get_servername(ssl.get(), TLSEXT_NAMETYPE_host_name);
        std::lock_guard const lock(names_mutex);
        names.emplace_back(name == nullptr ? "" : name);
    }
    if (accepted_tls == 1 && ::SSL_session_reused(ssl.get()) == 1)
        ++resumed;
    if (accepted_tls != 1)
        return nullptr;
    return std::make_unique<tls_peer>(socket, std::move(ssl));
}

void http_test_server::state::serve(int socket, script const& steps) {
    // OpenSSL writes without MSG_NOSIGNAL; this is the test's thread, so it may block the signal.
    sigset_t pipe;
    ::sigemptyset(&pipe);
    ::sigaddset(&pipe, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    if (auto const p = greet(socket))
        static_cast<void>(
            std::all_of(steps.begin(), steps.end(), [&](step const& s) { return s(*p); }));
    ::ERR_clear_error();
    std::lock_guard const lock(mutex);
    std::erase(open, socket);
    ::close(socket);
}

http_test_server::http_test_server(std::vector<script> scripts, std::optional<tls_settings> tls)
    : state_(std::make_unique<state>()) {
    state_->scripts = std::move(scripts);
    if (tls)
        state_->tls = make_context(*tls);
    state_->listen();
    state_->acceptor = std::thread([s = state_.get()] { s->accept(); });
}

http_test_server::~http_test_server() {
    ::shutdown(state_->listener, SHUT_RDWR);
    state_->acceptor.join();
    ::close(state_->listener);
    {
        std::lock_guard const lock(state_->mutex);
        for (int const socket : state_->open)
            ::shutdown(socket, SHUT_RDWR);
    }
    for (auto& thread : state_->connections)
        thread.join();
}

http::origin http_test_server::origin(std::string host) const {
    return {state_->tls != nullptr, std::move(host), state_->port};
}

int http_test_server::accepted() const noexcept {
    return state_->accepted;
}

std::vector<std::string> http_test_server::asked_names() const {
    std::lock_guard const lock(state_->names_mutex);
    return state_->names;
}

int http_test_server::resumed() const noexcept {
    return state_->resumed;
}

} // namespace skiff::test
