// SPDX-License-Identifier: Apache-2.0
// The header section of a message (RFC 5322): what SendRawEmail looks at and what it changes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::local::ses {

struct header_field {
    std::string name;
    std::string value;       ///< Unfolded, without white space around it.
    std::string_view source; ///< The whole field as it stands in the message, line ends included.
};

/// A message split into header fields and the rest. Keeps views into the text it was made from.
struct raw_mail {
    std::vector<header_field> fields;
    std::string_view body; ///< Behind the empty line; empty when there is none.

    /// Null when there is none of this name; case does not matter.
    [[nodiscard]] header_field const* find(std::string_view name) const noexcept;
    [[nodiscard]] std::size_t count(std::string_view name) const noexcept;
};

/// Lines may end in CR LF or LF. On failure false, and `why` is what SES says.
[[nodiscard]] bool parse_raw_mail(std::string_view text, raw_mail& out, std::string& why);

/// Decodes the encoded-words of an unstructured field (RFC 2047) in UTF-8, ASCII or ISO-8859-1;
/// those in other character sets stay as they are. The result is UTF-8 whenever `text` was.
[[nodiscard]] std::string decode_words(std::string_view text);

} // namespace skiff::local::ses
