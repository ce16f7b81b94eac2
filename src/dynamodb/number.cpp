// SPDX-License-Identifier: Apache-2.0
#include <skiff/dynamodb/number.hpp>

#include "core/ascii.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <ostream>

namespace skiff::dynamodb {
namespace {

/// Exponent of the leading digit of the largest and the smallest magnitude.
constexpr int largest_magnitude = 125;
constexpr int smallest_magnitude = -130;
/// Exponent of the last digit that a number can have.
constexpr int lowest_exponent = smallest_magnitude - number::max_digits + 1;

constexpr std::uint64_t ten_to_19 = 10'000'000'000'000'000'000u;

constexpr auto powers_of_ten = [] {
    std::array<uint128, number::max_digits + 1> powers{1};
    for (std::size_t i = 1; i != powers.size(); ++i)
        powers[i] = powers[i - 1] * 10;
    return powers;
}();

constexpr uint128 power_of_ten(int exponent) noexcept {
    return powers_of_ten[static_cast<std::size_t>(exponent)];
}

/// Room for 38 digits; what is used stands at the end.
struct digit_text {
    static constexpr std::size_t capacity = number::max_digits + 1;
    std::array<char, capacity> room{};
    std::size_t begin = capacity;

    explicit digit_text(uint128 digits) noexcept {
        while (digits > std::numeric_limits<std::uint64_t>::max()) {
            auto low = static_cast<std::uint64_t>(digits % ten_to_19);
            digits /= ten_to_19;
            for (int i = 0; i != 19; ++i, low /= 10)
                room[--begin] = static_cast<char>('0' + low % 10);
        }
        for (auto high = static_cast<std::uint64_t>(digits); high != 0; high /= 10)
            room[--begin] = static_cast<char>('0' + high % 10);
    }
    [[nodiscard]] std::string_view view() const noexcept {
        return {room.data() + begin, capacity - begin};
    }
};

/// Reads "e+12" up to the end; huge exponents are cut to what is out of range in any case.
bool read_exponent(std::string_view text, std::int64_t& exponent) noexcept {
    constexpr std::int64_t enough = 1'000'000'000'000;
    bool negative = false;
    if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
        negative = text[0] == '-';
        text.remove_prefix(1);
    }
    if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit))
        return false;
    std::int64_t value = 0;
    for (char c : text)
        value = std::min(enough, value * 10 + (c - '0'));
    exponent += negative ? -value : value;
    return true;
}

} // namespace

std::optional<number> number::parse(std::string_view text) noexcept {
    number_fault ignored;
    return parse(text, ignored);
}

std::optional<number> number::parse(std::string_view text, number_fault& why) noexcept {
    bool negative = false;
    std::size_t at = 0;
    if (at != text.size() && (text[at] == '+' || text[at] == '-'))
        negative = text[at++] == '-';

    uint128 digits = 0;
    std::int64_t count = 0;    // significant digits in `digits`
    std::int64_t zeros = 0;    // zeros after them, significant when another digit follows
    std::int64_t exponent = 0; // of the last digit read
    bool point = false;
    bool any = false;
    bool too_precise = false;
    for (; at != text.size(); ++at) {
        char const c = text[at];
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (!is_digit(c))
            break;
        any = true;
        exponent -= point ? 1 : 0;
        if (c == '0') {
            zeros += digits != 0 ? 1 : 0;
            continue;
        }
        count += zeros + 1;
        if (count > max_digits)
            too_precise = true;
        if (!too_precise)
            digits = digits * power_of_ten(static_cast<int>(zeros) + (digits != 0 ? 1 : 0)) +
                     static_cast<unsigned>(c - '0');
        zeros = 0;
    }
    exponent += zeros;

    why = number_fault::syntax;
    if (!any)
        return std::nullopt;
    if (at != text.size() &&
        ((text[at] != 'e' && text[at] != 'E') || !read_exponent(text.substr(at + 1), exponent)))
        return std::nullopt;

    why = number_fault::none;
    if (digits == 0)
        return number();
    auto const magnitude = exponent + count - 1;
    if (too_precise)
        why = number_fault::too_precise;
    else if (magnitude > largest_magnitude)
        why = number_fault::too_large;
    else if (magnitude < smallest_magnitude)
        why = number_fault::too_small;
    if (why != number_fault::none)
        return std::nullopt;
    return make(negative, digits, static_cast<int>(exponent));
}

std::optional<number> number::from_double(double value) {
    if (!std::isfinite(value))
        return std::nullopt;
    std::array<char, 32> text;
    auto const end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return parse({text.data(), static_cast<std::size_t>(end - text.data())});
}

std::optional<number> number::make(bool negative, uint128 digits, int exponent) noexcept {
    number n;
    n.digits_ = digits;
    n.negative_ = negative;
    n.exponent_ = static_cast<std::int16_t>(exponent);
    n.normalize();
    if (n.is_zero())
        return n;
    auto const magnitude = n.exponent_ + n.digit_count() - 1;
    if (magnitude > largest_magnitude || magnitude < smallest_magnitude)
        return std::nullopt;
    return n;
}

std::string number::to_string() const {
    std::string out;
    append_to(out);
    return out;
}

void number::append_to(std::string& out) const {
    if (is_zero()) {
        out.push_back('0');
        return;
    }
    digit_text const text(digits_);
    auto const digits = text.view();
    if (negative_)
        out.push_back('-');
    if (exponent_ >= 0) {
        out.append(digits);
        out.append(static_cast<std::size_t>(exponent_), '0');
        return;
    }
    auto const fraction = static_cast<std::size_t>(-exponent_);
    if (fraction < digits.size()) {
        out.append(digits.substr(0, digits.size() - fraction));
        out.push_back('.');
        out.append(digits.substr(digits.size() - fraction));
        return;
    }
    out.append("0.");
    out.append(fraction - digits.size(), '0');
    out.append(digits);
}

double number::to_double() const {
    std::string text = negative_ ? "-" : "";
    text.append(is_zero() ? std::string_view("0") : digit_text(digits_).view());
    text.push_back('e');
    text.append(std::to_string(exponent_));
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::optional<std::int64_t> number::to_int64() const noexcept {
    constexpr auto largest = static_cast<uint128>(std::numeric_limits<std::int64_t>::max());
    if (exponent_ < 0 || exponent_ + digit_count() > 19)
        return std::nullopt;
    auto const magnitude = digits_ * power_of_ten(exponent_);
    if (magnitude > largest + (negative_ ? 1 : 0))
        return std::nullopt;
    auto const bits = static_cast<std::uint64_t>(magnitude);
    return static_cast<std::int64_t>(negative_ ? 0 - bits : bits);
}

int number::digit_count() const noexcept {
    auto const above = std::upper_bound(powers_of_ten.begin(), powers_of_ten.end(), digits_);
    return static_cast<int>(above - powers_of_ten.begin());
}

number number::operator-() const noexcept {
    number n = *this;
    n.negative_ = !is_zero() && !negative_;
    return n;
}

std::optional<number> number::add(number const& a, number const& b) noexcept {
    return sum(a, b);
}

std::optional<number> number::subtract(number const& a, number const& b) noexcept {
    return sum(a, -b);
}

/// Digit by digit over the whole range of exponents, so that nothing is lost before the one
/// rounding at the end.
std::optional<number> number::sum(number const& a, number const& b) noexcept {
    if (a.is_zero())
        return b;
    if (b.is_zero())
        return a;

    // One more place for a carry. Index 0 is the place of 10^lowest_exponent.
    std::array<signed char, largest_magnitude - lowest_exponent + 2> places{};
    auto const spread = [&places](number const& n, int sign) {
        digit_text const text(n.digits_);
        auto place = static_cast<std::size_t>(n.exponent_ - lowest_exponent);
        auto const digits = text.view();
        for (auto i = digits.size(); i != 0; --i, ++place)
            places[place] = static_cast<signed char>(places[place] + sign * (digits[i - 1] - '0'));
    };
    bool negative = a.negative_;
    spread(a, 1);
    spread(b, a.negative_ == b.negative_ ? 1 : -1);

    auto top = places.size();
    while (top != 0 && places[top - 1] == 0)
        --top;
    if (top == 0)
        return number();
    if (places[top - 1] < 0) {
        negative = !negative;
        for (auto& place : places)
            place = static_cast<signed char>(-place);
    }
    for (std::size_t i = 0; i + 1 < places.size(); ++i) {
        int const carry = places[i] > 9 ? 1 : places[i] < 0 ? -1 : 0;
        places[i] = static_cast<signed char>(places[i] - 10 * carry);
        places[i + 1] = static_cast<signed char>(places[i + 1] + carry);
    }
    top = places.size();
    while (places[top - 1] == 0)
        --top;

    std::size_t const last = top > max_digits ? top - max_digits : 0;
    uint128 digits = 0;
    for (auto i = top; i != last; --i)
        digits = digits * 10 + static_cast<unsigned>(places[i - 1]);
    if (last != 0 && places[last - 1] >= 5)
        ++digits;
    return make(negative, digits, static_cast<int>(last) + lowest_exponent);
}

std::strong_ordering operator<=>(number const& a, number const& b) noexcept {
    if (a.negative_ != b.negative_)
        return a.negative_ ? std::strong_ordering::less : std::strong_ordering::greater;
    if (a.is_zero() || b.is_zero())
        return b.is_zero() <=> a.is_zero();
    auto const digits_a = a.digit_count();
    auto const digits_b = b.digit_count();
    auto order = a.exponent_ + digits_a <=> b.exponent_ + digits_b;
    if (order == 0)
        order = a.digits_ * power_of_ten(number::max_digits - digits_a) <=>
                b.digits_ * power_of_ten(number::max_digits - digits_b);
    return a.negative_ ? 0 <=> order : order;
}

std::ostream& operator<<(std::ostream& out, number const& n) {
    return out << n.to_string();
}

} // namespace skiff::dynamodb
