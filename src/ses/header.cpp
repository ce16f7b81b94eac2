// SPDX-License-Identifier: Apache-2.0
#include "ses/header.hpp"

#include "core/ascii.hpp"

#include <skiff/core/binary.hpp>
#include <skiff/core/json/reader.hpp>

#include <algorithm>
#include <string>

namespace skiff::ses {
namespace {

constexpr std::size_t line_limit = 78;         // RFC 5322, 2.1.1: the recommended length.
constexpr std::size_t encoded_word_limit = 75; // RFC 2047, 2.
constexpr std::string_view word_begin = "=?utf-8?B?";
constexpr std::string_view word_end = "?=";
// Base64 turns 3 bytes into 4 characters; what fits between the two above.
constexpr std::size_t word_bytes = (encoded_word_limit - word_begin.size() - word_end.size()) / 4 *
                                   3;

bool is_printable_ascii(char c) noexcept {
    return c >= ' ' && c <= '~';
}
bool is_continuation_byte(char c) noexcept {
    return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u;
}
bool is_token(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return is_alphanumeric(c) ||
               std::string_view("!#$%&'*+-.^_`{|}~").find(c) != std::string_view::npos;
    });
}
bool begins_with_ignoring_case(std::string_view text, std::string_view lower) noexcept {
    return text.size() >= lower.size() &&
           std::equal(lower.begin(), lower.end(), text.begin(), [](char expected, char c) {
               return expected == (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
           });
}

bool is_plain(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), is_printable_ascii);
}

/// The largest prefix of at most `limit` bytes that ends between two characters.
std::size_t whole_characters(std::string_view text, std::size_t limit) noexcept {
    if (text.size() <= limit)
        return text.size();
    while (limit != 0 && is_continuation_byte(text[limit]))
        --limit;
    return limit;
}

/// attribute-char of RFC 2231, 7.
bool is_attribute_char(char c) noexcept {
    return is_alphanumeric(c) ||
           std::string_view("!#$&+-.^_`{|}~").find(c) != std::string_view::npos;
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (char c : text) {
        if (is_attribute_char(c)) {
            out.push_back(c);
            continue;
        }
        auto const byte = static_cast<unsigned char>(c);
        out.push_back('%');
        out.push_back(digits[byte >> 4]);
        out.push_back(digits[byte & 15u]);
    }
    return out;
}

} // namespace

bool is_header_text(std::string_view text) noexcept {
    return json::is_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
               return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
           });
}

bool is_leaf_content_type(std::string_view text) noexcept {
    if (text.size() > 500 || !is_plain(text))
        return false;
    if (begins_with_ignoring_case(text, "multipart/") ||
        begins_with_ignoring_case(text, "message/"))
        return false;
    auto const slash = text.find('/');
    if (slash == std::string_view::npos)
        return false;
    auto const end = std::min(text.find(';', slash), text.size());
    return is_token(text.substr(0, slash)) && is_token(text.substr(slash + 1, end - slash - 1));
}

std::string encoded_text(std::string_view text, std::size_t used) {
    bool const edges = text.empty() || (text.front() != ' ' && text.back() != ' ');
    if (edges && is_plain(text) && used + text.size() <= line_limit &&
        text.find("=?") == std::string_view::npos)
        return std::string(text);
    std::string out;
    std::size_t room = word_bytes - std::min(word_bytes / 2, (used + 3) / 4 * 3);
    while (!text.empty()) {
        auto const taken = whole_characters(text, room);
        if (!out.empty())
            out += "\r\n ";
        out.append(word_begin).append(base64_encode(text.substr(0, taken))).append(word_end);
        text.remove_prefix(taken);
        room = word_bytes;
    }
    return out;
}

std::string parameter(std::string_view name, std::string_view value) {
    bool const quotable = is_plain(value) && value.find_first_of("\"\\") == std::string_view::npos;
    if (quotable && name.size() + value.size() + 5 <= line_limit)
        return std::string(";\r\n ").append(name).append("=\"").append(value).append("\"");

    // Three characters of every line may belong to one encoded byte.
    constexpr std::size_t piece_bytes = 18;
    if (percent_encoded(value).size() <= 3 * piece_bytes)
        return std::string(";\r\n ")
            .append(name)
            .append("*=utf-8''")
            .append(percent_encoded(value));
    std::string out;
    for (std::size_t index = 0; !value.empty(); ++index) {
        auto const taken = whole_characters(value, piece_bytes);
        out.append(";\r\n ").append(name).append("*").append(std::to_string(index)).append("*=");
        out.append(index == 0 ? "utf-8''" : "").append(percent_encoded(value.substr(0, taken)));
        value.remove_prefix(taken);
    }
    return out;
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

void append_address_header(std::string& out, std::string_view name,
                           std::vector<std::string> const& addresses) {
    if (addresses.empty())
        return;
    std::string value;
    for (std::string const& address : addresses)
        value.append(value.empty() ? "" : ",\r\n ").append(address);
    append_header(out, name, value);
}

} // namespace skiff::ses
