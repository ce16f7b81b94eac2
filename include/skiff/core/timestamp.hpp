// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace skiff {

/// Wall-clock time, UTC.
using timestamp = std::chrono::system_clock::time_point;

} // namespace skiff
