// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/expression/condition.hpp"

#include "local/dynamodb/expression/operand_check.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

namespace skiff::local::dynamodb {
namespace {

constexpr std::array<std::pair<std::string_view, test>, 6> comparators{{
    {"=", test::equal},
    {"<>", test::not_equal},
    {"<", test::less},
    {"<=", test::less_or_equal},
    {">", test::greater},
    {">=", test::greater_or_equal},
}};

constexpr std::array<std::pair<std::string_view, test>, 5> functions{{
    {"attribute_exists", test::attribute_exists},
    {"attribute_not_exists", test::attribute_not_exists},
    {"attribute_type", test::attribute_type},
    {"begins_with", test::begins_with},
    {"contains", test::contains},
}};

template <class Table>
test const* look_up(Table const& table, std::string_view spelled) {
    auto const found = std::ranges::find(table, spelled, [](auto const& e) { return e.first; });
    return found == table.end() ? nullptr : &found->second;
}

/// What parsing a piece gives before it is known how the piece is used.
struct term {
    enum class form : unsigned char { operand, function, condition };

    form kind = form::operand;
    operand value;             ///< operand
    std::string_view function; ///< function; also for size(), whose kind is operand
    std::uint32_t node = 0;    ///< function with a known name, condition
    bool parenthesised = false;
};

} // namespace

std::string_view spelling(test what) noexcept {
    for (auto const& [spelled, value] : comparators)
        if (value == what)
            return spelled;
    for (auto const& [spelled, value] : functions)
        if (value == what)
            return spelled;
    switch (what) {
    case test::all_of:
        return "AND";
    case test::any_of:
        return "OR";
    case test::none_of:
        return "NOT";
    case test::between:
        return "BETWEEN";
    default:
        return "IN";
    }
}

class condition_parser : expression_parser {
  public:
    condition_parser(expression_kind kind, std::string_view text, placeholders& names)
        : expression_parser(kind, text, names) {}

    result<condition_expression> run() {
        term whole;
        if (check_size() && parse_any_of(whole) && as_condition(whole) &&
            tokens.peek().kind != token_kind::end)
            syntax_error();
        if (auto failed = failure())
            return std::move(*failed);
        out_.root_ = whole.node;
        return std::move(out_);
    }

  private:
    std::uint32_t add(condition_node node) {
        out_.nodes_.push_back(std::move(node));
        return static_cast<std::uint32_t>(out_.nodes_.size() - 1);
    }

    /// A term used as a condition: boolean functions and conditions are fine.
    bool as_condition(term& t) {
        if (t.kind != term::form::operand)
            return true;
        if (t.function.empty())
            return syntax_error();
        misused(t.function);
        return true;
    }

    /// A term used as an operand: paths, values and size().
    bool as_operand(term& t) {
        if (t.kind == term::form::condition)
            return syntax_error();
        if (t.kind == term::form::function)
            misused(t.function);
        return true;
    }

    void misused(std::string_view function) {
        note(finding::misused_function,
             "The function is not allowed to be used this way in an expression; function: " +
                 std::string(function));
    }

    using piece = bool (condition_parser::*)(term&);

    /// One piece, or several joined by a keyword into one node.
    bool parse_joined(term& out, piece parse, std::string_view keyword, test joined) {
        if (!(this->*parse)(out))
            return false;
        if (!tokens.next_is_keyword(keyword))
            return true;
        condition_node node{joined, {}, {}};
        for (;;) {
            if (!as_condition(out))
                return false;
            node.children.push_back(out.node);
            if (!tokens.take_keyword(keyword))
                break;
            count_operator();
            out = term();
            if (!(this->*parse)(out))
                return false;
        }
        out = term{term::form::condition, {}, {}, add(std::move(node))};
        return true;
    }

    bool parse_any_of(term& out) {
        return parse_joined(out, &condition_parser::parse_all_of, "OR", test::any_of);
    }
    bool parse_all_of(term& out) {
        return parse_joined(out, &condition_parser::parse_none_of, "AND", test::all_of);
    }

    bool parse_none_of(term& out) {
        if (!tokens.next_is_keyword("NOT"))
            return parse_comparison(out);
        tokens.take();
        count_operator();
        if (!enter() || !parse_none_of(out) || !as_condition(out))
            return false;
        leave();
        out = term{term::form::condition, {}, {}, add({test::none_of, {out.node}, {}})};
        return true;
    }

    bool parse_comparison(term& out) {
        if (!parse_atom(out))
            return false;
        auto const* const comparator = tokens.peek().kind == token_kind::symbol
                                           ? look_up(comparators, tokens.peek().text)
                                           : nullptr;
        bool const between = tokens.next_is_keyword("BETWEEN");
        bool const in = tokens.next_is_keyword("IN");
        if (!comparator && !between && !in)
            return true;
        if (!as_operand(out))
            return false;
        tokens.take();
        count_operator();
        condition_node node{comparator ? *comparator : between ? test::between : test::in, {}, {}};
        node.operands.push_back(std::move(out.value));
        if (!(comparator ? parse_operand(node) : between ? parse_bounds(node) : parse_list(node)))
            return false;
        check(node);
        out = term{term::form::condition, {}, {}, add(std::move(node))};
        return true;
    }

    bool parse_operand(condition_node& node) {
        term t;
        if (!parse_atom(t) || !as_operand(t))
            return false;
        node.operands.push_back(std::move(t.value));
        return true;
    }

    bool parse_bounds(condition_node& node) {
        return parse_operand(node) && (tokens.take_keyword("AND") || syntax_error()) &&
               parse_operand(node);
    }

    bool parse_list(condition_node& node) {
        if (!expect_symbol("("))
            return false;
        do {
            if (!parse_operand(node))
                return false;
        } while (tokens.take_symbol(","));
        auto const count = node.operands.size() - 1;
        if (count > expression_limits::in_operands)
            note(finding::operand_count, "Incorrect number of operands for operator or function; "
                                         "operator or function: IN, number of operands: " +
                                             std::to_string(count));
        return expect_symbol(")");
    }

    /// A parenthesised piece, a function or an operand.
    bool parse_atom(term& out) {
        if (tokens.next_is("("))
            return parse_parenthesised(out);
        auto const& next = tokens.peek();
        if (next.kind == token_kind::value && next.text.size() > 1) {
            out.value.kind = operand::form::value;
            take_value(out.value.value);
            return true;
        }
        if (is_keyword())
            return syntax_error();
        if (next.kind == token_kind::word && tokens.peek(1).kind == token_kind::symbol &&
            tokens.peek(1).text == "(")
            return parse_function(out);
        return parse_path(out.value.path);
    }

    [[nodiscard]] bool is_keyword() const {
        return std::ranges::any_of(
            std::to_array<std::string_view>({"AND", "OR", "NOT", "BETWEEN", "IN"}),
            [this](std::string_view word) { return tokens.next_is_keyword(word); });
    }

    bool parse_parenthesised(term& out) {
        tokens.take();
        if (!enter() || !parse_any_of(out) || !expect_symbol(")"))
            return false;
        leave();
        if (out.parenthesised)
            note(finding::parentheses, "The expression has redundant parentheses;");
        out.parenthesised = true;
        return true;
    }

    bool parse_function(term& out) {
        out.function = tokens.take().text;
        tokens.take();
        count_operator();
        if (!enter())
            return false;
        condition_node node;
        do {
            if (!parse_operand(node))
                return false;
        } while (tokens.take_symbol(","));
        leave();
        if (!expect_symbol(")"))
            return false;
        if (out.function == "size")
            finish_size(out, node);
        else
            finish_function(out, std::move(node));
        return true;
    }

    void finish_size(term& out, condition_node& node) {
        if (auto wrong = check_operand_count("size", node.operands.size(), 1))
            note(finding::operand_count, std::move(*wrong));
        if (auto wrong = check_size_operand(node.operands.front()))
            note(finding::operand_type, std::move(*wrong));
        out.value = std::move(node.operands.front());
        out.value.kind = operand::form::size;
    }

    void finish_function(term& out, condition_node node) {
        out.kind = term::form::function;
        auto const* const known = look_up(functions, out.function);
        if (!known) {
            note(finding::unknown_function,
                 "Invalid function name; function: " + std::string(out.function));
            return;
        }
        node.what = *known;
        bool const unary = *known == test::attribute_exists || *known == test::attribute_not_exists;
        auto wrong_count = check_operand_count(out.function, node.operands.size(), unary ? 1 : 2);
        if (wrong_count) {
            note(finding::operand_count, std::move(*wrong_count));
            return;
        }
        check(node);
        out.node = add(std::move(node));
    }

    void check(condition_node const& node) {
        if (auto wrong = check_distinct(node))
            note(finding::same_operand, std::move(*wrong));
        if (auto wrong = check_operand_types(node))
            note(finding::operand_type, std::move(*wrong));
    }

    condition_expression out_;
};

condition_expression condition_expression::joined(test how, std::vector<condition_node> nodes) {
    condition_expression out;
    condition_node root{how, {}, {}};
    for (auto& node : nodes) {
        root.children.push_back(static_cast<std::uint32_t>(out.nodes_.size()));
        out.nodes_.push_back(std::move(node));
    }
    out.root_ = static_cast<std::uint32_t>(out.nodes_.size());
    out.nodes_.push_back(std::move(root));
    return out;
}

result<condition_expression> condition_expression::parse(expression_kind kind,
                                                         std::string_view text,
                                                         placeholders& names) {
    return condition_parser(kind, text, names).run();
}

} // namespace skiff::local::dynamodb
