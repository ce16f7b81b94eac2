// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/secrets_manager/operation/get_random_password.hpp>

#include <skiff/core/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace skiff::local::secrets_manager {

/// Each character is as likely as any other of `alphabet`, which has 1 to 256 different ones.
[[nodiscard]] std::string random_text(std::string_view alphabet, std::size_t length);

/// GetRandomPassword. Every password that the request allows is as likely as any other.
[[nodiscard]] result<std::string> random_password(
    skiff::secrets_manager::get_random_password_request const& in);

} // namespace skiff::local::secrets_manager
