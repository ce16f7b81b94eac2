// SPDX-License-Identifier: Apache-2.0
#include "local/secrets_manager/value.hpp"

#include <openssl/crypto.h>

#include <utility>

namespace skiff::local::secrets_manager {
namespace {

void wipe(std::string& bytes) noexcept {
    OPENSSL_cleanse(bytes.data(), bytes.size());
    bytes.clear();
}

} // namespace

secret_value::secret_value(kind what, std::string bytes) noexcept
    : kind_(what), bytes_(std::move(bytes)) {}

secret_value::secret_value(secret_value&& other) noexcept
    : kind_(other.kind_), bytes_(std::move(other.bytes_)) {
    wipe(other.bytes_);
}

secret_value::~secret_value() {
    wipe(bytes_);
}

bool secret_value::equals(secret_value const& other) const noexcept {
    return kind_ == other.kind_ && bytes_.size() == other.bytes_.size() &&
           CRYPTO_memcmp(bytes_.data(), other.bytes_.data(), bytes_.size()) == 0;
}

} // namespace skiff::local::secrets_manager
