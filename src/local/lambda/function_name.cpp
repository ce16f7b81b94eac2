// SPDX-License-Identifier: Apache-2.0
#include "local/lambda/function_name.hpp"

#include <algorithm>
#include <vector>

namespace skiff::local::lambda {
namespace {

bool is_word(std::string_view text, std::size_t most) noexcept {
    return !text.empty() && text.size() <= most &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_';
           });
}

std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> out;
    for (;;) {
        std::size_t const colon = text.find(':');
        out.push_back(text.substr(0, colon));
        if (colon == text.npos)
            return out;
        text.remove_prefix(colon + 1);
    }
}

} // namespace

bool is_function_name(std::string_view text) noexcept {
    return is_word(text, 64);
}

std::optional<function_reference> parse_function_reference(std::string_view text) {
    std::vector<std::string_view> parts = split(text);
    function_reference out;
    std::size_t at = 0;
    if (parts.size() >= 7 && parts[0] == "arn" && parts[1].starts_with("aws") &&
        parts[2] == "lambda") {
        out.region = parts[3];
        out.account = parts[4];
        at = 5;
    } else if (parts.size() >= 3 && parts[1] == "function") {
        out.account = parts[0];
        at = 1;
    }
    if (at != 0 && parts[at] != "function")
        return std::nullopt;
    at = at == 0 ? 0 : at + 1;
    if (at >= parts.size() || parts.size() > at + 2 || !is_function_name(parts[at]))
        return std::nullopt;
    out.name = parts[at];
    if (parts.size() == at + 2) {
        if (parts[at + 1] != "$LATEST" && !is_word(parts[at + 1], 128))
            return std::nullopt;
        out.qualifier = parts[at + 1];
    }
    return out;
}

} // namespace skiff::local::lambda
