// SPDX-License-Identifier: Apache-2.0
#include "codegen/jmespath.hpp"

#include "codegen/model.hpp"

#include "support/catch.hpp"

using namespace skiff::codegen;
using node = jmespath::node;
using part = jmespath::step::part;

namespace {

std::string text_of(jmespath const& e);

std::string text_of(std::vector<jmespath::step> const& steps) {
    std::string out;
    for (auto const& each : steps)
        switch (each.kind) {
        case part::field:
            out += '.' + each.name;
            break;
        case part::elements:
            out += "[]";
            break;
        case part::values:
            out += ".*";
            break;
        case part::filter:
            out += "[?" + text_of(*each.condition) + ']';
            break;
        }
    return out;
}

std::string pair(char const* name, jmespath const& e) {
    return std::string("(") + name + ' ' + text_of(*e.left) + ' ' + text_of(*e.right) + ')';
}

/// With every bracket, as a Lisp would write it.
std::string text_of(jmespath const& e) {
    switch (e.kind) {
    case node::path:
        return text_of(e.steps);
    case node::text:
        return '\'' + e.literal + '\'';
    case node::number:
    case node::boolean:
        return e.literal;
    case node::length:
        return "(length " + text_of(e.steps) + ')';
    case node::equal:
        return pair("==", e);
    case node::unequal:
        return pair("!=", e);
    case node::less:
        return pair("<", e);
    case node::less_equal:
        return pair("<=", e);
    case node::greater:
        return pair(">", e);
    case node::greater_equal:
        return pair(">=", e);
    case node::both:
        return pair("&&", e);
    case node::either:
        return pair("||", e);
    case node::negation:
        return "(! " + text_of(*e.left) + ')';
    }
    return {};
}

} // namespace

TEST_CASE("jmespath: the subset that waiters use is read") {
    struct expression {
        char const* text;
        char const* tree;
    };
    for (auto const& [text, tree] : std::vector<expression>{
             {"A", ".A"},
             {"A.B.C1", ".A.B.C1"},
             {"A[].B", ".A[].B"},
             {"A[*].B", ".A[].B"},
             {"A.*.B", ".A.*.B"},
             {"A == 'x y'", "(== .A 'x y')"},
             {"A == `true` || !B", "(|| (== .A true) (! .B))"},
             {"A=='a' && B!='b' || C", "(|| (&& (== .A 'a') (!= .B 'b')) .C)"},
             {"A && (B || C)", "(&& .A (|| .B .C))"},
             {"length(A) > `0`", "(> (length .A) 0)"},
             {"length(A[?B == 'x' || B == `\"y\"`]) <= length(A)",
              "(<= (length .A[?(|| (== .B 'x') (== .B 'y'))]) (length .A))"},
         }) {
        INFO(text);
        CHECK(text_of(parse_jmespath(text)) == tree);
    }
}

TEST_CASE("jmespath: what is outside the subset is refused") {
    std::vector<std::string> cases{"",
                                   "A.",
                                   "A ==",
                                   "A B",
                                   "[0]",
                                   "A[0]",
                                   "sort(A)",
                                   "'open",
                                   "`1",
                                   "`{}`",
                                   "A[?B",
                                   "(A",
                                   "length(length(A))",
                                   "A | B",
                                   "@"};
    cases.emplace_back(100'000, '(');
    cases.emplace_back(100'000, '!');
    for (auto const& text : cases) {
        INFO(text.substr(0, 50));
        CHECK_THROWS_AS(parse_jmespath(text), model_error);
    }
}
