// SPDX-License-Identifier: Apache-2.0
#include <skiff/lambda/trace_header.hpp>

#include "core/hex.hpp"

#include <skiff/core/http/fields.hpp>

#include <algorithm>
#include <cstddef>

namespace skiff::lambda {
namespace {

bool is_hex(std::string_view text, std::size_t size) noexcept {
    return text.size() == size &&
           std::all_of(text.begin(), text.end(), [](char c) { return hex_value(c) >= 0; });
}

bool is_root(std::string_view text) noexcept {
    return text.size() == 35 && text.starts_with("1-") && text[10] == '-' &&
           is_hex(text.substr(2, 8), 8) && is_hex(text.substr(11), 24);
}

std::string_view trimmed(std::string_view text) noexcept {
    auto const first = text.find_first_not_of(" \t");
    if (first == text.npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

sampling parse_sampled(std::string_view value) noexcept {
    if (value == "1")
        return sampling::yes;
    if (value == "0")
        return sampling::no;
    return value == "?" ? sampling::requested : sampling::undecided;
}

void take_field(trace_header& out, std::string_view field) {
    auto const equals = field.find('=');
    if (equals == field.npos || equals == 0)
        return;
    auto const name = trimmed(field.substr(0, equals));
    auto const value = trimmed(field.substr(equals + 1));
    if (http::equal_ignoring_case(name, "Root")) {
        if (is_root(value))
            out.root = value;
    } else if (http::equal_ignoring_case(name, "Parent")) {
        if (is_hex(value, 16))
            out.parent = value;
    } else if (http::equal_ignoring_case(name, "Sampled")) {
        out.sampled = parse_sampled(value);
    } else {
        out.others.emplace_back(name, value);
    }
}

void append(std::string& out, std::string_view name, std::string_view value) {
    if (value.empty())
        return;
    if (!out.empty())
        out += ';';
    out.append(name).append(1, '=').append(value);
}

} // namespace

trace_header trace_header::parse(std::string_view text) {
    trace_header out;
    while (!text.empty()) {
        auto const semicolon = std::min(text.find(';'), text.size());
        take_field(out, trimmed(text.substr(0, semicolon)));
        text.remove_prefix(std::min(semicolon + 1, text.size()));
    }
    return out;
}

std::string trace_header::to_string() const {
    std::string out;
    append(out, "Root", root);
    append(out, "Parent", parent);
    switch (sampled) {
    case sampling::undecided:
        break;
    case sampling::requested:
        append(out, "Sampled", "?");
        break;
    case sampling::no:
        append(out, "Sampled", "0");
        break;
    case sampling::yes:
        append(out, "Sampled", "1");
        break;
    }
    for (auto const& [name, value] : others)
        append(out, name, value);
    return out;
}

} // namespace skiff::lambda
