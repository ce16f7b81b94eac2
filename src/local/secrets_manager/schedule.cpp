// SPDX-License-Identifier: Apache-2.0
#include "local/secrets_manager/schedule.hpp"

#include "core/ascii.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <span>

namespace skiff::local::secrets_manager {
namespace {

using std::chrono::hours;

constexpr hours shortest_rate{4};
constexpr hours longest_rate{24 * 999};

bool is_capital(char c) noexcept {
    return c >= 'A' && c <= 'Z';
}

/// What stands in the brackets of "name(...)".
std::optional<std::string_view> inside(std::string_view text, std::string_view name) noexcept {
    if (!text.starts_with(name) || !text.ends_with(')'))
        return std::nullopt;
    text.remove_prefix(name.size());
    if (!text.starts_with('('))
        return std::nullopt;
    return text.substr(1, text.size() - 2);
}

/// Takes what stands before the next space, or all.
std::string_view take_word(std::string_view& text) noexcept {
    std::string_view const word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    return word;
}

/// Takes the longest part whose characters all are `of_kind`.
std::string_view take_run(std::string_view& text, bool (*of_kind)(char) noexcept) noexcept {
    auto const end = std::ranges::find_if_not(text, of_kind);
    std::string_view const run = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(run.size());
    return run;
}

std::optional<int> parse_count(std::string_view text) noexcept {
    int out = 0;
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (failed != std::errc() || end != text.data() + text.size() || !is_digit(text.front()))
        return std::nullopt;
    return out;
}

struct cron_field {
    int least;
    int most;
    std::string_view wildcards;
    std::span<std::string_view const> names;
};

constexpr std::array<std::string_view, 12> months{"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                  "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 2> last_days{"L", "W"};
constexpr std::array<std::string_view, 8> days{"SUN", "MON", "TUE", "WED",
                                               "THU", "FRI", "SAT", "L"};
constexpr cron_field hour_field{0, 23, ",-*/", {}};
constexpr cron_field day_of_month_field{1, 31, ",-*?/", last_days};
constexpr cron_field month_field{1, 12, ",-*/", months};
constexpr cron_field day_of_week_field{1, 7, "#,-*?/", days};

bool is_field(std::string_view text, cron_field const& what) noexcept {
    bool says_something = false;
    while (!text.empty()) {
        if (std::string_view const digits = take_run(text, is_digit); !digits.empty()) {
            auto const number = parse_count(digits);
            if (!number || *number < what.least || *number > what.most)
                return false;
            says_something = true;
        } else if (std::string_view const name = take_run(text, is_capital); !name.empty()) {
            if (std::ranges::find(what.names, name) == what.names.end())
                return false;
            says_something = true;
        } else {
            if (what.wildcards.find(text.front()) == std::string_view::npos)
                return false;
            says_something = says_something || text.front() == '*' || text.front() == '?';
            text.remove_prefix(1);
        }
    }
    return says_something;
}

} // namespace

std::optional<hours> parse_rate(std::string_view text) noexcept {
    auto rest = inside(text, "rate");
    if (!rest)
        return std::nullopt;
    std::string_view const value = take_word(*rest);
    if (value.empty() || value.size() > 5)
        return std::nullopt;
    auto const count = parse_count(value);
    bool const in_hours = *rest == "hour" || *rest == "hours";
    if (!count || (!in_hours && *rest != "day" && *rest != "days"))
        return std::nullopt;
    hours const out = *count * hours(in_hours ? 1 : 24);
    return out < shortest_rate || out > longest_rate ? std::nullopt : std::optional(out);
}

bool is_cron(std::string_view text) noexcept {
    auto rest = inside(text, "cron");
    if (!rest || std::ranges::count(*rest, ' ') != 5)
        return false;
    std::string_view const minutes = take_word(*rest);
    std::string_view const hour = take_word(*rest);
    std::string_view const day_of_month = take_word(*rest);
    std::string_view const month = take_word(*rest);
    std::string_view const day_of_week = take_word(*rest);
    return minutes == "0" && is_field(hour, hour_field) &&
           is_field(day_of_month, day_of_month_field) && is_field(month, month_field) &&
           is_field(day_of_week, day_of_week_field) && *rest == "*" &&
           (day_of_month == "?") != (day_of_week == "?");
}

} // namespace skiff::local::secrets_manager
