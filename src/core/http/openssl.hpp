// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <memory>

namespace skiff::http {

/// Frees what OpenSSL allocated.
template <auto Free>
struct openssl_delete {
    template <class T>
    void operator()(T* object) const noexcept {
        Free(object);
    }
};

using ssl_ctx_ptr = std::unique_ptr<SSL_CTX, openssl_delete<&::SSL_CTX_free>>;
using ssl_ptr = std::unique_ptr<SSL, openssl_delete<&::SSL_free>>;
using ssl_session_ptr = std::unique_ptr<SSL_SESSION, openssl_delete<&::SSL_SESSION_free>>;

} // namespace skiff::http
