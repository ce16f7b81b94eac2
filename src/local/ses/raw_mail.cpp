// SPDX-License-Identifier: Apache-2.0
#include "local/ses/raw_mail.hpp"

#include "core/hex.hpp"
#include "core/json/utf8.hpp"

#include <skiff/core/binary.hpp>
#include <skiff/core/http/fields.hpp>

#include <algorithm>

namespace skiff::local::ses {
namespace {

using http::equal_ignoring_case;

constexpr std::size_t longest_word = 1024; // RFC 2047 allows 75; some programs write longer ones.
constexpr std::size_t most_fields = 1000;

bool is_blank(char c) noexcept {
    return c == ' ' || c == '\t';
}

std::string_view trim_blanks(std::string_view text) noexcept {
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

/// Takes one line off `rest`; `line` is without its end.
std::string_view take_line(std::string_view& rest, std::string_view& line) noexcept {
    std::size_t const end = rest.find('\n');
    std::size_t const size = end == std::string_view::npos ? rest.size() : end + 1;
    std::string_view const whole = rest.substr(0, size);
    line = whole;
    if (!line.empty() && line.back() == '\n')
        line.remove_suffix(1);
    if (!line.empty() && line.back() == '\r')
        line.remove_suffix(1);
    rest.remove_prefix(size);
    return whole;
}

/// Printable ASCII but ':' (RFC 5322, 2.2).
bool is_field_name(std::string_view name) noexcept {
    return !name.empty() && std::all_of(name.begin(), name.end(),
                                        [](char c) { return c > 0x20 && c < 0x7F && c != ':'; });
}

bool decode_q(std::string_view text, std::string& out) {
    for (std::size_t i = 0; i != text.size(); ++i) {
        if (text[i] != '=') {
            out.push_back(text[i] == '_' ? ' ' : text[i]);
            continue;
        }
        if (i + 2 >= text.size())
            return false;
        int const high = hex_value(text[i + 1]);
        int const low = hex_value(text[i + 2]);
        if (high < 0 || low < 0)
            return false;
        out.push_back(static_cast<char>(high * 16 + low));
        i += 2;
    }
    return true;
}

std::string latin1_to_utf8(std::string_view text) {
    std::string out;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out.push_back(c);
        } else {
            out.push_back(static_cast<char>(0xC0 | (byte >> 6)));
            out.push_back(static_cast<char>(0x80 | (byte & 0x3F)));
        }
    }
    return out;
}

/// Decodes "=?charset?B|Q?text?=" at the beginning of `text`; gives its length, or 0.
std::size_t decode_word(std::string_view text, std::string& out, std::string& charset) {
    if (!text.starts_with("=?"))
        return 0;
    text = text.substr(0, longest_word);
    std::size_t const first = text.find('?', 2);
    if (first == std::string_view::npos || first + 2 >= text.size() || text[first + 2] != '?')
        return 0;
    std::size_t const end = text.find("?=", first + 3);
    if (end == std::string_view::npos)
        return 0;
    charset = text.substr(2, first - 2);
    charset.resize(std::min(charset.find('*'), charset.size())); // RFC 2231: a language.
    std::string_view const encoded = text.substr(first + 3, end - first - 3);
    char const encoding = text[first + 1];
    out.clear();
    bool const decoded = encoding == 'B' || encoding == 'b'   ? base64_decode(encoded, out)
                         : encoding == 'Q' || encoding == 'q' ? decode_q(encoded, out)
                                                              : false;
    return decoded ? end + 2 : 0;
}

bool is_control(char c) noexcept {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

/// Replaces what would not be one line of text in UTF-8: control characters with blanks, bytes
/// outside of valid sequences with U+FFFD.
void append_text(std::string& out, std::string_view text) {
    while (!text.empty()) {
        auto const size = json::utf8_sequence(text.data(), text.data() + text.size());
        if (size == 0)
            out += "\xEF\xBF\xBD";
        else if (is_control(text.front()))
            out.push_back(' ');
        else
            out.append(text, 0, size);
        text.remove_prefix(std::max<std::size_t>(size, 1));
    }
}

} // namespace

header_field const* raw_mail::find(std::string_view name) const noexcept {
    for (header_field const& one : fields)
        if (equal_ignoring_case(one.name, name))
            return &one;
    return nullptr;
}

std::size_t raw_mail::count(std::string_view name) const noexcept {
    return static_cast<std::size_t>(
        std::count_if(fields.begin(), fields.end(), [name](header_field const& one) {
            return equal_ignoring_case(one.name, name);
        }));
}

bool parse_raw_mail(std::string_view text, raw_mail& out, std::string& why) {
    std::string_view rest = text;
    while (!rest.empty()) {
        std::string_view line;
        std::string_view const whole = take_line(rest, line);
        if (line.empty())
            break;
        if (is_blank(line.front())) {
            if (out.fields.empty()) {
                why = "Header section starts with white space.";
                return false;
            }
            header_field& last = out.fields.back();
            last.value.append(" ").append(trim_blanks(line));
            last.source = {last.source.data(), last.source.size() + whole.size()};
            continue;
        }
        if (out.fields.size() == most_fields) {
            why = "Header section has too many headers.";
            return false;
        }
        std::size_t const colon = line.find(':');
        std::string_view const name = trim_blanks(line.substr(0, std::min(colon, line.size())));
        if (colon == std::string_view::npos || !is_field_name(name)) {
            why = "Header section contains a line that is no header.";
            return false;
        }
        out.fields.push_back(
            {std::string(name), std::string(trim_blanks(line.substr(colon + 1))), whole});
    }
    out.body = rest;
    return true;
}

std::string decode_words(std::string_view text) {
    std::string out;
    std::string bytes; // Adjacent words of one charset may split a character between them.
    std::string bytes_charset;
    auto const flush = [&] {
        if (equal_ignoring_case(bytes_charset, "iso-8859-1"))
            append_text(out, latin1_to_utf8(bytes));
        else
            append_text(out, bytes);
        bytes.clear();
    };
    bool after_word = false;
    while (!text.empty()) {
        std::string decoded;
        std::string charset;
        std::size_t const blanks = std::min(text.find_first_not_of(" \t"), text.size());
        std::size_t const size = decode_word(text.substr(blanks), decoded, charset);
        bool const known = size != 0 && (equal_ignoring_case(charset, "utf-8") ||
                                         equal_ignoring_case(charset, "us-ascii") ||
                                         equal_ignoring_case(charset, "iso-8859-1"));
        if (known) {
            if (!bytes.empty() && !equal_ignoring_case(charset, bytes_charset))
                flush();
            if (!after_word)
                append_text(out, text.substr(0, blanks));
            bytes += decoded;
            bytes_charset = charset;
            text.remove_prefix(blanks + size);
        } else {
            if (!bytes.empty())
                flush();
            std::size_t const end = std::min(text.find_first_of(" \t", blanks + 1), text.size());
            append_text(out, text.substr(0, end));
            text.remove_prefix(end);
        }
        after_word = known;
    }
    if (!bytes.empty())
        flush();
    return out;
}

} // namespace skiff::local::ses
