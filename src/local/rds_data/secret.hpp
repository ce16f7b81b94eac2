// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/result.hpp>

#include "local/rds_data/backend.hpp"

#include <string_view>

namespace skiff::local::rds_data {

/// The login in a secret's text: JSON with username and password, as RDS writes it. `engine` is
/// compared when it is there; host, port and dbname are not used. Fails with
/// InvalidSecretException; the message holds nothing of the secret.
[[nodiscard]] result<login> parse_secret(std::string_view text, dialect engine);

} // namespace skiff::local::rds_data
