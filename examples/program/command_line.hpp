// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/result.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace example {

/// A value that the program needs from a flag or, without it, from the environment.
struct setting {
    std::string flag;            ///< "table"
    std::string variable;        ///< "TABLE_NAME"
    std::string placeholder{};   ///< What the tutorial's configuration has before it is filled in.
    std::string meaning;         ///< For --help.
    std::string local_value{};   ///< Taken with --local when nothing is given.
    std::string default_value{}; ///< Taken when nothing is given; empty: it must be given.
    bool optional = false;       ///< The program does without it, whatever the task.
    bool for_serving_only = false; ///< --create and --delete do without it.
    /// Null, or whether the value can be one; `rule` says for people what it must be.
    bool (*accepts)(std::string_view value) noexcept = nullptr;
    std::string rule{};
};

enum class task { serve, create, remove, help };

/// What a program is to its command line.
struct description {
    std::string name;          ///< "users"
    std::uint16_t port = 8080; ///< Without --port.
    std::vector<setting> settings{};
};

/// What an example program was asked to do.
struct command_line {
    task what = task::serve;
    std::uint16_t port = 8080;
    std::string address = "127.0.0.1";
    bool local = false; ///< Everything embedded instead of AWS.
    std::map<std::string, std::string, std::less<>> values{}; ///< By flag; absent: not given.
    std::string help{};

    /// The value of a setting; empty when it was not given and is not needed.
    [[nodiscard]] std::string const& operator[](std::string_view flag) const;
};

using environment = std::function<std::optional<std::string>(std::string const& variable)>;

/// The process's own environment.
[[nodiscard]] std::optional<std::string> process_environment(std::string const& variable);

/// errc::invalid_configuration, with the reason as its message, when an argument is wrong or a
/// value that the task needs is missing, empty or still the placeholder.
[[nodiscard]] skiff::result<command_line> read_command_line(std::span<char const* const> arguments,
                                                            description const& program,
                                                            environment const& variables);

/// The same for a program without arguments that serves.
[[nodiscard]] skiff::result<command_line> read_environment(description const& program,
                                                           environment const& variables);

} // namespace example
