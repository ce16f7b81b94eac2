// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace skiff {

/// Where settings come from: the process's variables and files. Tests put their own in its place.
/// Thread-safe as far as nobody changes the process's variables meanwhile.
class environment {
  public:
    virtual ~environment() = default;

    /// Nothing when the variable is not set or empty: an empty one is how a shell unsets it.
    [[nodiscard]] virtual std::optional<std::string> variable(std::string_view name) const = 0;
    /// The file's contents; nothing when it does not exist, cannot be read or is beyond 16 MB.
    [[nodiscard]] virtual std::optional<std::string> read_file(std::string const& path) const = 0;
};

/// The process's own. Has no state; the one instance lives as long as the program.
[[nodiscard]] environment const& process_environment() noexcept;

/// "true", "1", "yes" and "on" without case.
[[nodiscard]] bool is_true(std::string_view setting) noexcept;

} // namespace skiff
