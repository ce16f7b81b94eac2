// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/expression/parser.hpp"

#include "local/dynamodb/expression/reserved_words.hpp"
#include "local/dynamodb/rejection.hpp"

#include <charconv>
#include <utility>

namespace skiff::local::dynamodb {

std::string_view name_of(expression_kind kind) noexcept {
    switch (kind) {
    case expression_kind::condition:
        return "ConditionExpression";
    case expression_kind::filter:
        return "FilterExpression";
    case expression_kind::key_condition:
        return "KeyConditionExpression";
    case expression_kind::update:
        return "UpdateExpression";
    case expression_kind::projection:
        return "ProjectionExpression";
    }
    return {};
}

void expression_parser::note(finding what, std::string message) {
    auto& kept = findings_[static_cast<std::size_t>(what)];
    if (kept.empty())
        kept = std::move(message);
}

bool expression_parser::syntax_error() {
    if (fatal_.empty())
        fatal_ = tokens.syntax_error();
    return false;
}

void expression_parser::count_operator() {
    if (++operators_ > expression_limits::operators)
        note(finding::limits,
             "The expression contains too many operators; maximum number of operators: " +
                 std::to_string(expression_limits::operators));
}

bool expression_parser::enter() {
    if (depth_ == expression_limits::nesting) {
        if (fatal_.empty())
            fatal_ = "The expression is nested too deeply";
        return false;
    }
    ++depth_;
    return true;
}

bool expression_parser::check_size() {
    if (size_ > expression_limits::bytes)
        fatal_ = "Expression size has exceeded the maximum allowed size; expression size: " +
                 std::to_string(size_);
    else if (tokens.peek().kind == token_kind::end)
        fatal_ = "The expression can not be empty;";
    return fatal_.empty();
}

std::optional<error> expression_parser::failure() const {
    auto const prefix = "Invalid " + std::string(name_of(kind_)) + ": ";
    if (!fatal_.empty())
        return validation_error(prefix + fatal_);
    for (auto const& message : findings_)
        if (!message.empty())
            return validation_error(prefix + message);
    return std::nullopt;
}

bool expression_parser::parse_name(document_path& out) {
    auto const& next = tokens.peek();
    if (next.kind == token_kind::word) {
        if (is_reserved(next.text))
            note(finding::reserved_word,
                 "Attribute name is a reserved keyword; reserved keyword: " +
                     std::string(next.text));
        out.push_back({std::string(next.text)});
    } else if (next.kind == token_kind::name && next.text.size() > 1) {
        auto const* const name = names_.name(next.text);
        if (!name)
            note(finding::undefined,
                 "An expression attribute name used in the document path is not defined; "
                 "attribute name: " +
                     std::string(next.text));
        out.push_back({name ? *name : std::string(next.text)});
    } else {
        return syntax_error();
    }
    tokens.take();
    return true;
}

bool expression_parser::parse_index(document_path& out) {
    if (tokens.peek().kind != token_kind::digits)
        return syntax_error();
    auto const digits = tokens.take().text;
    path_step step{{}, 0, true};
    auto const parsed = std::from_chars(digits.data(), digits.data() + digits.size(), step.index);
    if (parsed.ec != std::errc())
        note(finding::limits,
             "List index is not within the allowable range; index: [" + std::string(digits) + ']');
    out.push_back(std::move(step));
    return expect_symbol("]");
}

bool expression_parser::parse_step(document_path& out) {
    if (tokens.take_symbol("["))
        return parse_index(out);
    return expect_symbol(".") && parse_name(out);
}

bool expression_parser::parse_path(document_path& out) {
    if (!parse_name(out))
        return false;
    while (tokens.next_is("[") || tokens.next_is("."))
        if (!parse_step(out))
            return false;
    if (out.size() > expression_limits::path_steps)
        note(finding::limits, "The document path has too many nesting elements; nesting levels: " +
                                  std::to_string(out.size()));
    return true;
}

void expression_parser::take_value(attribute_value const*& out) {
    auto const text = tokens.take().text;
    out = names_.value(text);
    if (!out)
        note(finding::undefined,
             "An expression attribute value used in expression is not defined; attribute value: " +
                 std::string(text));
}

} // namespace skiff::local::dynamodb
