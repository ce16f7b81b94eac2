// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/http/crc32.hpp>

#include "support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

/// The definition, a bit at a time.
std::uint32_t slow_crc32(std::string_view bytes) {
    std::uint32_t crc = ~0u;
    for (char const c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit != 8; ++bit)
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320u : 0u);
    }
    return ~crc;
}

} // namespace

TEST_CASE("crc32: the check value of the algorithm's registration") {
    CHECK(skiff::http::crc32("123456789") == 0xCBF43926u);
    CHECK(skiff::http::crc32("") == 0u);
    CHECK(skiff::http::crc32("{}") == 2745614147u); // DynamoDB's answer to PutItem
}

TEST_CASE("crc32: any length and alignment gives what the definition gives") {
    std::string bytes;
    std::uint32_t state = 1;
    for (int i = 0; i != 1200; ++i) {
        state = state * 1664525u + 1013904223u;
        bytes += static_cast<char>(state >> 24);
    }
    int wrong = 0;
    for (std::size_t begin = 0; begin != 17; ++begin)
        for (std::size_t size = 0; size + begin <= bytes.size(); size += size < 300 ? 1 : 37) {
            auto const part = std::string_view(bytes).substr(begin, size);
            wrong += skiff::http::crc32(part) != slow_crc32(part) ? 1 : 0;
        }
    CHECK(wrong == 0);
}
