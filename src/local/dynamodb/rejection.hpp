// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace skiff::local::dynamodb {

/// An error as the service words it: `aws_code` is the code on the wire, for example
/// "ResourceNotFoundException". `modelled` is left empty.
[[nodiscard]] error reject(std::string_view aws_code, std::string message);

/// "ValidationException": the request's contents are refused.
[[nodiscard]] error validation_error(std::string message);

/// "One or more parameter values were invalid: " + `detail`.
[[nodiscard]] error invalid_parameter(std::string_view detail);

/// "[a, b]"
[[nodiscard]] std::string listed(std::vector<std::string> const& values);

} // namespace skiff::local::dynamodb
