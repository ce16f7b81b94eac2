// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/error.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace skiff::local::secrets_manager {

// What Secrets Manager answers with, in its words; the front finds the HTTP status. No value of a
// secret is ever a part of it.

[[nodiscard]] error refusal(std::string code, std::string message);
[[nodiscard]] error invalid_parameter(std::string message);
[[nodiscard]] error invalid_request(std::string message);

/// There is no secret of this name or ARN.
[[nodiscard]] error secret_not_found();
/// There is no such version; `which` is "VersionId: ..." or "staging label: ...".
[[nodiscard]] error version_not_found(std::string_view which);
/// The secret waits for its deletion.
[[nodiscard]] error marked_for_deletion();
/// The value was encrypted with another key than the one in the data folder.
[[nodiscard]] error cannot_decrypt();

/// "1 validation error detected: Value 'x' at 'name' failed to satisfy constraint: Member must ..."
[[nodiscard]] error constraint(std::string_view value, std::string_view member,
                               std::string_view must);
/// The same for a member whose value must not be seen.
[[nodiscard]] error hidden_constraint(std::string_view member, std::string_view must);

} // namespace skiff::local::secrets_manager
