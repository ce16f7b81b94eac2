// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/error.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace skiff::local::ses {

/// What SES answers with; the front finds the HTTP status.
[[nodiscard]] error refusal(std::string code, std::string message);

/// A required parameter is absent. `member` is spelled as SES does: "emailAddress".
[[nodiscard]] error missing(std::string_view member);

[[nodiscard]] error not_verified(std::string_view region,
                                 std::vector<std::string_view> const& identities);

} // namespace skiff::local::ses
