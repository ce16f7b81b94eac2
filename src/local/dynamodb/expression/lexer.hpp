// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::local::dynamodb {

enum class token_kind : unsigned char {
    word,   ///< Attribute name, function or keyword.
    name,   ///< #placeholder
    value,  ///< :placeholder
    digits, ///< A list index.
    symbol, ///< An operator or a bracket; also what has no meaning here.
    end
};

struct token {
    token_kind kind = token_kind::end;
    std::string_view text; ///< A piece of the expression; empty at the end.
};

/// The tokens of an expression, in order. Never fails: characters that mean nothing become symbols,
/// which the parser then refuses. The expression must outlive it.
class token_stream {
  public:
    explicit token_stream(std::string_view expression);

    /// The token after `ahead` others; the end token from there on.
    [[nodiscard]] token const& peek(std::size_t ahead = 0) const noexcept;
    token const& take() noexcept;

    [[nodiscard]] bool next_is(std::string_view symbol) const noexcept;
    /// Keywords have no case.
    [[nodiscard]] bool next_is_keyword(std::string_view upper_case) const noexcept;
    /// Takes the symbol when it stands next.
    bool take_symbol(std::string_view symbol) noexcept;
    bool take_keyword(std::string_view upper_case) noexcept;

    /// "Syntax error; token: ..., near: ..." for the next token.
    [[nodiscard]] std::string syntax_error() const;

  private:
    std::string_view expression_;
    std::vector<token> tokens_; ///< The last one is the end token.
    std::size_t at_ = 0;
};

[[nodiscard]] bool equals_ignoring_case(std::string_view word,
                                        std::string_view upper_case) noexcept;

} // namespace skiff::local::dynamodb
