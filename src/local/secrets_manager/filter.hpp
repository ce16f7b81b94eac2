// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/secrets_manager/checks.hpp"
#include "local/secrets_manager/secret.hpp"

#include <skiff/secrets_manager/type/filter.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace skiff::local::secrets_manager {

// Filters of ListSecrets and BatchGetSecretValue. A secret must pass each of them; of a filter's
// values it must match one, and none of those that begin with an exclamation mark.

[[nodiscard]] objection check_filters(std::vector<api::filter> const& filters);

/// The filters have been checked. `region` is where the secret is.
[[nodiscard]] bool passes(secret const& one, std::vector<api::filter> const& filters,
                          std::string_view region);

/// One text for equal filters and another for others.
[[nodiscard]] std::string describe_filters(std::vector<api::filter> const& filters);

} // namespace skiff::local::secrets_manager
