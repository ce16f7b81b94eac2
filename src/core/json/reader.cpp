// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/json/reader.hpp>

#include <skiff/core/secret.hpp>

#include "core/ascii.hpp"
#include "core/hex.hpp"
#include "core/json/utf8.hpp"

#include <array>
#include <charconv>
#include <cstring>
#include <limits>
#include <system_error>

namespace skiff::json {
namespace {

constexpr bool is_space(char c) noexcept {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// Characters of a string that need a second look: quote, backslash, control, not ASCII.
constexpr std::array<bool, 256> is_special = [] {
    std::array<bool, 256> table{};
    for (std::size_t i = 0; i != 0x20; ++i)
        table[i] = true;
    for (std::size_t i = 0x80; i != 0x100; ++i)
        table[i] = true;
    table['"'] = true;
    table['\\'] = true;
    return table;
}();

/// The first special character at or after `at`. Eight at a time: a byte's high bit in the sum
/// marks it (the classic "has byte less than" and "has byte equal" tests).
char const* find_special(char const* at, char const* end) noexcept {
    constexpr std::uint64_t ones = 0x0101010101010101u;
    constexpr std::uint64_t highs = 0x8080808080808080u;
    while (end - at >= 8) {
        std::uint64_t word;
        std::memcpy(&word, at, 8);
        auto const zero_in = [](std::uint64_t w) { return (w - ones) & ~w & highs; };
        std::uint64_t const control = (word - ones * 0x20) & ~word & highs;
        if ((control | (word & highs) | zero_in(word ^ ones * '"') | zero_in(word ^ ones * '\\')) !=
            0)
            break;
        at += 8;
    }
    while (at != end && !is_special[static_cast<unsigned char>(*at)])
        ++at;
    return at;
}

bool read_hex4(char const*& at, char const* end, std::uint32_t& out) noexcept {
    if (end - at < 4)
        return false;
    out = 0;
    for (int i = 0; i != 4; ++i) {
        int const digit = hex_value(*at++);
        if (digit < 0)
            return false;
        out = out << 4 | static_cast<std::uint32_t>(digit);
    }
    return true;
}

} // namespace

std::string_view name_of(kind k) noexcept {
    switch (k) {
    case kind::object:
        return "object";
    case kind::array:
        return "array";
    case kind::string:
        return "string";
    case kind::number:
        return "number";
    case kind::boolean:
        return "boolean";
    case kind::null:
        return "null";
    case kind::end:
        return "end of text";
    case kind::invalid:
        break;
    }
    return "invalid text";
}

bool reader::fail(char const* reason) noexcept {
    if (failure_ == nullptr)
        failure_ = reason;
    return false;
}

std::string reader::message() const {
    if (failure_ == nullptr)
        return {};
    if (!mistyped_)
        return failure_;
    std::string out = "expected ";
    out += name_of(wanted_);
    out += ", got ";
    out += name_of(got_);
    return out;
}

void reader::skip_space() noexcept {
    while (at_ != end_ && is_space(*at_))
        ++at_;
}

kind reader::peek() noexcept {
    if (failed())
        return kind::invalid;
    skip_space();
    if (at_ == end_)
        return kind::end;
    switch (*at_) {
    case '{':
        return kind::object;
    case '[':
        return kind::array;
    case '"':
        return kind::string;
    case 't':
    case 'f':
        return kind::boolean;
    case 'n':
        return kind::null;
    default:
        return *at_ == '-' || is_digit(*at_) ? kind::number : kind::invalid;
    }
}

bool reader::expect(kind wanted) noexcept {
    kind const got = peek();
    if (got == wanted)
        return true;
    if (failed())
        return false;
    if (got == kind::end)
        return fail("the text ends too early");
    if (got == kind::invalid)
        return fail("unexpected character");
    wanted_ = wanted;
    got_ = got;
    mistyped_ = true;
    return fail("unexpected kind of value");
}

bool reader::begin_object() noexcept {
    if (!expect(kind::object))
        return false;
    if (depth_left_ == 0)
        return fail("nested too deeply");
    --depth_left_;
    ++at_;
    first_ = true;
    return true;
}

bool reader::next_key(std::string_view& key) {
    if (failed())
        return false;
    skip_space();
    if (at_ != end_ && *at_ == '}') {
        ++at_;
        ++depth_left_;
        first_ = false;
        return false;
    }
    if (!first_) {
        if (at_ == end_ || *at_ != ',')
            return fail(at_ == end_ ? "the text ends too early" : "expected ',' or '}'");
        ++at_;
        skip_space();
    }
    first_ = false;
    if (at_ == end_ || *at_ != '"')
        return fail(at_ == end_ ? "the text ends too early" : "expected a member name");
    if (!scan_string(key))
        return false;
    skip_space();
    if (at_ == end_ || *at_ != ':')
        return fail("expected ':'");
    ++at_;
    return true;
}

bool reader::begin_array() noexcept {
    if (!expect(kind::array))
        return false;
    if (depth_left_ == 0)
        return fail("nested too deeply");
    --depth_left_;
    ++at_;
    first_ = true;
    return true;
}

bool reader::next_element() noexcept {
    if (failed())
        return false;
    skip_space();
    if (at_ != end_ && *at_ == ']') {
        ++at_;
        ++depth_left_;
        first_ = false;
        return false;
    }
    if (!first_) {
        if (at_ == end_ || *at_ != ',')
            return fail(at_ == end_ ? "the text ends too early" : "expected ',' or ']'");
        ++at_;
        skip_space();
        if (at_ != end_ && *at_ == ']')
            return fail("a value must follow ','");
    }
    first_ = false;
    return true;
}

bool reader::scan_string(std::string_view& out) {
    char const* const start = ++at_; // behind the quote
    for (;;) {
        at_ = find_special(at_, end_);
        if (at_ == end_)
            return fail("a string does not end");
        if (*at_ == '"') {
            out = {start, static_cast<std::size_t>(at_ - start)};
            ++at_;
            return true;
        }
        if (*at_ == '\\') {
            if (!unescape(start))
                return false;
            out = scratch_;
            return true;
        }
        auto const size = static_cast<unsigned char>(*at_) < 0x20 ? 0 : utf8_sequence(at_, end_);
        if (size == 0)
            return fail(static_cast<unsigned char>(*at_) < 0x20 ? "a control character in a string"
                                                                : "a string is not valid UTF-8");
        at_ += size;
    }
}

/// Goes on with a string that has a backslash at `at_`, into scratch_.
bool reader::unescape(char const* from) {
    scratch_.assign(from, at_);
    for (;;) {
        char const* const plain = at_;
        at_ = find_special(at_, end_);
        scratch_.append(plain, at_);
        if (at_ == end_)
            return fail("a string does not end");
        char const c = *at_;
        if (c == '"') {
            ++at_;
            return true;
        }
        if (c != '\\') {
            auto const size = static_cast<unsigned char>(c) < 0x20 ? 0 : utf8_sequence(at_, end_);
            if (size == 0)
                return fail(static_cast<unsigned char>(c) < 0x20 ? "a control character in a string"
                                                                 : "a string is not valid UTF-8");
            scratch_.append(at_, size);
            at_ += size;
            continue;
        }
        if (++at_ == end_)
            return fail("a string does not end");
        switch (*at_++) {
        case '"':
            scratch_.push_back('"');
            break;
        case '\\':
            scratch_.push_back('\\');
            break;
        case '/':
            scratch_.push_back('/');
            break;
        case 'b':
            scratch_.push_back('\b');
            break;
        case 'f':
            scratch_.push_back('\f');
            break;
        case 'n':
            scratch_.push_back('\n');
            break;
        case 'r':
            scratch_.push_back('\r');
            break;
        case 't':
            scratch_.push_back('\t');
            break;
        case 'u': {
            std::uint32_t code = 0;
            if (!read_hex4(at_, end_, code))
                return fail("expected four hexadecimal digits after \\u");
            if (code >= 0xDC00 && code <= 0xDFFF)
                return fail("a lone surrogate in a string");
            if (code >= 0xD800 && code <= 0xDBFF) {
                std::uint32_t low = 0;
                if (end_ - at_ < 6 || at_[0] != '\\' || at_[1] != 'u')
                    return fail("a lone surrogate in a string");
                at_ += 2;
                if (!read_hex4(at_, end_, low) || low < 0xDC00 || low > 0xDFFF)
                    return fail("a lone surrogate in a string");
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            }
            append_utf8(scratch_, code);
            break;
        }
        default:
            --at_;
            return fail("unknown escape in a string");
        }
    }
}

bool reader::string(std::string_view& out) {
    return expect(kind::string) && scan_string(out);
}

bool reader::string(std::string& out) {
    std::string_view view;
    if (!string(view))
        return false;
    out.assign(view);
    return true;
}

void reader::reserve_copies() {
    wipe(scratch_);
    std::string_view const text(at_, static_cast<std::size_t>(end_ - at_));
    if (text.find('\\') != text.npos)
        scratch_.reserve(text.size()); // Growing would leave copies behind.
}

void reader::wipe_copies() noexcept {
    wipe(scratch_);
}

bool reader::string(secret_string& out) {
    reserve_copies();
    std::string_view text;
    bool const good = string(text);
    if (good)
        out = text;
    wipe_copies();
    return good;
}

bool reader::scan_number(char const*& stop) noexcept {
    char const* at = at_;
    auto const digits = [&] {
        char const* const start = at;
        while (at != end_ && is_digit(*at))
            ++at;
        return at != start;
    };
    if (at != end_ && *at == '-')
        ++at;
    if (at != end_ && *at == '0')
        ++at;
    else if (!digits())
        return fail("a number is not complete");
    if (at != end_ && is_digit(*at))
        return fail("a number begins with 0");
    if (at != end_ && *at == '.') {
        ++at;
        if (!digits())
            return fail("a number is not complete");
    }
    if (at != end_ && (*at == 'e' || *at == 'E')) {
        ++at;
        if (at != end_ && (*at == '+' || *at == '-'))
            ++at;
        if (!digits())
            return fail("a number is not complete");
    }
    stop = at;
    return true;
}

bool reader::number(std::string_view& out) noexcept {
    char const* stop = nullptr;
    if (!expect(kind::number) || !scan_number(stop))
        return false;
    out = {at_, static_cast<std::size_t>(stop - at_)};
    at_ = stop;
    return true;
}

bool reader::integer(std::int64_t& out) noexcept {
    std::string_view text;
    if (!number(text))
        return false;
    auto const [end, code] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (code == std::errc::result_out_of_range)
        return fail("a number is out of range");
    if (end != text.data() + text.size())
        return fail("expected a whole number");
    return true;
}

bool reader::real(double& out) {
    if (peek() == kind::string) {
        std::string_view word;
        if (!string(word))
            return false;
        if (word == "NaN")
            out = std::numeric_limits<double>::quiet_NaN();
        else if (word == "Infinity")
            out = std::numeric_limits<double>::infinity();
        else if (word == "-Infinity")
            out = -std::numeric_limits<double>::infinity();
        else
            return fail("expected a number");
        return true;
    }
    std::string_view text;
    if (!number(text))
        return false;
    auto const code = std::from_chars(text.data(), text.data() + text.size(), out).ec;
    return code == std::errc() || fail("a number is out of range");
}

bool reader::literal(std::string_view word) noexcept {
    if (std::string_view(at_, static_cast<std::size_t>(end_ - at_)).substr(0, word.size()) != word)
        return fail("unexpected character");
    at_ += word.size();
    return true;
}

bool reader::boolean(bool& out) noexcept {
    if (!expect(kind::boolean))
        return false;
    out = *at_ == 't';
    return literal(out ? "true" : "false");
}

bool reader::null() noexcept {
    return expect(kind::null) && literal("null");
}

bool reader::take_null() noexcept {
    return peek() == kind::null && literal("null");
}

bool reader::skip() {
    std::string open; // the brackets still to close, instead of recursion
    for (;;) {
        kind const next = peek();
        std::string_view text;
        bool flag = false;
        switch (next) {
        case kind::object:
            if (!begin_object())
                return false;
            open.push_back('}');
            break;
        case kind::array:
            if (!begin_array())
                return false;
            open.push_back(']');
            break;
        case kind::string:
            if (!string(text))
                return false;
            break;
        case kind::number:
            if (!number(text))
                return false;
            break;
        case kind::boolean:
            if (!boolean(flag))
                return false;
            break;
        case kind::null:
            if (!null())
                return false;
            break;
        case kind::end:
            return fail("the text ends too early");
        case kind::invalid:
            return fail("unexpected character");
        }
        while (!open.empty()) {
            bool const more = open.back() == '}' ? next_key(text) : next_element();
            if (failed())
                return false;
            if (more)
                break;
            open.pop_back();
        }
        if (open.empty())
            return true;
    }
}

bool reader::raw(std::string_view& out) {
    if (failed())
        return false;
    skip_space();
    char const* const start = at_;
    if (!skip())
        return false;
    out = {start, static_cast<std::size_t>(at_ - start)};
    return true;
}

bool reader::finish() noexcept {
    if (failed())
        return false;
    skip_space();
    return at_ == end_ || fail("text follows the value");
}

} // namespace skiff::json
