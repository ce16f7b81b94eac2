// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/reflect/json.hpp>
#include <skiff/core/result.hpp>
#include <skiff/secrets_manager/secret_version.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace skiff::secrets_manager::detail {

/// Structs, and maps for secrets whose keys are not known.
template <class T>
concept secret_document = reflect::described<T> || json::detail::map_like<T>;

/// Unknown members are ignored; nothing of the document is repeated in reports.
inline constexpr json::parse_options secret_parsing{.unknown = json::unknown_members::ignored,
                                                    .excerpts = json::excerpts::hidden};

/// The version's text. Fails when it is bytes.
[[nodiscard]] result<std::string_view> text_of(secret_version const& version);

/// Why a secret is not what the caller expects, by path, without any value.
[[nodiscard]] error misfit(secret_version const& version, json::document_error const& why);

template <secret_document T>
[[nodiscard]] result<T> read_secret(secret_version const& version) {
    auto const text = text_of(version);
    if (!text)
        return text.error();
    auto value = parse_json<T>(*text, secret_parsing);
    if (!value)
        return misfit(version, value.error());
    return std::move(*value);
}

/// The document as a secret. No byte of it stays behind in freed memory when it is within the
/// service's limit.
template <secret_document T>
[[nodiscard]] secret_string write_secret(T const& value) {
    std::string text;
    text.reserve(64 << 10); // Secrets Manager: a value has at most 65,536 bytes.
    json::writer to(text);
    json::detail::write_value(to, value);
    return secret_string(std::move(text));
}

} // namespace skiff::secrets_manager::detail
