// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/http/fields.hpp>

#include "core/ascii.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>

namespace skiff::http {
namespace {

/// RFC 9110, section 5.6.2.
constexpr auto token_characters = [] {
    std::array<bool, 256> table{};
    for (char c = '0'; c <= '9'; ++c)
        table[static_cast<unsigned char>(c)] = true;
    for (char c = 'a'; c <= 'z'; ++c)
        table[static_cast<unsigned char>(c)] = true;
    for (char c = 'A'; c <= 'Z'; ++c)
        table[static_cast<unsigned char>(c)] = true;
    for (char const c : std::string_view("!#$%&'*+-.^_`|~"))
        table[static_cast<unsigned char>(c)] = true;
    return table;
}();

bool is_token(std::string_view name) noexcept {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return token_characters[static_cast<unsigned char>(c)];
    });
}

bool is_value(std::string_view value) noexcept {
    return std::none_of(value.begin(), value.end(),
                        [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

std::string_view trimmed(std::string_view text) noexcept {
    auto const begin = text.find_first_not_of(" \t");
    if (begin == text.npos)
        return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool points_into(std::string_view part, std::string const& whole) noexcept {
    std::less<char const*> const before;
    return !before(part.data(), whole.data()) && before(part.data(), whole.data() + whole.size());
}

constexpr std::size_t separator_size = 2; // ": "
constexpr std::size_t line_end_size = 2;  // CR LF

} // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                              [](char x, char y) { return lower(x) == lower(y); });
}

bool fields::add(std::string_view name, std::string_view value) {
    if (!is_token(name) || !is_value(value))
        return false;
    auto const line = name.size() + separator_size + value.size() + line_end_size;
    if (line > std::numeric_limits<std::uint32_t>::max() - text_.size())
        return false;
    if (points_into(name, text_) || points_into(value, text_)) [[unlikely]]
        return add(std::string(name), std::string(value));
    entries_.push_back({static_cast<std::uint32_t>(text_.size()),
                        static_cast<std::uint32_t>(name.size()),
                        static_cast<std::uint32_t>(value.size())});
    text_.append(name).append(": ", separator_size).append(value).append("\r\n", line_end_size);
    return true;
}

bool fields::set(std::string_view name, std::string_view value) {
    auto const found = index_of(name, 0);
    if (found == entries_.size())
        return add(name, value);
    if (!is_value(value) || value.size() > std::numeric_limits<std::uint32_t>::max() - text_.size())
        return false;
    if (points_into(name, text_) || points_into(value, text_)) [[unlikely]]
        return set(std::string(name), std::string(value));
    erase_from(name, found + 1);
    auto& e = entries_[found];
    text_.replace(e.begin + e.name_size + separator_size, e.value_size, value);
    shift(found + 1, static_cast<std::uint32_t>(value.size()) - e.value_size);
    e.value_size = static_cast<std::uint32_t>(value.size());
    return true;
}

void fields::erase(std::string_view name) {
    if (points_into(name, text_)) [[unlikely]]
        return erase(std::string(name));
    erase_from(name, 0);
}

void fields::clear() noexcept {
    text_.clear();
    entries_.clear();
}

void fields::reserve(std::size_t count, std::size_t bytes) {
    entries_.reserve(count);
    text_.reserve(bytes);
}

fields::field fields::operator[](std::size_t index) const noexcept {
    auto const& e = entries_[index];
    char const* const line = text_.data() + e.begin;
    return {{line, e.name_size}, {line + e.name_size + separator_size, e.value_size}};
}

std::optional<std::string_view> fields::find(std::string_view name) const noexcept {
    auto const found = index_of(name, 0);
    if (found == entries_.size())
        return std::nullopt;
    return (*this)[found].value;
}

bool fields::has_token(std::string_view name, std::string_view token) const noexcept {
    for (auto i = index_of(name, 0); i != entries_.size(); i = index_of(name, i + 1)) {
        auto rest = (*this)[i].value;
        while (true) {
            auto const comma = rest.find(',');
            if (equal_ignoring_case(trimmed(rest.substr(0, comma)), token))
                return true;
            if (comma == rest.npos)
                break;
            rest.remove_prefix(comma + 1);
        }
    }
    return false;
}

std::size_t fields::index_of(std::string_view name, std::size_t from) const noexcept {
    while (from != entries_.size() && !equal_ignoring_case((*this)[from].name, name))
        ++from;
    return from;
}

void fields::erase_from(std::string_view name, std::size_t from) {
    for (auto i = index_of(name, from); i != entries_.size(); i = index_of(name, i)) {
        auto const e = entries_[i];
        auto const line = static_cast<std::uint32_t>(e.name_size + separator_size + e.value_size +
                                                     line_end_size);
        text_.erase(e.begin, line);
        entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(i));
        shift(i, 0u - line);
    }
}

void fields::shift(std::size_t from, std::uint32_t by) noexcept {
    for (auto i = from; i != entries_.size(); ++i)
        entries_[i].begin += by;
}

} // namespace skiff::http
