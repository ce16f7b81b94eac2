// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace skiff {

/// Bytes, not text: a member of this type travels as base64 in JSON. The bytes may have any value.
struct binary {
    std::string bytes;

    friend auto operator<=>(binary const&, binary const&) = default;
};

/// Standard base64 with padding (RFC 4648, section 4).
[[nodiscard]] std::string base64_encode(std::string_view bytes);

/// Strict: padding is required, other characters are refused. Returns false and leaves `out`
/// unspecified when `text` is not base64.
[[nodiscard]] bool base64_decode(std::string_view text, std::string& out);

/// base64url without padding (RFC 4648, section 5): may stand in a URL as it is.
[[nodiscard]] std::string base64url_encode(std::string_view bytes);
/// As strict as `base64_decode`; padding is refused.
[[nodiscard]] bool base64url_decode(std::string_view text, std::string& out);

} // namespace skiff
