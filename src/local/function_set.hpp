// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/local/functions.hpp>

#include <string>
#include <vector>

namespace skiff::local {

/// Fills in what may be left out: stages, and programs' whole paths.
void complete(function_set& what);

/// What is wrong with a complete set, each with the member's path and what to do; empty: nothing.
[[nodiscard]] std::vector<json::field_error> problems_of(function_set const& what);

/// `what`, complete. Throws `service_error` (errc::invalid_configuration) when it has problems.
[[nodiscard]] function_set checked(function_set what);

} // namespace skiff::local
