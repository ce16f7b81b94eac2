// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace skiff::auth {

using sha256_digest = std::array<unsigned char, 32>;

[[nodiscard]] sha256_digest sha256(std::string_view bytes) noexcept;
/// HMAC with SHA-256 (RFC 2104).
[[nodiscard]] sha256_digest hmac_sha256(std::string_view key, std::string_view bytes) noexcept;
/// The digest as 64 lower-case hexadecimal digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

/// Two lower-case digits per byte.
[[nodiscard]] std::string to_hex(std::span<unsigned char const> bytes);

} // namespace skiff::auth
