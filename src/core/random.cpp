// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/random.hpp>

#include "core/hex.hpp"

#include <openssl/rand.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <stdexcept>

namespace skiff {
namespace {

void fill_from_openssl(std::span<std::byte> bytes) {
    constexpr std::size_t most = 1u << 20;
    while (!bytes.empty()) {
        auto const part = bytes.first(bytes.size() < most ? bytes.size() : most);
        if (RAND_bytes(reinterpret_cast<unsigned char*>(part.data()),
                       static_cast<int>(part.size())) != 1)
            throw std::runtime_error("OpenSSL has no random bytes");
        bytes = bytes.subspan(part.size());
    }
}

/// Bytes fetched ahead, so that a request's 16 do not cost a whole round through the generator.
/// A child process after fork() must not repeat its parent's, hence the process id.
struct reserve {
    std::array<std::byte, 512> bytes;
    std::size_t used = 512;
    ::pid_t owner = 0;

    void take(std::span<std::byte> out) {
        auto const process = ::getpid();
        if (owner != process || bytes.size() - used < out.size()) {
            fill_from_openssl(bytes);
            used = 0;
            owner = process;
        }
        std::memcpy(out.data(), bytes.data() + used, out.size());
        std::memset(bytes.data() + used, 0, out.size());
        used += out.size();
    }
};

class openssl_random final : public random_source {
  public:
    void fill(std::span<std::byte> bytes) override {
        constexpr std::size_t small = 64;
        if (bytes.empty())
            return;
        if (bytes.size() > small)
            return fill_from_openssl(bytes);
        static thread_local reserve ahead;
        ahead.take(bytes);
    }
};

} // namespace

double random_source::uniform() {
    std::uint64_t bits = 0;
    fill(std::as_writable_bytes(std::span(&bits, 1)));
    return static_cast<double>(bits >> 11) * 0x1.0p-53;
}

std::string random_source::uuid() {
    std::array<std::byte, 16> bytes{};
    fill(bytes);
    bytes[6] = (bytes[6] & std::byte{0x0f}) | std::byte{0x40}; // version 4
    bytes[8] = (bytes[8] & std::byte{0x3f}) | std::byte{0x80}; // variant of RFC 9562
    std::string out(36, '-');
    std::size_t at = 0;
    for (std::size_t i = 0; i != bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            ++at;
        auto const value = std::to_integer<unsigned>(bytes[i]);
        out[at++] = hex_digits[value >> 4];
        out[at++] = hex_digits[value & 15];
    }
    return out;
}

random_source& system_random() noexcept {
    static openssl_random instance;
    return instance;
}

} // namespace skiff
