// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/error.hpp>
#include <skiff/core/secret.hpp>

namespace skiff::secrets_manager::detail {

/// The error, without the service's message when that repeats the value that was sent, as base64
/// or as it is, or a string or number of the JSON document that it is.
[[nodiscard]] error without_secret(error from, secret_string const& value);
[[nodiscard]] error without_secret(error from, secret_binary const& value);

} // namespace skiff::secrets_manager::detail
