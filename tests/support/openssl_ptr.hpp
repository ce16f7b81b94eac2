// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>

namespace skiff::test {

template <auto Free>
struct openssl_deleter {
    template <class T>
    void operator()(T* object) const noexcept {
        Free(object);
    }
};
using ctx_ptr = std::unique_ptr<SSL_CTX, openssl_deleter<&::SSL_CTX_free>>;
using ssl_ptr = std::unique_ptr<SSL, openssl_deleter<&::SSL_free>>;
using bio_ptr = std::unique_ptr<BIO, openssl_deleter<&::BIO_free_all>>;
using x509_ptr = std::unique_ptr<X509, openssl_deleter<&::X509_free>>;
using key_ptr = std::unique_ptr<EVP_PKEY, openssl_deleter<&::EVP_PKEY_free>>;
using extension_ptr = std::unique_ptr<X509_EXTENSION, openssl_deleter<&::X509_EXTENSION_free>>;

} // namespace skiff::test
