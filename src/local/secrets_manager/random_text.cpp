// SPDX-License-Identifier: Apache-2.0
#include "local/secrets_manager/random_text.hpp"

#include "local/secrets_manager/checks.hpp"

#include <skiff/core/random.hpp>

#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace skiff::local::secrets_manager {
namespace {

constexpr std::string_view lower = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view digits = "0123456789";
constexpr std::string_view punctuation = R"(!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~)";
constexpr std::int64_t default_length = 32;
constexpr std::int64_t longest = 4096;

std::string without(std::string_view type, std::string_view excluded) {
    std::string out;
    std::ranges::copy_if(type, std::back_inserter(out),
                         [&](char c) { return excluded.find(c) == std::string_view::npos; });
    return out;
}

/// The types of characters that a password may have, the space not among them.
std::vector<std::string> types_of(api::get_random_password_request const& in) {
    std::string const excluded = in.exclude_characters.value_or("");
    struct {
        std::string_view characters;
        std::optional<bool> left_out;
    } const types[] = {{lower, in.exclude_lowercase},
                       {upper, in.exclude_uppercase},
                       {digits, in.exclude_numbers},
                       {punctuation, in.exclude_punctuation}};
    std::vector<std::string> out;
    for (auto const& one : types) {
        std::string left = without(one.characters, excluded);
        if (!one.left_out.value_or(false) && !left.empty())
            out.push_back(std::move(left));
    }
    return out;
}

bool has_each(std::string_view password, std::vector<std::string> const& types) {
    return std::ranges::all_of(types, [&](std::string const& type) {
        return password.find_first_of(type) != std::string_view::npos;
    });
}

} // namespace

std::string random_text(std::string_view alphabet, std::size_t length) {
    std::string out;
    out.reserve(length);
    // The bytes from here on would make the first characters of the alphabet more likely.
    std::size_t const fair = 256 - 256 % alphabet.size();
    std::array<std::byte, 64> bytes{};
    while (out.size() != length) {
        system_random().fill(bytes);
        for (std::byte const one : bytes) {
            auto const number = std::to_integer<std::size_t>(one);
            if (number < fair && out.size() != length)
                out.push_back(alphabet[number % alphabet.size()]);
        }
    }
    OPENSSL_cleanse(bytes.data(), bytes.size());
    return out;
}

result<std::string> random_password(api::get_random_password_request const& in) {
    if (auto wrong = first_of(check_range(in.password_length, "passwordLength", 1, longest),
                              check_length(in.exclude_characters, "excludeCharacters", 0, 4096)))
        return *std::move(wrong);
    auto const length = static_cast<std::size_t>(in.password_length.value_or(default_length));
    std::vector<std::string> const types = types_of(in);
    std::string alphabet;
    for (std::string const& one : types)
        alphabet += one;
    if (in.include_space.value_or(false))
        alphabet += without(" ", in.exclude_characters.value_or(""));
    if (alphabet.empty())
        return invalid_parameter("No characters are left to make a password of.");
    bool const each = in.require_each_included_type.value_or(true);
    if (each && length < types.size())
        return invalid_parameter("Password length is too short based on the required types.");
    // Whole passwords are thrown away rather than mended: mending would favour some.
    for (;;) {
        std::string out = random_text(alphabet, length);
        if (!each || has_each(out, types))
            return out;
        OPENSSL_cleanse(out.data(), out.size());
    }
}

} // namespace skiff::local::secrets_manager
