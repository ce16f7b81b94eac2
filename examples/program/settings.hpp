// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "program/command_line.hpp"

namespace example {

/// errc::invalid_configuration
[[nodiscard]] skiff::error refused(std::string reason);

/// Fills `out.values` from flags, variables and defaults, in this order; looks at `out.what` and
/// `out.local`.
[[nodiscard]] skiff::result<void> take_settings(command_line& out,
                                                std::span<setting const> settings,
                                                environment const& flags,
                                                environment const& variables);

} // namespace example
