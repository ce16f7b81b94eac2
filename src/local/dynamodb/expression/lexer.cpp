// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/expression/lexer.hpp"

#include "core/ascii.hpp"

#include <algorithm>

namespace skiff::local::dynamodb {
namespace {

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
bool starts_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool continues_word(char c) {
    return starts_word(c) || is_digit(c);
}
bool continues_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

token_kind kind_of(char first) {
    if (starts_word(first))
        return token_kind::word;
    if (is_digit(first))
        return token_kind::digits;
    return first == '#' ? token_kind::name : first == ':' ? token_kind::value : token_kind::symbol;
}

std::size_t symbol_length(std::string_view text) {
    auto const two = text.substr(0, 2);
    if (two == "<>" || two == "<=" || two == ">=")
        return 2;
    auto const rest = text.substr(1);
    auto const stop = std::ranges::find_if_not(rest, continues_character);
    return 1 + static_cast<std::size_t>(stop - rest.begin());
}

std::size_t token_length(token_kind kind, std::string_view text) {
    if (kind == token_kind::symbol)
        return symbol_length(text);
    auto const rest = text.substr(1);
    auto const stop = std::ranges::find_if_not(rest, kind == token_kind::digits ? is_digit
                                                                                : continues_word);
    return 1 + static_cast<std::size_t>(stop - rest.begin());
}

} // namespace

token_stream::token_stream(std::string_view expression) : expression_(expression) {
    tokens_.reserve(16);
    for (auto rest = expression;;) {
        while (!rest.empty() && is_space(rest.front()))
            rest.remove_prefix(1);
        if (rest.empty())
            break;
        auto const kind = kind_of(rest.front());
        auto const length = token_length(kind, rest);
        tokens_.push_back({kind, rest.substr(0, length)});
        rest.remove_prefix(length);
    }
    tokens_.push_back({token_kind::end, expression.substr(expression.size())});
}

token const& token_stream::peek(std::size_t ahead) const noexcept {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
}

token const& token_stream::take() noexcept {
    auto const& taken = peek();
    at_ = std::min(at_ + 1, tokens_.size() - 1);
    return taken;
}

bool token_stream::next_is(std::string_view symbol) const noexcept {
    return peek().kind == token_kind::symbol && peek().text == symbol;
}

bool token_stream::next_is_keyword(std::string_view upper_case) const noexcept {
    return peek().kind == token_kind::word && equals_ignoring_case(peek().text, upper_case);
}

bool token_stream::take_symbol(std::string_view symbol) noexcept {
    if (!next_is(symbol))
        return false;
    take();
    return true;
}

bool token_stream::take_keyword(std::string_view upper_case) noexcept {
    if (!next_is_keyword(upper_case))
        return false;
    take();
    return true;
}

std::string token_stream::syntax_error() const {
    auto const& culprit = peek();
    auto const& before = tokens_[at_ == 0 ? 0 : at_ - 1];
    auto const& after = peek(1);
    auto const* const from = before.text.data();
    auto const near = std::string_view(
        from, static_cast<std::size_t>(after.text.data() + after.text.size() - from));
    return "Syntax error; token: \"" +
           std::string(culprit.kind == token_kind::end ? "<EOF>" : culprit.text) + "\", near: \"" +
           std::string(near) + '"';
}

bool equals_ignoring_case(std::string_view word, std::string_view upper_case) noexcept {
    return std::ranges::equal(word, upper_case, [](char a, char b) {
        return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b;
    });
}

} // namespace skiff::local::dynamodb
