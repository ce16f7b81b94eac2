// SPDX-License-Identifier: Apache-2.0
#include "codegen/jmespath.hpp"

#include "codegen/model.hpp"

#include <array>
#include <utility>

namespace skiff::codegen {
namespace {

using node = jmespath::node;
using step = jmespath::step;

class parser {
  public:
    explicit parser(std::string_view text) : text_(text) {}

    jmespath run() {
        auto out = either();
        skip_space();
        if (at_ != text_.size())
            fail("unexpected text");
        return out;
    }

  private:
    static constexpr int most_depth = 50;

    [[noreturn]] void fail(std::string const& why) const {
        throw model_error("JMESPath \"" + std::string(text_) + "\", position " +
                          std::to_string(at_) + ": " + why);
    }

    void skip_space() {
        while (at_ != text_.size() && (text_[at_] == ' ' || text_[at_] == '\n'))
            ++at_;
    }
    bool take(std::string_view token) {
        skip_space();
        if (text_.substr(at_, token.size()) != token)
            return false;
        at_ += token.size();
        return true;
    }
    void expect(std::string_view token) {
        if (!take(token))
            fail("expected '" + std::string(token) + '\'');
    }

    static jmespath make(node what, jmespath left, jmespath right) {
        jmespath out;
        out.kind = what;
        out.left = std::make_shared<jmespath>(std::move(left));
        out.right = std::make_shared<jmespath>(std::move(right));
        return out;
    }

    jmespath either() {
        if (++depth_ > most_depth)
            fail("nested too deeply");
        auto out = both();
        while (take("||"))
            out = make(node::either, std::move(out), both());
        --depth_;
        return out;
    }

    jmespath both() {
        auto out = comparison();
        while (take("&&"))
            out = make(node::both, std::move(out), comparison());
        return out;
    }

    jmespath comparison() {
        static constexpr std::array<std::pair<std::string_view, node>, 6> operators{{
            {"==", node::equal},
            {"!=", node::unequal},
            {"<=", node::less_equal},
            {">=", node::greater_equal},
            {"<", node::less},
            {">", node::greater},
        }};
        auto out = negation();
        for (auto const& [token, what] : operators)
            if (take(token))
                return make(what, std::move(out), negation());
        return out;
    }

    jmespath negation() {
        skip_space();
        bool const is_operator = text_.substr(at_, 2) == "!=";
        if (is_operator || !take("!"))
            return primary();
        if (++depth_ > most_depth)
            fail("nested too deeply");
        jmespath out;
        out.kind = node::negation;
        out.left = std::make_shared<jmespath>(negation());
        --depth_;
        return out;
    }

    jmespath primary() {
        if (take("(")) {
            auto out = either();
            expect(")");
            return out;
        }
        if (take("'"))
            return literal(node::text, '\'');
        if (take("`")) {
            auto out = literal(node::number, '`');
            if (out.literal.starts_with('"') && out.literal.ends_with('"') &&
                out.literal.size() >= 2) {
                out.kind = node::text;
                out.literal = out.literal.substr(1, out.literal.size() - 2);
            } else if (out.literal == "true" || out.literal == "false") {
                out.kind = node::boolean;
            } else if (out.literal.empty() ||
                       out.literal.find_first_not_of("0123456789") != out.literal.npos) {
                fail("unsupported literal");
            }
            return out;
        }
        return path();
    }

    jmespath literal(node what, char end) {
        auto const stop = text_.find(end, at_);
        if (stop == text_.npos)
            fail("a literal without end");
        jmespath out;
        out.kind = what;
        out.literal = text_.substr(at_, stop - at_);
        at_ = stop + 1;
        return out;
    }

    std::string name() {
        skip_space();
        auto const begin = at_;
        auto const is_letter = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        };
        while (at_ != text_.size() &&
               (is_letter(text_[at_]) || (at_ != begin && text_[at_] >= '0' && text_[at_] <= '9')))
            ++at_;
        if (begin == at_)
            fail("expected a name");
        return std::string(text_.substr(begin, at_ - begin));
    }

    jmespath path() {
        jmespath out;
        auto first = name();
        if (take("(")) {
            if (first != "length")
                fail("unsupported function '" + first + '\'');
            out = path();
            if (out.kind != node::path)
                fail("length of a length");
            expect(")");
            out.kind = node::length;
            return out;
        }
        out.steps.push_back({step::part::field, std::move(first)});
        for (;;) {
            if (take("[]") || take("[*]")) {
                out.steps.push_back({step::part::elements});
            } else if (take("[?")) {
                auto condition = std::make_shared<jmespath>(either());
                expect("]");
                out.steps.push_back({step::part::filter, {}, std::move(condition)});
            } else if (take(".*")) {
                out.steps.push_back({step::part::values});
            } else if (take(".")) {
                out.steps.push_back({step::part::field, name()});
            } else {
                return out;
            }
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

} // namespace

jmespath parse_jmespath(std::string_view text) {
    return parser(text).run();
}

} // namespace skiff::codegen
