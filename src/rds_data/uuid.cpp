// SPDX-License-Identifier: Apache-2.0
#include <skiff/rds_data/uuid.hpp>

#include "core/hex.hpp"

#include <ostream>

namespace skiff::rds_data {
namespace {

constexpr std::size_t text_size = 36;

constexpr bool is_dash_at(std::size_t position) noexcept {
    return position == 8 || position == 13 || position == 18 || position == 23;
}

} // namespace

std::optional<uuid> uuid::parse(std::string_view text) noexcept {
    if (text.size() != text_size)
        return std::nullopt;
    uuid out;
    std::size_t digit = 0;
    for (std::size_t i = 0; i != text_size; ++i) {
        if (is_dash_at(i)) {
            if (text[i] != '-')
                return std::nullopt;
            continue;
        }
        int const value = hex_value(text[i]);
        if (value < 0)
            return std::nullopt;
        auto& byte = out.bytes[digit++ / 2];
        byte = static_cast<std::uint8_t>(byte << 4 | value);
    }
    return out;
}

std::string uuid::to_string() const {
    std::string out;
    out.reserve(text_size);
    for (auto const byte : bytes) {
        if (is_dash_at(out.size()))
            out.push_back('-');
        out.push_back(hex_digits[byte >> 4]);
        out.push_back(hex_digits[byte & 15]);
    }
    return out;
}

std::ostream& operator<<(std::ostream& out, uuid const& value) {
    return out << value.to_string();
}

} // namespace skiff::rds_data
