// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/secret.hpp>

#include <openssl/crypto.h>

#include <algorithm>

namespace skiff {

void wipe(std::string& text) noexcept {
    text.resize(text.capacity()); // Never allocates: the whole buffer becomes accessible.
    OPENSSL_cleanse(text.data(), text.size());
    text.clear();
}

namespace detail {

secret_buffer::secret_buffer(std::string_view bytes) {
    if (bytes.empty())
        return;
    data_ = new char[bytes.size()];
    size_ = bytes.size();
    std::ranges::copy(bytes, data_);
}

secret_buffer& secret_buffer::operator=(secret_buffer const& other) {
    if (this != &other)
        *this = secret_buffer(other);
    return *this;
}

secret_buffer& secret_buffer::operator=(secret_buffer&& other) noexcept {
    if (this != &other) {
        clear();
        data_ = std::exchange(other.data_, nullptr);
        size_ = std::exchange(other.size_, 0);
    }
    return *this;
}

void secret_buffer::clear() noexcept {
    if (data_ != nullptr)
        OPENSSL_cleanse(data_, size_);
    delete[] std::exchange(data_, nullptr);
    size_ = 0;
}

bool secret_buffer::equal(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && (a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0);
}

} // namespace detail
} // namespace skiff
