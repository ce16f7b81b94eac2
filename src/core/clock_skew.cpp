// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/clock_skew.hpp>

#include <algorithm>
#include <iterator>

namespace skiff {
namespace {

using namespace std::chrono_literals;

/// Takes a number of exactly `size` digits off the text; -1 when it is none.
int take_number(std::string_view& text, std::size_t size) noexcept {
    if (text.size() < size)
        return -1;
    int value = 0;
    for (char const c : text.substr(0, size)) {
        if (c < '0' || c > '9')
            return -1;
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(size);
    return value;
}

bool take(std::string_view& text, std::string_view expected) noexcept {
    if (!text.starts_with(expected))
        return false;
    text.remove_prefix(expected.size());
    return true;
}

/// 1 to 12, or 0.
unsigned take_month(std::string_view& text) noexcept {
    constexpr std::string_view names = "JanFebMarAprMayJunJulAugSepOctNovDec";
    auto const at = text.size() < 3 ? names.npos : names.find(text.substr(0, 3));
    if (at == names.npos || at % 3 != 0)
        return 0;
    text.remove_prefix(3);
    return static_cast<unsigned>(at / 3 + 1);
}

constexpr std::string_view skew_codes[] = {"AccessDeniedException", "AuthFailure",
                                           "InvalidSignatureException", "RequestTimeTooSkewed",
                                           "SignatureDoesNotMatch"};

} // namespace

std::optional<timestamp> parse_http_date(std::string_view text) noexcept {
    if (text.size() != 29) // Three letters of a week day, ", ", then the date.
        return std::nullopt;
    text.remove_prefix(3);
    if (!take(text, ", "))
        return std::nullopt;
    auto const day = take_number(text, 2);
    bool separated = take(text, " ");
    auto const month = take_month(text);
    separated = separated && take(text, " ");
    auto const year = take_number(text, 4);
    separated = separated && take(text, " ");
    auto const hour = take_number(text, 2);
    separated = separated && take(text, ":");
    auto const minute = take_number(text, 2);
    separated = separated && take(text, ":");
    auto const second = take_number(text, 2);
    separated = separated && take(text, " GMT");
    // The clock counts nanoseconds in 64 bits, which end in 2262.
    if (!separated || !text.empty() || day < 1 || year < 1970 || year > 2261 || hour < 0 ||
        hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return std::nullopt;
    std::chrono::year_month_day const date{std::chrono::year(year), std::chrono::month(month),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok())
        return std::nullopt;
    return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
           std::chrono::seconds(second);
}

std::optional<std::chrono::nanoseconds> clock_skew::observe(http::fields const& answer,
                                                            timestamp sent,
                                                            timestamp received) noexcept {
    auto const date = answer.find("Date");
    if (!date || received < sent || received - sent > 15min || answer.find("Age"))
        return std::nullopt;
    auto const at_server = parse_http_date(*date);
    if (!at_server)
        return std::nullopt;
    std::chrono::nanoseconds const learnt = *at_server - (sent + (received - sent) / 2);
    value_.store(learnt.count(), std::memory_order_relaxed);
    return learnt;
}

bool is_skew_failure(std::string_view aws_code, std::optional<std::chrono::nanoseconds> learnt,
                     std::chrono::nanoseconds used) noexcept {
    return learnt && std::chrono::abs(*learnt - used) > 4min &&
           std::find(std::begin(skew_codes), std::end(skew_codes), aws_code) !=
               std::end(skew_codes);
}

} // namespace skiff
