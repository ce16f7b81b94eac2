// SPDX-License-Identifier: Apache-2.0
#include "codegen/names.hpp"

#include "core/ascii.hpp"

#include <algorithm>
#include <array>

namespace skiff::codegen {
namespace {

constexpr bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
constexpr bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
/// True when a word of a CamelCase name begins at `i`.
bool begins_word(std::string_view name, std::size_t i) {
    if (i == 0)
        return false;
    char const before = name[i - 1];
    char const here = name[i];
    if (is_digit(here))
        return is_lower(before); // Max|24
    if (!is_upper(here))
        return false;
    if (is_lower(before) || is_digit(before))
        return true; // Table|Name, S3|Bucket
    if (!is_upper(before) || i + 1 == name.size() || !is_lower(name[i + 1]))
        return false;
    bool const plural = name[i + 1] == 's' && (i + 2 == name.size() || !is_lower(name[i + 2]));
    return !plural; // SSE|Type, but ARNs
}

} // namespace

bool is_keyword(std::string_view name) {
    static constexpr std::array<std::string_view, 97> keywords{
        "alignas",       "alignof",     "and",
        "and_eq",        "asm",         "auto",
        "bitand",        "bitor",       "bool",
        "break",         "case",        "catch",
        "char",          "char16_t",    "char32_t",
        "char8_t",       "class",       "co_await",
        "co_return",     "co_yield",    "compl",
        "concept",       "const",       "const_cast",
        "consteval",     "constexpr",   "constinit",
        "continue",      "decltype",    "default",
        "delete",        "do",          "double",
        "dynamic_cast",  "else",        "enum",
        "explicit",      "export",      "extern",
        "false",         "float",       "for",
        "friend",        "goto",        "if",
        "inline",        "int",         "long",
        "mutable",       "namespace",   "new",
        "noexcept",      "not",         "not_eq",
        "nullptr",       "operator",    "or",
        "or_eq",         "private",     "protected",
        "public",        "register",    "reinterpret_cast",
        "requires",      "return",      "short",
        "signed",        "sizeof",      "static",
        "static_assert", "static_cast", "struct",
        "switch",        "template",    "this",
        "thread_local",  "throw",       "true",
        "try",           "typedef",     "typeid",
        "typename",      "union",       "unsigned",
        "using",         "virtual",     "void",
        "volatile",      "wchar_t",     "while",
        "xor",           "xor_eq",      "import",
        "module",        "final",       "override",
        "errno"};
    return std::ranges::find(keywords, name) != keywords.end();
}

std::string snake_case(std::string_view name) {
    std::string out;
    for (std::size_t i = 0; i != name.size(); ++i) {
        char const c = name[i];
        if (is_upper(c) || is_lower(c) || is_digit(c)) {
            if (begins_word(name, i))
                out += '_';
            out += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
        } else if (!out.empty() && out.back() != '_') {
            out += '_';
        }
    }
    while (!out.empty() && out.back() == '_')
        out.pop_back();
    if (out.empty() || is_digit(out.front()))
        out.insert(out.begin(), '_');
    if (is_keyword(out))
        out += '_';
    return out;
}

std::string literal(std::string_view text) {
    static constexpr char digits[] = "01234567";
    std::string out = "\"";
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte >= 0x7f) {
            out += '\\';
            out += digits[byte >> 6];
            out += digits[(byte >> 3) & 7];
            out += digits[byte & 7];
        } else {
            out += c;
        }
    }
    return out + '"';
}

} // namespace skiff::codegen
