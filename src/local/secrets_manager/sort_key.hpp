// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/timestamp.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace skiff::local::secrets_manager {

/// Sorts by time, then by name; what has no time comes first.
inline std::string sort_key(std::optional<timestamp> when, std::string_view name) {
    auto const count =
        when ? std::chrono::floor<std::chrono::milliseconds>(*when).time_since_epoch().count() : 0;
    std::string const digits = std::to_string(count < 0 ? 0 : count);
    std::string out(digits.size() < 16 ? 16 - digits.size() : 0, '0');
    return out.append(digits).append("\n").append(name);
}

} // namespace skiff::local::secrets_manager
