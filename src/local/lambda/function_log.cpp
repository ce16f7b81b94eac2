// SPDX-License-Identifier: Apache-2.0
#include "local/lambda/function_log.hpp"

#include <algorithm>

namespace skiff::local::lambda {

void text_tail::add(std::string_view lines) {
    text_ += lines;
    if (text_.size() <= most_)
        return;
    // A part of a line only where a single one is longer than all that is kept.
    std::size_t const cut = text_.size() - most_;
    std::size_t const line_end = text_.find('\n', cut - 1);
    bool const whole = line_end != text_.npos && line_end + 1 < text_.size();
    text_.erase(0, whole ? line_end + 1 : cut);
}

} // namespace skiff::local::lambda
