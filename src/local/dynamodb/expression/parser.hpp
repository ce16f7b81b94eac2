// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/dynamodb/expression/lexer.hpp"
#include "local/dynamodb/expression/path.hpp"
#include "local/dynamodb/expression/placeholders.hpp"

#include <skiff/core/result.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace skiff::local::dynamodb {

enum class expression_kind : unsigned char { condition, filter, key_condition, update, projection };

/// "ConditionExpression", ...
[[nodiscard]] std::string_view name_of(expression_kind kind) noexcept;

/// Limits of one expression. Source: DynamoDB Developer Guide, "Constraints in DynamoDB",
/// expression parameters.
struct expression_limits {
    static constexpr std::size_t bytes = 4096;
    static constexpr unsigned operators = 300;
    static constexpr std::size_t in_operands = 100;
    static constexpr std::size_t path_steps = 32;
    static constexpr unsigned nesting = 320; ///< Calls of the parser on the stack, own limit.
};

/// What the parsers of all kinds share: tokens, paths, placeholders and the choice of one message.
/// A syntax error ends parsing; other findings are kept, and the first category that has one, in
/// the order below, is what the service reports.
class expression_parser {
  protected:
    enum class finding : unsigned char {
        parentheses,
        unknown_function,
        misused_function,
        section,
        reserved_word,
        undefined,
        overlap,
        limits,
        operand_count,
        same_operand,
        operand_type
    };
    static constexpr std::size_t finding_count = 11;

    expression_parser(expression_kind kind, std::string_view text, placeholders& names)
        : tokens(text.substr(0, expression_limits::bytes))
        , names_(names)
        , kind_(kind)
        , size_(text.size()) {}

    /// Keeps the first message of each category.
    void note(finding what, std::string message);
    /// Ends parsing with the next token's syntax error. Always false.
    bool syntax_error();
    bool expect_symbol(std::string_view symbol) {
        return tokens.take_symbol(symbol) || syntax_error();
    }
    /// Counts an operator or function of the expression.
    void count_operator();
    /// False when the expression is nested too deeply; pair with leave().
    bool enter();
    void leave() noexcept { --depth_; }

    [[nodiscard]] bool parse_path(document_path& out);
    /// Takes a :placeholder; `out` is null when it is not defined.
    void take_value(attribute_value const*& out);

    /// True before the first token when the text is empty or too long, or else never.
    bool check_size();
    /// The error to answer with, if any.
    [[nodiscard]] std::optional<error> failure() const;

    token_stream tokens;

  private:
    bool parse_step(document_path& out);
    bool parse_index(document_path& out);
    bool parse_name(document_path& out);

    placeholders& names_;
    std::array<std::string, finding_count> findings_;
    std::string fatal_;
    unsigned operators_ = 0;
    unsigned depth_ = 0;
    expression_kind kind_;
    std::size_t size_;
};

} // namespace skiff::local::dynamodb
