// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace skiff::rds_data {

/// A NUMERIC or DECIMAL value, digit by digit as the database has it: no binary floating point in
/// between, any number of digits, trailing zeros kept ("1.50" stays "1.50"). Compares by value:
/// 1.50 equals 1.5.
class decimal {
  public:
    decimal() = default;
    template <std::integral I>
        requires(!std::same_as<I, bool> && sizeof(I) <= 8)
    decimal(I value) : text_(std::to_string(value)) {}

    /// Reads "-12.50": a sign, digits and a point. Nothing when it is something else, an exponent
    /// or PostgreSQL's NaN and Infinity included.
    [[nodiscard]] static std::optional<decimal> parse(std::string_view text);

    /// Digits after the point.
    [[nodiscard]] std::size_t scale() const noexcept;
    [[nodiscard]] std::string const& to_string() const noexcept { return text_; }
    /// The nearest double; infinite when it is out of range.
    [[nodiscard]] double to_double() const noexcept;
    /// Nothing when there is a fraction other than zeros or it does not fit.
    [[nodiscard]] std::optional<std::int64_t> to_int64() const noexcept;

    friend bool operator==(decimal const& a, decimal const& b) noexcept {
        return (a <=> b) == std::strong_ordering::equal;
    }
    friend std::strong_ordering operator<=>(decimal const& a, decimal const& b) noexcept;

  private:
    std::string text_ = "0"; ///< At least one digit before the point, no leading zeros, no "-0".
};

std::ostream& operator<<(std::ostream& out, decimal const& value);

} // namespace skiff::rds_data
