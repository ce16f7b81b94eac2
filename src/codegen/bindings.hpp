// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codegen/plan.hpp"

namespace skiff::codegen {

/// Throws model_error when a member of a REST service stands in a place that cannot hold it, or
/// when the labels of a path or of a host prefix are not those of the request.
void check_bindings(plan const& what);

} // namespace skiff::codegen
