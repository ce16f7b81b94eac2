// SPDX-License-Identifier: Apache-2.0
#include "core/auth/sha256_state.hpp"

#include <algorithm>

namespace skiff::auth {
namespace {

/// The two digits of every byte.
constexpr auto byte_digits = [] {
    std::array<std::array<char, 2>, 256> table{};
    constexpr char digits[] = "0123456789abcdef";
    for (unsigned i = 0; i != 256; ++i)
        table[i] = {digits[i >> 4], digits[i & 15]};
    return table;
}();

void write_hex(std::span<unsigned char const> bytes, char* out) noexcept {
    for (auto byte : bytes) {
        *out++ = byte_digits[byte][0];
        *out++ = byte_digits[byte][1];
    }
}

std::span<unsigned char const> bytes_of(std::string_view text) noexcept {
    return {reinterpret_cast<unsigned char const*>(text.data()), text.size()};
}

} // namespace

hex_digest hex_of(sha256_digest const& digest) noexcept {
    hex_digest out;
    write_hex(digest, out.data());
    return out;
}

hmac_key::hmac_key(std::span<unsigned char const> key) noexcept {
    std::array<unsigned char, SHA256_CBLOCK> block{};
    if (key.size() > block.size()) {
        sha256_state shortened;
        shortened.update(key);
        auto const digest = shortened.finish();
        std::copy(digest.begin(), digest.end(), block.begin());
    } else {
        std::copy(key.begin(), key.end(), block.begin());
    }
    for (auto& byte : block)
        byte ^= 0x36;
    inner_.update(block);
    for (auto& byte : block)
        byte ^= 0x36 ^ 0x5c;
    outer_.update(block);
}

sha256_digest hmac_key::operator()(std::string_view message) const noexcept {
    auto inner = inner_;
    inner.update(message);
    auto const digest = inner.finish();
    auto outer = outer_;
    outer.update(digest);
    return outer.finish();
}

sha256_digest sha256(std::string_view bytes) noexcept {
    sha256_state state;
    state.update(bytes);
    return state.finish();
}

sha256_digest hmac_sha256(std::string_view key, std::string_view bytes) noexcept {
    return hmac_key(bytes_of(key))(bytes);
}

std::string sha256_hex(std::string_view bytes) {
    return to_hex(sha256(bytes));
}

std::string to_hex(std::span<unsigned char const> bytes) {
    std::string out(2 * bytes.size(), '\0');
    write_hex(bytes, out.data());
    return out;
}

} // namespace skiff::auth
