// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/protocol/shape.hpp>

#include <string>
#include <string_view>

namespace skiff::protocol {

/// True for the kinds that query requests and XML answers write as one piece of text.
[[nodiscard]] bool is_scalar(shape const& type) noexcept;
/// True for the kinds whose texts are overwritten after use.
[[nodiscard]] inline bool is_secret(shape const& type) noexcept {
    return type.kind == shape_kind::secret_text || type.kind == shape_kind::secret_blob;
}

/// True for scalars that have no empty text: where sparse lists and maps have none, it is empty.
[[nodiscard]] inline bool is_never_empty(shape const& type) noexcept {
    return is_scalar(type) && type.kind != shape_kind::text && type.kind != shape_kind::blob &&
           type.kind != shape_kind::enumeration && !is_secret(type);
}

/// A scalar as text: true and false, shortest decimal, base64, ISO 8601 unless told otherwise.
[[nodiscard]] std::string scalar_to_text(shape const& type, void const* value, time_format format);

/// The other way. False when the text is none of the type's; then `expected` is the field's word
/// for the type: "integer".
[[nodiscard]] bool scalar_from_text(shape const& type, std::string_view text, void* value,
                                    char const*& expected);

} // namespace skiff::protocol
