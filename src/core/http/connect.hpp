// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/http/wait.hpp"

#include <skiff/core/http/transport.hpp>

namespace skiff::http {

/// Resolves the host and opens a non-blocking TCP connection to it: the addresses in the order the
/// system prefers, each with its share of the time that is left, until one answers.
[[nodiscard]] result<descriptor> connect(origin const& to, waiter& wait,
                                         waiter::time_point deadline);

} // namespace skiff::http
