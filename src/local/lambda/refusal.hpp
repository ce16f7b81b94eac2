// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/error.hpp>

#include <string>
#include <string_view>

// The errors of the Lambda API, as AWS words them.
namespace skiff::local::lambda {

[[nodiscard]] error refusal(std::string_view code, int status, std::string message);
[[nodiscard]] error function_not_found(std::string_view arn);
[[nodiscard]] error too_many_requests();

} // namespace skiff::local::lambda
