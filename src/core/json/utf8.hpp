// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace skiff::json {

/// Bytes of the valid UTF-8 sequence (RFC 3629) that begins at `at`, which is before `end`; 0 when
/// there is none.
[[nodiscard]] std::size_t utf8_sequence(char const* at, char const* end) noexcept;

/// `code_point` is not a surrogate and at most U+10FFFF.
void append_utf8(std::string& out, std::uint32_t code_point);

} // namespace skiff::json
