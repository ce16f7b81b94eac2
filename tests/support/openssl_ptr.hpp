// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/http/openssl.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <memory>

namespace skiff::test {

using http::openssl_delete;

using ctx_ptr = http::ssl_ctx_ptr;
using http::ssl_ptr;
using bio_ptr = std::unique_ptr<BIO, openssl_delete<&::BIO_free_all>>;
using x509_ptr = std::unique_ptr<X509, openssl_delete<&::X509_free>>;
using key_ptr = std::unique_ptr<EVP_PKEY, openssl_delete<&::EVP_PKEY_free>>;
using extension_ptr = std::unique_ptr<X509_EXTENSION, openssl_delete<&::X509_EXTENSION_free>>;

} // namespace skiff::test
