// SPDX-License-Identifier: Apache-2.0
#include "local/rds_data/postgresql/array.hpp"

#include <algorithm>
#include <cstddef>

namespace skiff::local::rds_data::postgresql {
namespace {

/// One element from `at` on, which then stands behind it.
std::optional<std::string> take_element(std::string_view text, std::size_t& at) {
    std::string out;
    bool const quoted = text[at] == '"';
    if (quoted)
        ++at;
    for (; at < text.size(); ++at) {
        if (quoted ? text[at] == '"' : text[at] == ',' || text[at] == '}')
            break;
        if (text[at] == '\\' && at + 1 < text.size())
            ++at;
        out.push_back(text[at]);
    }
    if (quoted && at < text.size())
        ++at;
    if (!quoted && out == "NULL")
        return std::nullopt;
    return out;
}

} // namespace

std::optional<std::vector<std::optional<std::string>>> parse_array(std::string_view text) {
    if (text.starts_with('[')) // bounds that do not begin at 1
        text.remove_prefix(std::min(text.find('{'), text.size()));
    if (text.size() < 2 || text.front() != '{' || text.back() != '}')
        return std::nullopt;
    std::vector<std::optional<std::string>> out;
    if (text == "{}")
        return out;
    for (std::size_t at = 1; at < text.size();) {
        if (text[at] == '{')
            return std::nullopt;
        out.push_back(take_element(text, at));
        if (at >= text.size())
            return std::nullopt;
        if (text[at] == '}')
            break;
        ++at; // the comma
    }
    return out;
}

} // namespace skiff::local::rds_data::postgresql
