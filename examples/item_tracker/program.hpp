// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "program/command_line.hpp"
#include "storage.hpp"

#include <skiff/core/config.hpp>
#include <skiff/local/services.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace item_tracker {

/// What one of the two programs is, apart from what they share.
struct program {
    std::string name;
    std::vector<example::setting> settings; ///< Its own; the sender is common to both.
    std::function<std::unique_ptr<storage>(example::command_line const&,
                                           skiff::client_config const&)>
        open;
    /// With --local: a further line of the welcome, on how to look at what is stored. Optional.
    std::function<std::string(example::command_line const&, skiff::local::services const&)>
        local_hint{};
};

/// A tracker's main: serves until SIGTERM or SIGINT, or makes or removes the storage. Says on
/// standard error why it could not; the exit code is 0, 1 when that failed, or 2 for wrong
/// arguments.
[[nodiscard]] int run(program const& what, int argc, char const* const* argv);

} // namespace item_tracker
