// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/config.hpp>

#include <functional>
#include <string>

namespace notes {

/// Opens services that stand in for AWS, for --local.
using local_opener = std::function<skiff::client_config()>;

/// The main of both programs: serves until SIGTERM or SIGINT, or makes or removes the table; in
/// Lambda it is the function. Says on standard error why it could not; the exit code is 0, 1 when
/// that failed, or 2 for wrong arguments. Without an opener --local is refused.
[[nodiscard]] int run(std::string const& name, int argc, char const* const* argv,
                      local_opener const& open_local = {});

} // namespace notes
