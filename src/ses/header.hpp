// SPDX-License-Identifier: Apache-2.0
// Mail header fields: what may stand in them and how other text is encoded.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::ses {

/// True for UTF-8 without control characters: what a subject or a file name may be.
[[nodiscard]] bool is_header_text(std::string_view text) noexcept;

/// True for "type/subtype" of tokens, with parameters in printable ASCII or none, that may be
/// base64 encoded: not multipart or message (RFC 2046, 5.1 and 5.2).
[[nodiscard]] bool is_leaf_content_type(std::string_view text) noexcept;

/// Unstructured text for a header: as it is when it is short, plain ASCII; else as encoded-words
/// (RFC 2047), each of at most 75 characters and of whole UTF-8 characters, folded. `used` is how
/// much of the first line the field's name takes.
[[nodiscard]] std::string encoded_text(std::string_view text, std::size_t used);

/// "; name=..." for a structured header: quoted when it is plain ASCII, else percent-encoded and
/// continued over lines (RFC 2231).
[[nodiscard]] std::string parameter(std::string_view name, std::string_view value);

/// Appends "name: value\r\n". The value is checked or encoded already.
void append_header(std::string& out, std::string_view name, std::string_view value);

/// One address per line; nothing when there are none.
void append_address_header(std::string& out, std::string_view name,
                           std::vector<std::string> const& addresses);

} // namespace skiff::ses
