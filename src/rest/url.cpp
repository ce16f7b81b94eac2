// SPDX-License-Identifier: Apache-2.0
#include "rest/url.hpp"

#include "core/hex.hpp"

#include <skiff/core/json/reader.hpp>

namespace skiff::rest {

std::optional<std::string> percent_decoded(std::string_view text, plus meaning) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i != text.size(); ++i) {
        char c = text[i];
        if (c == '+' && meaning == plus::space) {
            c = ' ';
        } else if (c == '%') {
            if (text.size() - i < 3)
                return std::nullopt;
            int const high = hex_value(text[i + 1]);
            int const low = hex_value(text[i + 2]);
            if (high < 0 || low < 0)
                return std::nullopt;
            c = static_cast<char>(high << 4 | low);
            i += 2;
        }
        out.push_back(c);
    }
    if (!json::is_utf8(out))
        return std::nullopt;
    return out;
}

} // namespace skiff::rest
