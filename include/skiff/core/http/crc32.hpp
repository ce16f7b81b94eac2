// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace skiff::http {

/// CRC-32 as in zip, gzip and DynamoDB's `x-amz-crc32` (ISO 3309, reflected polynomial EDB88320).
[[nodiscard]] std::uint32_t crc32(std::string_view bytes) noexcept;

} // namespace skiff::http
