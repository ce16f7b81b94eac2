// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/expression/update.hpp"

#include "local/dynamodb/expression/operand_check.hpp"
#include "local/dynamodb/values.hpp"

#include <algorithm>
#include <array>

namespace skiff::local::dynamodb {
namespace {

/// The long type names of the messages about ADD and DELETE.
std::string_view long_name(attribute_type type) {
    switch (type) {
    case attribute_type::null:
        return "NULL";
    case attribute_type::boolean:
        return "BOOLEAN";
    case attribute_type::string:
        return "STRING";
    case attribute_type::number:
        return "NUMBER";
    case attribute_type::binary:
        return "BINARY";
    case attribute_type::string_set:
        return "STRING_SET";
    case attribute_type::number_set:
        return "NUMBER_SET";
    case attribute_type::binary_set:
        return "BINARY_SET";
    case attribute_type::list:
        return "LIST";
    case attribute_type::map:
        return "MAP";
    }
    return {};
}

} // namespace

class update_parser : expression_parser {
  public:
    update_parser(std::string_view text, placeholders& names)
        : expression_parser(expression_kind::update, text, names) {}

    result<update_expression> run() {
        if (check_size())
            parse_sections();
        note_clashes();
        if (auto failed = failure())
            return std::move(*failed);
        return std::move(out_);
    }

  private:
    using action_parser = bool (update_parser::*)();
    struct section {
        std::string_view keyword;
        action_parser parse_action;
    };
    static constexpr std::size_t section_count = 4;

    bool parse_sections() {
        std::array<section, section_count> const sections{{
            {"SET", &update_parser::parse_set},
            {"REMOVE", &update_parser::parse_remove},
            {"ADD", &update_parser::parse_add},
            {"DELETE", &update_parser::parse_delete},
        }};
        std::array<bool, section_count> seen{};
        do {
            auto const found = std::ranges::find_if(
                sections, [this](section const& s) { return tokens.next_is_keyword(s.keyword); });
            if (found == sections.end())
                return syntax_error();
            tokens.take();
            auto& seen_before = seen[static_cast<std::size_t>(found - sections.begin())];
            if (std::exchange(seen_before, true))
                note(finding::section, "The \"" + std::string(found->keyword) +
                                           "\" section can only be used once in an update "
                                           "expression;");
            if (!parse_actions(found->parse_action))
                return false;
        } while (tokens.peek().kind != token_kind::end);
        return true;
    }

    bool parse_actions(action_parser parse) {
        do {
            if (!(this->*parse)())
                return false;
        } while (tokens.take_symbol(","));
        return true;
    }

    bool parse_set() {
        update_expression::assignment set{};
        if (!parse_path(set.target) || !expect_symbol("=") || !parse_sum(set.term))
            return false;
        out_.sets.push_back(std::move(set));
        return true;
    }

    bool parse_remove() { return parse_path(out_.removes.emplace_back()); }

    bool parse_add() {
        auto& added = out_.adds.emplace_back();
        return parse_change(added, "ADD", [](attribute_type type) {
            return is_set(type) || type == attribute_type::number;
        });
    }

    bool parse_delete() { return parse_change(out_.deletes.emplace_back(), "DELETE", is_set); }

    bool parse_change(update_expression::change& change, std::string_view keyword,
                      bool (*fits)(attribute_type)) {
        if (!parse_path(change.target))
            return false;
        if (!next_is_value())
            return syntax_error();
        take_value(change.value);
        if (change.value && !fits(change.value->type()))
            note(finding::operand_type,
                 "Incorrect operand type for operator or function; operator: " +
                     std::string(keyword) +
                     ", operand type: " + std::string(long_name(change.value->type())) +
                     ", typeSet: ALLOWED_FOR_" + std::string(keyword) + "_OPERAND");
        return true;
    }

    [[nodiscard]] bool next_is_value() const {
        return tokens.peek().kind == token_kind::value && tokens.peek().text.size() > 1;
    }

    std::uint32_t add(update_term term) {
        out_.terms.push_back(std::move(term));
        return static_cast<std::uint32_t>(out_.terms.size() - 1);
    }

    /// An operand, or two with + or - in between.
    bool parse_sum(std::uint32_t& out) {
        if (!parse_operand(out))
            return false;
        bool const plus = tokens.next_is("+");
        if (!plus && !tokens.next_is("-"))
            return true;
        std::string const symbol(tokens.take().text);
        count_operator();
        update_term sum;
        sum.kind = plus ? update_term::form::plus : update_term::form::minus;
        sum.left = out;
        if (!parse_operand(sum.right))
            return false;
        check_type(sum.left, attribute_type::number, symbol);
        check_type(sum.right, attribute_type::number, symbol);
        out = add(std::move(sum));
        return true;
    }

    bool parse_operand(std::uint32_t& out) {
        if (tokens.next_is("("))
            return parse_parenthesised(out);
        update_term term;
        if (next_is_value()) {
            term.kind = update_term::form::value;
            take_value(term.value);
        } else if (tokens.peek().kind == token_kind::word &&
                   tokens.peek(1).kind == token_kind::symbol && tokens.peek(1).text == "(") {
            return parse_function(out);
        } else if (!parse_path(term.path)) {
            return false;
        }
        out = add(std::move(term));
        return true;
    }

    bool parse_parenthesised(std::uint32_t& out) {
        tokens.take();
        bool const again = tokens.next_is("(");
        if (!enter() || !parse_sum(out) || !expect_symbol(")"))
            return false;
        leave();
        if (again && tokens.next_is(")"))
            note(finding::parentheses, "The expression has redundant parentheses;");
        return true;
    }

    bool parse_function(std::uint32_t& out) {
        std::string const name(tokens.take().text);
        tokens.take();
        count_operator();
        std::vector<std::uint32_t> operands;
        if (!enter())
            return false;
        do {
            if (!parse_operand(operands.emplace_back()))
                return false;
        } while (tokens.take_symbol(","));
        leave();
        if (!expect_symbol(")"))
            return false;
        finish_function(out, name, operands);
        return true;
    }

    void finish_function(std::uint32_t& out, std::string const& name,
                         std::vector<std::uint32_t> const& operands) {
        bool const append = name == "list_append";
        if (!append && name != "if_not_exists") {
            note_unknown(name);
            return;
        }
        if (auto wrong = check_operand_count(name, operands.size(), 2)) {
            note(finding::operand_count, std::move(*wrong));
            return;
        }
        update_term call;
        call.kind = append ? update_term::form::list_append : update_term::form::if_not_exists;
        call.left = operands[0];
        call.right = operands[1];
        if (append) {
            check_type(call.left, attribute_type::list, name);
            check_type(call.right, attribute_type::list, name);
        } else if (out_.terms[call.left].kind == update_term::form::path) {
            call.path = out_.terms[call.left].path;
        } else {
            note(finding::operand_type,
                 "Operator or function requires a document path; operator or function: " + name);
        }
        out = add(std::move(call));
    }

    void note_unknown(std::string const& name) {
        constexpr auto of_conditions = std::to_array<std::string_view>(
            {"attribute_exists", "attribute_not_exists", "attribute_type", "begins_with",
             "contains", "size"});
        bool const known = std::ranges::find(of_conditions, name) != of_conditions.end();
        note(finding::unknown_function,
             (known ? "The function is not allowed in an update expression; function: "
                    : "Invalid function name; function: ") +
                 name);
    }

    /// A value, or a sum, of a type that the operator cannot work on.
    void check_type(std::uint32_t term, attribute_type wanted, std::string_view function) {
        auto const& t = out_.terms[term];
        auto type = wanted;
        if (t.value)
            type = t.value->type();
        else if (t.kind == update_term::form::list_append)
            type = attribute_type::list;
        else if (t.kind == update_term::form::plus || t.kind == update_term::form::minus)
            type = attribute_type::number;
        if (type != wanted)
            note(finding::operand_type, wrong_operand_type(function, descriptor(type)));
    }

    void note_clashes() {
        std::vector<document_path const*> targets;
        for (auto const& set : out_.sets)
            targets.push_back(&set.target);
        for (auto const& path : out_.removes)
            targets.push_back(&path);
        for (auto const* changes : {&out_.adds, &out_.deletes})
            for (auto const& change : *changes)
                targets.push_back(&change.target);
        std::erase_if(targets, [](document_path const* path) { return path->empty(); });
        if (auto clash = find_clash(targets))
            note(finding::overlap, std::move(*clash));
    }

    update_expression out_;
};

result<update_expression> update_expression::parse(std::string_view text, placeholders& names) {
    return update_parser(text, names).run();
}

std::vector<document_path> update_expression::targets() const {
    std::vector<document_path> out;
    for (auto const& set : sets)
        out.push_back(set.target);
    out.insert(out.end(), removes.begin(), removes.end());
    for (auto const* changes : {&adds, &deletes})
        for (auto const& changed : *changes)
            out.push_back(changed.target);
    return out;
}

} // namespace skiff::local::dynamodb
