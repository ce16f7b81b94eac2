// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/named_sql.hpp"

#include "core/ascii.hpp"

#include <algorithm>
#include <utility>

namespace skiff::local::rds_data {
namespace {

bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool is_name(char c) noexcept {
    return is_digit(c) || (is_letter(c) && static_cast<unsigned char>(c) < 0x80);
}

bool is_space(char c) noexcept {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

std::string in_capitals(std::string_view word) {
    std::string out(word);
    for (char& c : out)
        if (c >= 'a' && c <= 'z')
            c = static_cast<char>(c - 'a' + 'A');
    return out;
}

/// Walks over the text once, copying it.
class lexer {
  public:
    lexer(std::string_view sql, dialect how) : sql_(sql), how_(how) {
        out_.text.reserve(sql.size());
    }

    named_sql run() {
        while (at_ < sql_.size())
            step();
        if (in_statement_)
            ++out_.statements;
        out_.ends_with_semicolon = !in_statement_ && seen_semicolon_;
        return std::move(out_);
    }

  private:
    [[nodiscard]] char peek(std::size_t ahead = 0) const noexcept {
        return at_ + ahead < sql_.size() ? sql_[at_ + ahead] : '\0';
    }
    [[nodiscard]] bool starts(std::string_view with) const noexcept {
        return sql_.substr(at_).starts_with(with);
    }
    [[nodiscard]] bool is_mysql() const noexcept { return how_ == dialect::mysql; }

    /// MySQL wants white space behind --, so that 5--3 stays arithmetic.
    [[nodiscard]] bool begins_line_comment() const noexcept {
        if (is_mysql() && peek() == '#')
            return true;
        return starts("--") && (!is_mysql() || at_ + 2 >= sql_.size() || is_space(peek(2)));
    }

    void copy_to(std::size_t end) {
        end = std::min(end, sql_.size());
        out_.text.append(sql_.substr(at_, end - at_));
        at_ = end;
    }

    void step() {
        char const c = peek();
        if (is_space(c))
            return copy_to(at_ + 1);
        if (begins_line_comment())
            return copy_to(sql_.find('\n', at_));
        if (starts("/*"))
            return block_comment();
        if (c == ';')
            return semicolon();
        in_statement_ = true;
        if (c == '\'')
            return quoted('\'', is_mysql());
        if (c == '"')
            return quoted('"', is_mysql());
        if (c == '`' && is_mysql())
            return quoted('`', false);
        if (c == '$' && !is_mysql() && dollar_string())
            return;
        if (is_letter(c))
            return word();
        if (is_digit(c))
            return number();
        if (c == ':')
            return colon();
        if (c == '(')
            ++depth_;
        if (c == ')' && depth_ > 0)
            --depth_;
        copy_to(at_ + 1);
    }

    /// PostgreSQL's comments nest, MySQL's do not.
    void block_comment() {
        std::size_t open = 1;
        std::size_t end = at_ + 2;
        while (end < sql_.size() && open > 0) {
            std::string_view const rest = sql_.substr(end);
            if (rest.starts_with("*/")) {
                --open;
                end += 2;
            } else if (!is_mysql() && rest.starts_with("/*")) {
                ++open;
                end += 2;
            } else {
                ++end;
            }
        }
        copy_to(end);
    }

    /// A doubled quote stands for itself: it ends one string and begins the next, which is the same
    /// to this walk.
    void quoted(char quote, bool with_escapes) {
        std::size_t end = at_ + 1;
        while (end < sql_.size() && sql_[end] != quote)
            end += with_escapes && sql_[end] == '\\' ? 2 : 1;
        copy_to(end + 1);
    }

    /// $$...$$ or $tag$...$tag$; false when this dollar sign begins none.
    bool dollar_string() {
        std::size_t end = at_ + 1;
        while (end < sql_.size() &&
               (is_letter(sql_[end]) || (is_digit(sql_[end]) && end > at_ + 1)))
            ++end;
        if (end >= sql_.size() || sql_[end] != '$')
            return false;
        std::string_view const tag = sql_.substr(at_, end + 1 - at_);
        std::size_t const close = sql_.find(tag, end + 1);
        copy_to(close == std::string_view::npos ? sql_.size() : close + tag.size());
        return true;
    }

    void word() {
        std::size_t end = at_;
        while (end < sql_.size() &&
               (is_letter(sql_[end]) || is_digit(sql_[end]) || sql_[end] == '$'))
            ++end;
        std::string const name = in_capitals(sql_.substr(at_, end - at_));
        copy_to(end);
        if (!is_mysql() && name == "E" && peek() == '\'')
            return quoted('\'', true);
        note_word(name);
    }

    /// A routine whose body is BEGIN (ATOMIC) ... END has semicolons of its own. In MySQL so have
    /// triggers and events; END closes a BEGIN or a CASE there, END IF and its like do not.
    void note_word(std::string const& name) {
        if (words_ == 0 && out_.verb.empty())
            out_.verb = name;
        ++words_;
        if (words_ == 1)
            is_create_ = name == "CREATE";
        else if (is_create_ && words_ <= 4 && begins_routine(name))
            is_routine_ = true;
        if (!is_routine_)
            return;
        bool const ended = std::exchange(after_end_, false);
        if (ended && name == "CASE")
            return;
        if (ended && is_loop(name)) {
            ++blocks_;
        } else if (name == "BEGIN" || (name == "CASE" && blocks_ > 0)) {
            ++blocks_;
        } else if (name == "END" && blocks_ > 0) {
            --blocks_;
            after_end_ = is_mysql();
        }
    }

    [[nodiscard]] bool begins_routine(std::string_view name) const noexcept {
        return name == "FUNCTION" || name == "PROCEDURE" ||
               (is_mysql() && (name == "TRIGGER" || name == "EVENT"));
    }

    static bool is_loop(std::string_view name) noexcept {
        return name == "IF" || name == "LOOP" || name == "WHILE" || name == "REPEAT";
    }

    /// Numbers are taken whole, so that 1e5 is not a number and a word.
    void number() {
        std::size_t end = at_;
        while (end < sql_.size() && (is_digit(sql_[end]) || is_letter(sql_[end])))
            ++end;
        copy_to(end);
    }

    void colon() {
        if (peek(1) == ':' || peek(1) == '=')
            return copy_to(at_ + 2);
        std::size_t end = at_ + 1;
        while (end < sql_.size() && is_name(sql_[end]))
            ++end;
        if (end == at_ + 1)
            return copy_to(end);
        placeholder(sql_.substr(at_ + 1, end - at_ - 1));
        at_ = end;
        if (!is_mysql() && (is_letter(peek()) || peek() == '$'))
            out_.text.push_back(' ');
    }

    void placeholder(std::string_view name) {
        auto const found = std::find(out_.names.begin(), out_.names.end(), name);
        auto const index = static_cast<std::size_t>(found - out_.names.begin());
        if (found == out_.names.end())
            out_.names.emplace_back(name);
        out_.placeholders.push_back(index);
        if (is_mysql()) {
            out_.text.push_back('?');
            return;
        }
        // LIMIT:n is two words, LIMIT$1 would be one.
        char const before = out_.text.empty() ? ' ' : out_.text.back();
        if (is_letter(before) || is_digit(before) || before == '$')
            out_.text.push_back(' ');
        out_.text.append("$").append(std::to_string(index + 1));
    }

    void semicolon() {
        after_end_ = false;
        if (depth_ == 0 && blocks_ == 0) {
            if (in_statement_)
                ++out_.statements;
            in_statement_ = false;
            seen_semicolon_ = true;
            words_ = 0;
            is_create_ = false;
            is_routine_ = false;
        }
        copy_to(at_ + 1);
    }

    std::string_view sql_;
    dialect how_;
    named_sql out_;
    std::size_t at_ = 0;
    std::size_t words_ = 0;
    std::size_t depth_ = 0;
    std::size_t blocks_ = 0;
    bool is_create_ = false;
    bool is_routine_ = false;
    bool after_end_ = false; ///< The word before was the END of a block.
    bool in_statement_ = false;
    bool seen_semicolon_ = false;
};

} // namespace

named_sql parse_named_sql(std::string_view sql, dialect how) {
    return lexer(sql, how).run();
}

} // namespace skiff::local::rds_data
