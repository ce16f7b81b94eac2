// SPDX-License-Identifier: Apache-2.0
#include "protocol/form.hpp"

#include "core/hex.hpp"

#include <skiff/core/json/reader.hpp>
#include <skiff/core/secret.hpp>

#include <algorithm>
#include <charconv>
#include <system_error>

namespace skiff::protocol {
namespace {

constexpr bool is_unreserved(char c) noexcept {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

bool decode(std::string_view text, std::string& out, bool plus_is_space) {
    out.clear();
    out.reserve(text.size());
    for (std::size_t i = 0; i != text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else {
            if (text.size() - i < 3)
                return false;
            int const high = hex_value(text[i + 1]);
            int const low = hex_value(text[i + 2]);
            if (high < 0 || low < 0)
                return false;
            out += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return true;
}

} // namespace

void append_encoded(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    for (char const c : text) {
        if (is_unreserved(c)) {
            out += c;
            continue;
        }
        auto const byte = static_cast<unsigned char>(c);
        out += '%';
        out += hex[byte >> 4];
        out += hex[byte & 15];
    }
}

bool decode_percent(std::string_view text, std::string& out) {
    return decode(text, out, false);
}

bool form::parse(std::string_view text, std::string& why) {
    pairs_.clear();
    for (std::size_t begin = 0; begin < text.size();) {
        auto const end = std::min(text.find('&', begin), text.size());
        auto const part = text.substr(begin, end - begin);
        begin = end + 1;
        if (part.empty())
            continue;
        if (pairs_.size() == most_pairs) {
            why = "The request has too many parameters";
            return false;
        }
        auto const equals = std::min(part.find('='), part.size());
        auto& [name, value] = pairs_.emplace_back();
        if (!decode(part.substr(0, equals), name, true) ||
            !decode(part.substr(std::min(equals + 1, part.size())), value, true)) {
            why = "The request has a malformed percent escape";
            return false;
        }
        if (!json::is_utf8(name) || !json::is_utf8(value)) {
            why = "The request is not UTF-8";
            return false;
        }
    }
    std::ranges::stable_sort(pairs_, {}, &pair::first);
    return true;
}

std::vector<form::pair>::const_iterator form::first_from(std::string_view name) const noexcept {
    return std::ranges::lower_bound(pairs_, name, {},
                                    [](pair const& p) -> std::string_view { return p.first; });
}

std::string const* form::find(std::string_view name) const noexcept {
    auto const at = first_from(name);
    return at != pairs_.end() && at->first == name ? &at->second : nullptr;
}

std::span<form::pair const> form::all(std::string_view name) const noexcept {
    auto const begin = first_from(name);
    auto const end = std::find_if(begin, pairs_.end(),
                                  [name](pair const& p) { return p.first != name; });
    return {begin, end};
}

void form::wipe() noexcept {
    for (auto& [name, value] : pairs_)
        skiff::wipe(value);
    pairs_.clear();
}

bool form::has_prefix(std::string_view prefix) const noexcept {
    auto const at = first_from(prefix);
    return at != pairs_.end() && at->first.starts_with(prefix);
}

std::vector<std::uint32_t> form::numbers(std::string_view prefix) const {
    std::vector<std::uint32_t> out;
    for (auto at = first_from(prefix); at != pairs_.end() && at->first.starts_with(prefix); ++at) {
        auto const* const begin = at->first.data() + prefix.size();
        auto const* const end = at->first.data() + at->first.size();
        std::uint32_t number = 0;
        auto const [stop, failure] = std::from_chars(begin, end, number);
        bool const plain = failure == std::errc() && *begin != '0' && (stop == end || *stop == '.');
        if (plain && (out.empty() || out.back() != number))
            out.push_back(number);
    }
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

} // namespace skiff::protocol
