// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "program/service_program.hpp"

namespace users {

/// USERS_TABLE names the table. With IS_OFFLINE, DynamoDB is at http://localhost:8000, as the
/// tutorial's serverless-offline has it.
[[nodiscard]] example::service_program make_program();

} // namespace users
