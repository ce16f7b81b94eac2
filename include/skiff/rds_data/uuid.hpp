// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace skiff::rds_data {

/// A PostgreSQL uuid (RFC 9562). A new one is all zeros; skiff::random_source::uuid() makes the
/// text of a random one.
struct uuid {
    std::array<std::uint8_t, 16> bytes{};

    /// Reads 32 hexadecimal digits in groups of 8-4-4-4-12. Nothing when it is something else.
    [[nodiscard]] static std::optional<uuid> parse(std::string_view text) noexcept;

    /// Lower case with dashes.
    [[nodiscard]] std::string to_string() const;

    friend auto operator<=>(uuid const&, uuid const&) = default;
};

std::ostream& operator<<(std::ostream& out, uuid const& value);

} // namespace skiff::rds_data
