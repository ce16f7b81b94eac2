// SPDX-License-Identifier: Apache-2.0
#include "codegen/path_code.hpp"

#include "codegen/names.hpp"

#include <algorithm>

namespace skiff::codegen {
namespace {

using path_step = jmespath::step;

bool has_fields_only(jmespath const& path) {
    return std::ranges::all_of(path.steps,
                               [](auto const& s) { return s.kind == path_step::part::field; });
}

} // namespace

member const& path_code::field(place const& of, std::string const& name) const {
    auto const& members = of.type->members;
    auto const found = std::ranges::find(members, name, &codegen::member::name);
    if (of.type->kind != kind::structure || found == members.end())
        throw model_error(what_.model().id + ": " + of.type->name + " has no member '" + name +
                          '\'');
    return *found;
}

path_code::place path_code::chain(jmespath const& path, std::string& conditions) const {
    auto here = root_;
    for (auto const& now : path.steps) {
        auto const& found = field(here, now.name);
        bool const optional = what_.is_optional(found);
        here = {here.member(snake_case(found.name)), optional, &what_.model().at(found.shape)};
        if (optional)
            conditions += here.code + " && ";
    }
    return here;
}

/// Statements that run `body` for each value of the path.
template <class Body>
std::string path_code::each(jmespath const& path, Body const& body) const {
    return step(path, 0, root_, body);
}

template <class Body>
std::string path_code::step(jmespath const& path, std::size_t at, place const& here,
                            Body const& body) const {
    if (at == path.steps.size())
        return body(here);
    auto const& now = path.steps[at];
    if (now.kind == path_step::part::field) {
        auto const& found = field(here, now.name);
        bool const optional = what_.is_optional(found);
        place const next{here.member(snake_case(found.name)), optional,
                         &what_.model().at(found.shape)};
        auto code = step(path, at + 1, next, body);
        return optional ? "if (" + next.code + ") { " + code + " }" : code;
    }
    bool const values = now.kind == path_step::part::values;
    if (here.type->kind != (values ? kind::map : kind::list))
        throw model_error(what_.model().id + ": " + here.type->name + " is no " +
                          (values ? "map" : "list"));
    auto const name = "e" + std::to_string(at);
    place const inner{values ? name + ".second" : name, false,
                      &what_.model().at(here.type->element)};
    auto code = step(path, at + 1, inner, body);
    if (now.kind == path_step::part::filter)
        code = "if (" + path_code(what_, inner.code, false, *inner.type).boolean(*now.condition) +
               ") { " + code + " }";
    return "for (auto const& " + name + " : " + here.value() + ") { " + code + " }";
}

std::string path_code::is(place const& value, std::string const& text) const {
    switch (value.type->kind) {
    case kind::text:
        return value.value() + " == " + literal(text);
    case kind::enumeration:
        return value.member("text()") + " == " + literal(text);
    case kind::boolean:
        if (text == "true" || text == "false")
            return value.value() + " == " + text;
        break;
    default:
        break;
    }
    throw model_error(what_.model().id + ": " + value.type->name + " cannot be compared with '" +
                      text + '\'');
}

std::string path_code::any_is(jmespath const& path, std::string const& text) const {
    if (has_fields_only(path)) {
        std::string conditions;
        auto const value = chain(path, conditions);
        return '(' + conditions + is(value, text) + ')';
    }
    return "[&] { " +
           each(path, [&](place const& v) { return "if (" + is(v, text) + ") return true;"; }) +
           " return false; }()";
}

std::string path_code::all_are(jmespath const& path, std::string const& text) const {
    return "[&] { bool any = false; " +
           each(path,
                [&](place const& v) {
                    return "any = true; if (!(" + is(v, text) + ")) return false;";
                }) +
           " return any; }()";
}

std::string path_code::number(jmespath const& expression) const {
    if (expression.kind == jmespath::node::number)
        return expression.literal + 'u';
    if (expression.kind != jmespath::node::length)
        throw model_error(what_.model().id + ": a waiter compares what is no number");
    if (has_fields_only(expression)) {
        std::string conditions;
        auto const value = chain(expression, conditions);
        if (!is_container(*value.type))
            throw model_error(what_.model().id + ": length of " + value.type->name);
        auto const size = value.member("size()");
        return conditions.empty() ? size : '(' + conditions + "true ? " + size + " : 0u)";
    }
    return "[&] { std::size_t n = 0; " +
           each(expression, [](place const&) -> std::string { return "++n;"; }) + " return n; }()";
}

std::string path_code::comparison(jmespath const& expression, std::string const& sign) const {
    auto const& left = *expression.left;
    auto const& right = *expression.right;
    bool const equality = sign == "==" || sign == "!=";
    bool const to_text = right.kind == jmespath::node::text ||
                         right.kind == jmespath::node::boolean;
    if (left.kind == jmespath::node::path && to_text && equality)
        return (sign == "!=" ? "!" : "") + any_is(left, right.literal);
    return '(' + number(left) + ' ' + sign + ' ' + number(right) + ')';
}

std::string path_code::boolean(jmespath const& expression) const {
    switch (expression.kind) {
    case jmespath::node::either:
        return '(' + boolean(*expression.left) + " || " + boolean(*expression.right) + ')';
    case jmespath::node::both:
        return '(' + boolean(*expression.left) + " && " + boolean(*expression.right) + ')';
    case jmespath::node::negation:
        return '!' + boolean(*expression.left);
    case jmespath::node::equal:
        return comparison(expression, "==");
    case jmespath::node::unequal:
        return comparison(expression, "!=");
    case jmespath::node::less:
        return comparison(expression, "<");
    case jmespath::node::less_equal:
        return comparison(expression, "<=");
    case jmespath::node::greater:
        return comparison(expression, ">");
    case jmespath::node::greater_equal:
        return comparison(expression, ">=");
    case jmespath::node::boolean:
        return expression.literal;
    case jmespath::node::path:
        return any_is(expression, "true");
    default:
        throw model_error(what_.model().id + ": a waiter's expression is no condition");
    }
}

} // namespace skiff::codegen
