// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace skiff::rest {

enum class plus : unsigned char { itself, space };

/// Undoes percent-encoding. Nothing when a '%' is not followed by two hexadecimal digits or the
/// result is not UTF-8.
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text,
                                                         plus meaning = plus::itself);

} // namespace skiff::rest
