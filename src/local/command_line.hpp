// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/local/services.hpp>

#include <cstdint>
#include <string>
#include <variant>

namespace skiff::local {

/// What skiff-local was asked to do.
struct command_line {
    options services;
    std::string address;
    std::uint16_t port;
    bool quiet;
};

/// Ends the program at once: after --help, --version or a mistake.
struct early_exit {
    int code;
    std::string text; ///< For standard output when `code` is 0, else for standard error.
};

[[nodiscard]] std::variant<command_line, early_exit> parse_command_line(int count,
                                                                        char const* const* words);

} // namespace skiff::local
