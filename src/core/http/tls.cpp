// SPDX-License-Identifier: Apache-2.0
#include "core/http/tls.hpp"

#include "core/http/exchange.hpp"
#include "core/http/openssl.hpp"
#include "core/http/socket_bio.hpp"

#include <openssl/x509v3.h>

#include <arpa/inet.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <mutex>
#include <new>
#include <utility>

namespace skiff::http {
namespace {

constexpr std::size_t record_size = 16 * 1024;
constexpr std::size_t max_kept_sessions = 64;

/// The newest session of each origin. Thread-safe.
class session_cache {
  public:
    void keep(origin const& of, ssl_session_ptr session) {
        std::lock_guard const lock(mutex_);
        if (sessions_.size() >= max_kept_sessions && !sessions_.contains(of))
            sessions_.erase(sessions_.begin());
        sessions_.insert_or_assign(of, std::move(session));
    }

    void offer(origin const& of, SSL* ssl) {
        std::lock_guard const lock(mutex_);
        if (auto const found = sessions_.find(of); found != sessions_.end())
            ::SSL_set_session(ssl, found->second.get());
    }

    void drop(origin const& of) {
        std::lock_guard const lock(mutex_);
        sessions_.erase(of);
    }

  private:
    std::mutex mutex_;
    std::map<origin, ssl_session_ptr> sessions_;
};

bool is_address(std::string const& host) noexcept {
    in6_addr room;
    return ::inet_pton(AF_INET, host.c_str(), &room) == 1 ||
           ::inet_pton(AF_INET6, host.c_str(), &room) == 1;
}

std::string_view advice_for(long verify_result) noexcept {
    switch (verify_result) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return "; check this machine's date, or renew the server's certificate";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return "; the certificate is made out to another host: check the endpoint URL";
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return "; its issuer is not trusted here: install the system's CA certificates, or name "
               "the issuer's with ca_file or AWS_CA_BUNDLE";
    default:
        return "";
    }
}

} // namespace

struct tls_session::state {
    std::shared_ptr<tls_context> context; // keeps `sessions` alive
    session_cache* sessions = nullptr;
    origin to;
    std::string joined; // head and body of a small request
    socket_bio_state socket;
    ssl_ptr ssl;
    bool usable = false; ///< No fatal error happened since the handshake.

    io_result result_of(int returned, std::size_t moved) {
        if (returned > 0)
            return {io_result::kind::moved, moved};
        switch (::SSL_get_error(ssl.get(), returned)) {
        case SSL_ERROR_WANT_READ:
            return {io_result::kind::wants_read};
        case SSL_ERROR_WANT_WRITE:
            return {io_result::kind::wants_write};
        case SSL_ERROR_ZERO_RETURN:
            return {io_result::kind::closed};
        default:
            break;
        }
        usable = false;
        if (socket.at_end || socket.error_number == ECONNRESET || socket.error_number == EPIPE)
            return {io_result::kind::reset};
        return {io_result::kind::failed};
    }
};

tls_session::tls_session() noexcept = default;
tls_session::tls_session(std::unique_ptr<state> s) noexcept : state_(std::move(s)) {}
tls_session::tls_session(tls_session&&) noexcept = default;
tls_session& tls_session::operator=(tls_session&&) noexcept = default;

tls_session::~tls_session() {
    if (!state_)
        return;
    ::ERR_clear_error();
    // OpenSSL does not resume the sessions of connections that ended without a goodbye.
    if (state_->usable)
        ::SSL_shutdown(state_->ssl.get());
    else
        ::SSL_set_shutdown(state_->ssl.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    ::ERR_clear_error();
}

io_result tls_session::handshake() {
    ::ERR_clear_error();
    auto const done = state_->result_of(::SSL_do_handshake(state_->ssl.get()), 0);
    if (done.what == io_result::kind::moved)
        state_->usable = true;
    else if (done.is_end())
        state_->sessions->drop(state_->to);
    return done;
}

error tls_session::handshake_failure(io_result end) const {
    auto text = url_of(state_->to) + ": ";
    auto const refused = ::SSL_get_verify_result(state_->ssl.get());
    if (refused != X509_V_OK) {
        text.append("the server's certificate was refused: ")
            .append(::X509_verify_cert_error_string(refused))
            .append(advice_for(refused));
        return make_error(errc::tls_failed, std::move(text));
    }
    if (end.what != io_result::kind::failed || socket_failed(state_->socket))
        return make_error(errc::connect_failed,
                          text + "the connection ended during the TLS handshake; check that the "
                                 "endpoint speaks TLS on this port");
    char const* const reason = ::ERR_reason_error_string(::ERR_peek_last_error());
    return make_error(errc::tls_failed,
                      text + "the TLS handshake failed (" +
                          (reason != nullptr ? reason : "no reason given") +
                          "); check that the endpoint speaks TLS 1.2 or newer on this port");
}

io_result tls_session::read(std::span<char> into) {
    ::ERR_clear_error();
    std::size_t size = 0;
    auto const returned = ::SSL_read_ex(state_->ssl.get(), into.data(), into.size(), &size);
    return state_->result_of(returned, size);
}

io_result tls_session::write(std::array<std::string_view, 2> const& parts) {
    auto piece = parts[0].empty() ? parts[1] : parts[0];
    if (!parts[0].empty() && !parts[1].empty() &&
        parts[0].size() + parts[1].size() <= record_size) {
        state_->joined.assign(parts[0]).append(parts[1]);
        piece = state_->joined;
    }
    ::ERR_clear_error();
    std::size_t size = 0;
    auto const returned = ::SSL_write_ex(state_->ssl.get(), piece.data(), piece.size(), &size);
    return state_->result_of(returned, size);
}

bool tls_session::has_buffered() const noexcept {
    return ::SSL_has_pending(state_->ssl.get()) == 1;
}

bool tls_session::is_quiet() {
    ::ERR_clear_error();
    char byte;
    std::size_t size = 0;
    auto const returned = ::SSL_peek_ex(state_->ssl.get(), &byte, 1, &size);
    return state_->result_of(returned, size).what == io_result::kind::wants_read;
}

namespace {

class openssl_context final : public tls_context {
  public:
    explicit openssl_context(ssl_ctx_ptr context) : context_(std::move(context)) {
        auto* const c = context_.get();
        ::SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION);
        ::SSL_CTX_set_verify(c, SSL_VERIFY_PEER, nullptr);
        ::SSL_CTX_set_options(c, SSL_OP_NO_RENEGOTIATION);
        ::SSL_CTX_set_mode(c, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
        ::SSL_CTX_set_session_cache_mode(c,
                                         SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
        ::SSL_CTX_sess_set_new_cb(c, &openssl_context::keep_session);
        static constexpr std::array<unsigned char, 9> http_1_1{8,   'h', 't', 't', 'p',
                                                               '/', '1', '.', '1'};
        ::SSL_CTX_set_alpn_protos(c, http_1_1.data(), http_1_1.size());
    }

    tls_session start(origin const& to, int socket) override;

  private:
    static int keep_session(SSL* ssl, SSL_SESSION* session);

    ssl_ctx_ptr context_;
    session_cache sessions_;
};

int openssl_context::keep_session(SSL* ssl, SSL_SESSION* session) {
    auto const& of = *static_cast<tls_session::state*>(SSL_get_app_data(ssl));
    of.sessions->keep(of.to, ssl_session_ptr(session));
    return 1; // the reference is ours now
}

tls_session openssl_context::start(origin const& to, int socket) {
    auto s = std::make_unique<tls_session::state>();
    s->context = shared_from_this();
    s->sessions = &sessions_;
    s->to = to;
    s->socket.descriptor = socket;
    s->ssl.reset(::SSL_new(context_.get()));
    auto* const ssl = s->ssl.get();
    auto* const bio = new_socket_bio(s->socket);
    if (ssl == nullptr || bio == nullptr)
        throw std::bad_alloc();
    ::SSL_set_bio(ssl, bio, bio);
    SSL_set_app_data(ssl, s.get());
    bool checked = false;
    if (is_address(to.host)) {
        checked = ::X509_VERIFY_PARAM_set1_ip_asc(::SSL_get0_param(ssl), to.host.c_str()) == 1;
    } else {
        ::SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        checked = ::SSL_set1_host(ssl, to.host.c_str()) == 1;
        set_server_name(ssl, to.host.c_str());
    }
    if (!checked) // only when memory is out; never go on without the check
        throw std::bad_alloc();
    sessions_.offer(to, ssl);
    ::SSL_set_connect_state(ssl);
    return tls_session(std::move(s));
}

} // namespace

result<std::shared_ptr<tls_context>> tls_context::make(std::string const& ca_file) {
    ::ERR_clear_error();
    ssl_ctx_ptr context(::SSL_CTX_new(::TLS_client_method()));
    if (!context)
        return make_error(errc::tls_failed, "OpenSSL cannot be set up");
    auto const loaded = ca_file.empty()
                            ? ::SSL_CTX_set_default_verify_paths(context.get())
                            : ::SSL_CTX_load_verify_file(context.get(), ca_file.c_str());
    if (loaded != 1) {
        char const* const reason = ::ERR_reason_error_string(::ERR_peek_error());
        return make_error(errc::invalid_configuration,
                          "the trusted issuers cannot be read from " +
                              (ca_file.empty() ? "the system's place" : '"' + ca_file + '"') +
                              " (" + (reason != nullptr ? reason : "no certificate in it") +
                              "); name a PEM file with ca_file or AWS_CA_BUNDLE");
    }
    return std::static_pointer_cast<tls_context>(
        std::make_shared<openssl_context>(std::move(context)));
}

} // namespace skiff::http
