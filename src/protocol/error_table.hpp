// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/error.hpp>
#include <skiff/protocol/operation.hpp>

#include <string>
#include <string_view>

namespace skiff::protocol {

/// The entry of a code, or null.
[[nodiscard]] error_entry const* find_error(service const& which, std::string_view code) noexcept;

/// Texts of an error answer, before the table is looked at.
struct error_texts {
    std::string code;
    std::string message;
    std::string request_id;
};

/// An error with the texts, the table's code and status. Without a code the status decides.
[[nodiscard]] error make_answered_error(operation const& what, error_texts texts, int http_status);

/// The bare code of "namespace#Name:http://...".
[[nodiscard]] std::string_view bare_code(std::string_view text) noexcept;

/// A body that is not the protocol's, as a message: its beginning, made printable.
[[nodiscard]] std::string body_as_message(std::string_view body, int http_status);

} // namespace skiff::protocol
