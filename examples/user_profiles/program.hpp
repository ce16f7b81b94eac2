// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "program/service_program.hpp"
#include "service.hpp"

#include <span>

namespace user_profiles {

/// A program with some of the operations. DYNAMO_ENDPOINT says where DynamoDB is, PROFILES_TABLE
/// the table's name, when they are other than usual.
[[nodiscard]] example::service_program make_program(std::string name,
                                                    std::span<operation const> operations);

/// The main of a Lambda function with one operation.
[[nodiscard]] int run_function(operation which);

} // namespace user_profiles
