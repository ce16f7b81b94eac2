// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/http/crc32.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

#if defined(__x86_64__)
#    include <immintrin.h>
#endif

namespace skiff::http {
namespace {

constexpr std::size_t slices = 16;

/// tables[n][b]: what byte b contributes when n more bytes follow it.
constexpr auto tables = [] {
    std::array<std::array<std::uint32_t, 256>, slices> t{};
    for (std::uint32_t b = 0; b != 256; ++b) {
        auto crc = b;
        for (int bit = 0; bit != 8; ++bit)
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320u : 0u);
        t[0][b] = crc;
    }
    for (std::size_t n = 1; n != slices; ++n)
        for (std::size_t b = 0; b != 256; ++b)
            t[n][b] = (t[n - 1][b] >> 8) ^ t[0][t[n - 1][b] & 0xff];
    return t;
}();

constexpr std::uint32_t index(char c) noexcept {
    return static_cast<unsigned char>(c);
}

std::uint32_t add_bytes(std::uint32_t crc, std::string_view bytes) noexcept {
    while (bytes.size() >= slices) {
        std::uint32_t next = 0;
        for (std::size_t i = 0; i != 4; ++i)
            next ^= tables[15 - i][index(bytes[i]) ^ ((crc >> (8 * i)) & 0xff)];
        for (std::size_t i = 4; i != slices; ++i)
            next ^= tables[15 - i][index(bytes[i])];
        crc = next;
        bytes.remove_prefix(slices);
    }
    for (char const c : bytes)
        crc = (crc >> 8) ^ tables[0][(crc ^ index(c)) & 0xff];
    return crc;
}

#if defined(__x86_64__)

__m128i load(char const* from) noexcept {
    __m128i block;
    std::memcpy(&block, from, sizeof block);
    return block;
}

/// Moves `block` over the distance that `constants` stand for and adds `next`.
__attribute__((target("pclmul"))) __m128i fold(__m128i block, __m128i constants,
                                               __m128i next) noexcept {
    auto const low = _mm_clmulepi64_si128(block, constants, 0x00);
    auto const high = _mm_clmulepi64_si128(block, constants, 0x11);
    return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

/// Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction", Intel
/// 2009: folds 64 bytes a step down to 16 bytes of the same CRC. At least 64 bytes.
__attribute__((target("pclmul"))) std::uint32_t add_folded(std::uint32_t crc,
                                                           std::string_view bytes) noexcept {
    auto const by_64_bytes = _mm_set_epi64x(0x01c6e41596, 0x0154442bd4);
    auto const by_16_bytes = _mm_set_epi64x(0x00ccaa009e, 0x01751997d0);
    char const* p = bytes.data();
    auto a = _mm_xor_si128(load(p), _mm_cvtsi32_si128(std::bit_cast<int>(crc)));
    auto b = load(p + 16);
    auto c = load(p + 32);
    auto d = load(p + 48);
    p += 64;
    auto left = bytes.size() - 64;
    for (; left >= 64; left -= 64, p += 64) {
        a = fold(a, by_64_bytes, load(p));
        b = fold(b, by_64_bytes, load(p + 16));
        c = fold(c, by_64_bytes, load(p + 32));
        d = fold(d, by_64_bytes, load(p + 48));
    }
    a = fold(a, by_16_bytes, b);
    a = fold(a, by_16_bytes, c);
    a = fold(a, by_16_bytes, d);
    for (; left >= 16; left -= 16, p += 16)
        a = fold(a, by_16_bytes, load(p));
    std::array<char, 16> rest;
    std::memcpy(rest.data(), &a, sizeof a);
    return add_bytes(add_bytes(0, {rest.data(), rest.size()}), {p, left});
}

#endif

} // namespace

std::uint32_t crc32(std::string_view bytes) noexcept {
    constexpr std::uint32_t ones = ~0u;
#if defined(__x86_64__)
    if (bytes.size() >= 64 && __builtin_cpu_supports("pclmul"))
        return ~add_folded(ones, bytes);
#endif
    return ~add_bytes(ones, bytes);
}

} // namespace skiff::http
