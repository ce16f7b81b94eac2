// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace skiff::local::secrets_manager {

/// What can be told of a resource policy by its text alone.
struct policy_findings {
    std::string problem; ///< Empty: it is JSON and has the form of a policy.
    bool is_json = true;
    bool is_public = false; ///< It allows something to everybody, under no condition.
};

[[nodiscard]] policy_findings examine_policy(std::string_view text);

} // namespace skiff::local::secrets_manager
