// SPDX-License-Identifier: Apache-2.0
#include "core/auth/canonical.hpp"

#include "core/ascii.hpp"
#include "core/hex.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace skiff::auth {
namespace {

constexpr bool is_space(char c) noexcept {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

constexpr bool is_unreserved(char c) noexcept {
    return is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

template <class Out>
void write_escaped(Out& out, char c) {
    constexpr char digits[] = "0123456789ABCDEF";
    auto const value = static_cast<unsigned char>(c);
    char const text[] = {'%', digits[value >> 4], digits[value & 15]};
    out.append(std::string_view(text, 3));
}

/// The path with "." and ".." segments resolved and repeated slashes joined. A trailing slash
/// stays; what climbs above the root ends there.
std::string normalized(std::string_view path) {
    bool const ends_in_slash = path.ends_with('/');
    std::vector<std::string_view> kept;
    while (!path.empty()) {
        auto const segment = path.substr(0, path.find('/'));
        path.remove_prefix(std::min(segment.size() + 1, path.size()));
        if (segment.empty() || segment == ".")
            continue;
        if (segment != "..")
            kept.push_back(segment);
        else if (!kept.empty())
            kept.pop_back();
    }
    std::string out;
    for (auto const segment : kept) {
        out += '/';
        out += segment;
    }
    if (out.empty() || ends_in_slash)
        out += '/';
    return out;
}

bool needs_normalizing(std::string_view path) noexcept {
    for (std::size_t i = 0; i + 1 < path.size(); ++i)
        if (path[i] == '/' && (path[i + 1] == '/' || path[i + 1] == '.'))
            return true;
    return false;
}

void write_two(char* out, int value) noexcept {
    out[0] = static_cast<char>('0' + value / 10);
    out[1] = static_cast<char>('0' + value % 10);
}

} // namespace

amz_date amz_date_of(timestamp when) noexcept {
    auto const seconds = std::chrono::floor<std::chrono::seconds>(when);
    auto const days = std::chrono::floor<std::chrono::days>(seconds);
    std::chrono::year_month_day const date(days);
    std::chrono::hh_mm_ss const time(seconds - days);
    auto const year = std::clamp(static_cast<int>(date.year()), 0, 9999);
    amz_date out;
    auto* const c = out.characters.data();
    write_two(c, year / 100);
    write_two(c + 2, year % 100);
    write_two(c + 4, static_cast<int>(static_cast<unsigned>(date.month())));
    write_two(c + 6, static_cast<int>(static_cast<unsigned>(date.day())));
    c[8] = 'T';
    write_two(c + 9, static_cast<int>(time.hours().count()));
    write_two(c + 11, static_cast<int>(time.minutes().count()));
    write_two(c + 13, static_cast<int>(time.seconds().count()));
    c[15] = 'Z';
    return out;
}

bool parse_amz_date(std::string_view text, timestamp& out) noexcept {
    if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z')
        return false;
    auto number = [text](std::size_t begin, std::size_t size) {
        int value = 0;
        for (auto const c : text.substr(begin, size))
            value = value < 0 || !is_digit(c) ? -1 : value * 10 + (c - '0');
        return value;
    };
    auto const year = number(0, 4), month = number(4, 2), day = number(6, 2);
    auto const hour = number(9, 2), minute = number(11, 2), second = number(13, 2);
    // The clock counts nanoseconds in 64 bits, which end in 2262.
    if (year < 1970 || year > 2261 || month < 0 || day < 0 || hour < 0 || hour > 23 || minute < 0 ||
        minute > 59 || second < 0 || second > 59)
        return false;
    std::chrono::year_month_day const date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok())
        return false;
    out = std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
          std::chrono::seconds(second);
    return true;
}

bool never_signed(std::string_view name) noexcept {
    if (name.starts_with("proxy-") || name.starts_with("sec-websocket-"))
        return true;
    switch (name.size()) {
    case 2:
        return name == "te";
    case 6:
        return name == "expect";
    case 7:
        return name == "trailer" || name == "upgrade";
    case 10:
        return name == "connection" || name == "keep-alive" || name == "user-agent";
    case 13:
        return name == "authorization";
    case 14:
        return name == "content-length";
    case 15:
        return name == "x-amzn-trace-id";
    case 17:
        return name == "transfer-encoding";
    default:
        return false;
    }
}

void canonical_headers::add(std::string_view name, std::string_view value) {
    auto const begin = names_.size();
    names_.resize(begin + name.size(), boost::container::default_init);
    std::transform(name.begin(), name.end(), names_.data() + begin,
                   [](char c) { return lower(c); });
    headers_.push_back(
        {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(name.size()), value});
}

void canonical_headers::add_if_signed(std::string_view name, std::string_view value) {
    add(name, value);
    if (never_signed(name_of(headers_.back()))) {
        names_.resize(headers_.back().name_begin);
        headers_.pop_back();
    }
}

void canonical_headers::sort() noexcept {
    // Names are stored in order of arrival, so their position breaks ties.
    std::sort(headers_.begin(), headers_.end(), [this](header const& a, header const& b) {
        auto const order = name_of(a).compare(name_of(b));
        return order != 0 ? order < 0 : a.name_begin < b.name_begin;
    });
}

void canonical_headers::write_names(short_text& out) const {
    std::string_view last;
    for (auto const& h : headers_) {
        auto const name = name_of(h);
        if (name == last && !last.empty())
            continue;
        if (!last.empty())
            out.push_back(';');
        append(out, name);
        last = name;
    }
}

void canonical_headers::write(canonical_sink& out) const {
    std::string_view last;
    for (auto const& h : headers_) {
        auto const name = name_of(h);
        if (name == last && !last.empty()) {
            out.append(',');
        } else {
            if (!last.empty())
                out.append('\n');
            out.append(name);
            out.append(':');
        }
        write_header_value(out, h.value);
        last = name;
    }
    if (!last.empty())
        out.append('\n');
}

void write_header_value(canonical_sink& out, std::string_view value) {
    // Neither exit nor branch: the compiler looks at many characters at once.
    unsigned char has_space = 0;
    for (char const c : value) {
        auto const u = static_cast<unsigned char>(c);
        has_space |= static_cast<unsigned char>((u == ' ') |
                                                (static_cast<unsigned char>(u - '\t') < 5));
    }
    if (has_space == 0)
        return out.append(value);
    bool first = true;
    while (true) {
        auto const begin = std::find_if_not(value.begin(), value.end(), is_space);
        if (begin == value.end())
            return;
        auto const end = std::find_if(begin, value.end(), is_space);
        if (!first)
            out.append(' ');
        first = false;
        out.append(std::string_view(begin, end));
        value = std::string_view(end, value.end());
    }
}

void write_path(canonical_sink& out, std::string_view path, bool normalize, bool encode_twice) {
    if (path.empty() || path == "/")
        return out.append('/');
    std::string changed;
    if (normalize && (path.front() != '/' || needs_normalizing(path))) {
        changed = normalized(path);
        path = changed;
    }
    for (char const c : path) {
        if (is_unreserved(c) || c == '/' || (c == '%' && !encode_twice))
            out.append(c);
        else
            write_escaped(out, c);
    }
}

void percent_encode(std::string& out, std::string_view text) {
    for (char const c : text) {
        if (is_unreserved(c))
            out += c;
        else
            write_escaped(out, c);
    }
}

std::string percent_decode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i != text.size(); ++i) {
        if (text[i] == '%' && text.size() - i > 2 && hex_value(text[i + 1]) >= 0 &&
            hex_value(text[i + 2]) >= 0) {
            out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

void write_query(canonical_sink& out, std::string_view query) {
    if (query.empty())
        return;
    std::vector<std::pair<std::string, std::string>> pairs;
    while (!query.empty()) {
        auto const piece = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(piece.size() + 1, query.size()));
        if (piece.empty())
            continue;
        auto const name = piece.substr(0, piece.find('='));
        auto const value = piece.substr(std::min(name.size() + 1, piece.size()));
        auto& pair = pairs.emplace_back();
        percent_encode(pair.first, percent_decode(name));
        percent_encode(pair.second, percent_decode(value));
    }
    std::sort(pairs.begin(), pairs.end());
    bool first = true;
    for (auto const& [name, value] : pairs) {
        if (!first)
            out.append('&');
        first = false;
        out.append(name);
        out.append('=');
        out.append(value);
    }
}

sha256_digest canonical_request::digest(std::string* copy) const {
    canonical_sink out(copy);
    out.append(method);
    out.append('\n');
    write_path(out, path, normalize_path, encode_path_twice);
    out.append('\n');
    write_query(out, query);
    out.append('\n');
    headers.write(out);
    out.append('\n');
    out.append(names);
    out.append('\n');
    out.append(payload);
    return out.finish();
}

split_target split(std::string_view target) noexcept {
    auto const path = target.substr(0, target.find('?'));
    return {path, target.substr(std::min(path.size() + 1, target.size()))};
}

} // namespace skiff::auth
