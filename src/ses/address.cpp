// SPDX-License-Identifier: Apache-2.0
#include <skiff/ses/message.hpp>

#include "core/ascii.hpp"

#include <algorithm>
#include <cstddef>

namespace skiff::ses {
namespace {

constexpr std::size_t local_part_limit = 64; // RFC 5321, 4.5.3.1.1.
constexpr std::size_t domain_limit = 253;    // RFC 1035, 2.3.4, as text.
constexpr std::size_t label_limit = 63;

bool is_atom_char(char c) noexcept { // RFC 5322, 3.2.3: atext.
    return is_alphanumeric(c) ||
           std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_atom(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_atom_char);
}

bool is_label(std::string_view text) noexcept { // RFC 1123, 2.1.
    return !text.empty() && text.size() <= label_limit && text.front() != '-' &&
           text.back() != '-' && std::all_of(text.begin(), text.end(), [](char c) {
               return is_alphanumeric(c) || c == '-';
           });
}

/// True when there is at least one piece between dots and all of them pass.
bool all_between_dots(std::string_view text, bool (*passes)(std::string_view)) noexcept {
    for (;;) {
        auto const dot = text.find('.');
        if (!passes(text.substr(0, dot)))
            return false;
        if (dot == std::string_view::npos)
            return true;
        text.remove_prefix(dot + 1);
    }
}

} // namespace

bool is_valid_address(std::string_view text) noexcept {
    auto const at = text.find('@');
    if (at == std::string_view::npos)
        return false;
    auto const local = text.substr(0, at);
    auto const domain = text.substr(at + 1);
    // "=?" begins an encoded-word, which mail readers decode even where it may not stand.
    return local.size() <= local_part_limit && domain.size() <= domain_limit &&
           local.find("=?") == std::string_view::npos && all_between_dots(local, is_atom) &&
           all_between_dots(domain, is_label);
}

} // namespace skiff::ses
