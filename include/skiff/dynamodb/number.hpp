// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace skiff::dynamodb {

__extension__ typedef unsigned __int128 uint128;

/// Why a text is no number that DynamoDB can store.
enum class number_fault : unsigned char {
    none,
    syntax,      ///< Not a decimal number.
    too_precise, ///< More than 38 significant digits.
    too_large,   ///< A magnitude of 1E+126 or more.
    too_small    ///< Not zero, and a magnitude below 1E-130.
};

/// A decimal number as DynamoDB stores it: up to 38 significant digits, zero or a magnitude from
/// 1E-130 to 9.9999999999999999999999999999999999999E+125. Exact: no binary floating point in
/// between. Compares by value: 1.0 equals 1.
///
/// Source of the limits: DynamoDB Developer Guide, "Naming rules and data types", Number.
class number {
  public:
    static constexpr int max_digits = 38;

    constexpr number() noexcept = default;
    template <std::integral I>
        requires(!std::same_as<I, bool> && sizeof(I) <= 8)
    constexpr number(I value) noexcept
        : digits_(value < 0 ? -static_cast<uint128>(value) : static_cast<uint128>(value))
        , negative_(value < 0) {
        normalize();
    }
    /// The shortest decimal that reads back as the same double (0.1 becomes 0.1). Nothing for NaN,
    /// infinities and what is out of range.
    [[nodiscard]] static std::optional<number> from_double(double value);
    /// Reads "-12.50", "1e3". Nothing when it is no number, has more than 38 significant digits or
    /// is out of range.
    [[nodiscard]] static std::optional<number> parse(std::string_view text) noexcept;
    /// The same, with the reason in `why`.
    [[nodiscard]] static std::optional<number> parse(std::string_view text,
                                                     number_fault& why) noexcept;

    /// DynamoDB's own form: no exponent, no leading or trailing zeros.
    [[nodiscard]] std::string to_string() const;
    void append_to(std::string& out) const;
    [[nodiscard]] double to_double() const;
    /// Nothing when there is a fraction or it does not fit.
    [[nodiscard]] std::optional<std::int64_t> to_int64() const noexcept;

    [[nodiscard]] bool is_zero() const noexcept { return digits_ == 0; }
    [[nodiscard]] bool is_negative() const noexcept { return negative_; }
    /// How many significant digits: 0 for zero.
    [[nodiscard]] int digit_count() const noexcept;
    /// Value = ± significand * 10^exponent, the significand without trailing zeros.
    [[nodiscard]] uint128 significand() const noexcept { return digits_; }
    [[nodiscard]] int exponent() const noexcept { return exponent_; }

    /// Exact, then rounded half up to 38 digits. Nothing when the result is out of range.
    [[nodiscard]] static std::optional<number> add(number const& a, number const& b) noexcept;
    [[nodiscard]] static std::optional<number> subtract(number const& a, number const& b) noexcept;
    [[nodiscard]] number operator-() const noexcept;

    friend bool operator==(number const&, number const&) noexcept = default;
    friend std::strong_ordering operator<=>(number const& a, number const& b) noexcept;

  private:
    static std::optional<number> make(bool negative, uint128 digits, int exponent) noexcept;
    static std::optional<number> sum(number const& a, number const& b) noexcept;

    constexpr void normalize() noexcept {
        if (digits_ == 0) {
            exponent_ = 0;
            negative_ = false;
            return;
        }
        while (digits_ % 10 == 0) {
            digits_ /= 10;
            ++exponent_;
        }
    }

    uint128 digits_ = 0; ///< 38 digits fit: 10^38 < 2^128.
    std::int16_t exponent_ = 0;
    bool negative_ = false;
};

std::ostream& operator<<(std::ostream& out, number const& n);

} // namespace skiff::dynamodb
