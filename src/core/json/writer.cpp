// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/json/writer.hpp>

#include "core/hex.hpp"

#include <skiff/core/binary.hpp>

#include <array>
#include <charconv>
#include <cmath>

namespace skiff::json {
namespace {

constexpr std::array<bool, 256> must_escape = [] {
    std::array<bool, 256> table{};
    for (std::size_t i = 0; i != 0x20; ++i)
        table[i] = true;
    table['"'] = true;
    table['\\'] = true;
    return table;
}();

void append_escaped(std::string& out, char c) {
    switch (c) {
    case '"':
        out += "\\\"";
        return;
    case '\\':
        out += "\\\\";
        return;
    case '\b':
        out += "\\b";
        return;
    case '\f':
        out += "\\f";
        return;
    case '\n':
        out += "\\n";
        return;
    case '\r':
        out += "\\r";
        return;
    case '\t':
        out += "\\t";
        return;
    default:
        break;
    }
    auto const byte = static_cast<unsigned char>(c);
    out += "\\u00";
    out.push_back(hex_digits[byte >> 4]);
    out.push_back(hex_digits[byte & 15]);
}

template <class Number>
void append_number(std::string& out, Number value) {
    std::array<char, 32> digits;
    auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out.append(digits.data(), end);
}

} // namespace

void append_string(std::string& out, std::string_view text) {
    out.push_back('"');
    std::size_t start = 0;
    for (std::size_t i = 0; i != text.size(); ++i) {
        if (!must_escape[static_cast<unsigned char>(text[i])])
            continue;
        out.append(text, start, i - start);
        append_escaped(out, text[i]);
        start = i + 1;
    }
    out.append(text, start);
    out.push_back('"');
}

void writer::key(std::string_view name) {
    separate();
    append_string(out_, name);
    out_.push_back(':');
    comma_ = false;
}

void writer::plain_key(std::string_view name) {
    separate();
    out_.push_back('"');
    out_ += name;
    out_ += "\":";
    comma_ = false;
}

void writer::string(std::string_view text) {
    separate();
    append_string(out_, text);
    comma_ = true;
}

void writer::integer(std::int64_t value) {
    separate();
    append_number(out_, value);
    comma_ = true;
}

void writer::unsigned_integer(std::uint64_t value) {
    separate();
    append_number(out_, value);
    comma_ = true;
}

void writer::real(double value) {
    if (std::isnan(value))
        return string("NaN");
    if (std::isinf(value))
        return string(value > 0 ? "Infinity" : "-Infinity");
    separate();
    append_number(out_, value);
    comma_ = true;
}

void writer::boolean(bool value) {
    raw(value ? "true" : "false");
}

void writer::null() {
    raw("null");
}

void writer::base64(std::string_view bytes) {
    separate();
    out_.push_back('"');
    out_ += base64_encode(bytes);
    out_.push_back('"');
    comma_ = true;
}

void writer::raw(std::string_view json) {
    separate();
    out_ += json;
    comma_ = true;
}

} // namespace skiff::json
