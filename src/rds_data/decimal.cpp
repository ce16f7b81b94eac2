// SPDX-License-Identifier: Apache-2.0
#include <skiff/rds_data/decimal.hpp>

#include "core/ascii.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <ostream>

namespace skiff::rds_data {
namespace {

struct parts {
    bool negative;
    std::string_view whole;
    std::string_view fraction;
};

parts split(std::string_view text) noexcept {
    parts out{text.starts_with('-'), {}, {}};
    text.remove_prefix(out.negative ? 1 : 0);
    auto const point = text.find('.');
    out.whole = text.substr(0, point);
    if (point != text.npos)
        out.fraction = text.substr(point + 1);
    return out;
}

std::strong_ordering compare_magnitudes(parts const& a, parts const& b) noexcept {
    if (auto const by_size = a.whole.size() <=> b.whole.size(); by_size != 0)
        return by_size;
    if (auto const by_whole = a.whole <=> b.whole; by_whole != 0)
        return by_whole;
    auto const size = std::max(a.fraction.size(), b.fraction.size());
    for (std::size_t i = 0; i != size; ++i) {
        char const left = i < a.fraction.size() ? a.fraction[i] : '0';
        char const right = i < b.fraction.size() ? b.fraction[i] : '0';
        if (left != right)
            return left <=> right;
    }
    return std::strong_ordering::equal;
}

} // namespace

std::optional<decimal> decimal::parse(std::string_view text) {
    bool negative = text.starts_with('-');
    if (negative || text.starts_with('+'))
        text.remove_prefix(1);
    auto const point = text.find('.');
    auto whole = text.substr(0, point);
    auto const fraction = point == text.npos ? std::string_view() : text.substr(point + 1);
    if ((whole.empty() && fraction.empty()) || (point != text.npos && fraction.empty()) ||
        !std::ranges::all_of(whole, is_digit) || !std::ranges::all_of(fraction, is_digit))
        return std::nullopt;
    whole.remove_prefix(std::min(whole.find_first_not_of('0'), whole.size()));
    negative = negative && (!whole.empty() || fraction.find_first_not_of('0') != fraction.npos);

    decimal out;
    out.text_.assign(negative ? "-" : "");
    out.text_ += whole.empty() ? std::string_view("0") : whole;
    if (!fraction.empty())
        out.text_.append(1, '.').append(fraction);
    return out;
}

std::size_t decimal::scale() const noexcept {
    return split(text_).fraction.size();
}

double decimal::to_double() const noexcept {
    double value = 0;
    auto const read = std::from_chars(text_.data(), text_.data() + text_.size(), value);
    if (read.ec == std::errc())
        return value;
    // Out of range: too small has no digit but zeros before the point.
    auto const all = split(text_);
    auto const magnitude = all.whole == "0" ? 0.0 : std::numeric_limits<double>::infinity();
    return all.negative ? -magnitude : magnitude;
}

std::optional<std::int64_t> decimal::to_int64() const noexcept {
    if (split(text_).fraction.find_first_not_of('0') != std::string_view::npos)
        return std::nullopt;
    auto const* const end = text_.data() + std::min(text_.find('.'), text_.size());
    std::int64_t value = 0;
    if (std::from_chars(text_.data(), end, value).ec != std::errc())
        return std::nullopt;
    return value;
}

std::strong_ordering operator<=>(decimal const& a, decimal const& b) noexcept {
    auto const left = split(a.text_);
    auto const right = split(b.text_);
    bool const left_zero = a.text_.find_first_of("123456789") == std::string::npos;
    bool const right_zero = b.text_.find_first_of("123456789") == std::string::npos;
    int const left_sign = left_zero ? 0 : left.negative ? -1 : 1;
    int const right_sign = right_zero ? 0 : right.negative ? -1 : 1;
    if (left_sign != right_sign || left_sign == 0)
        return left_sign <=> right_sign;
    auto const magnitudes = compare_magnitudes(left, right);
    return left_sign > 0 ? magnitudes : 0 <=> magnitudes;
}

std::ostream& operator<<(std::ostream& out, decimal const& value) {
    return out << value.to_string();
}

} // namespace skiff::rds_data
