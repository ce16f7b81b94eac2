// SPDX-License-Identifier: Apache-2.0
#include "program/settings.hpp"

#include <cstdlib>
#include <utility>

namespace example {
namespace {

/// What keeps the program from starting, or nothing.
std::optional<std::string> problem_with(setting const& one,
                                        std::optional<std::string> const& value) {
    std::string const remedy = ": give --" + one.flag + " or set the environment variable " +
                               one.variable + ".";
    if (!value || value->empty())
        return one.variable + " is not set" + remedy;
    if (*value == one.placeholder)
        return one.variable + " is still the placeholder " + one.placeholder + remedy;
    return std::nullopt;
}

std::optional<std::string> value_of(setting const& one, environment const& flags,
                                    environment const& variables) {
    if (auto given = flags(one.flag))
        return given;
    auto value = variables(one.variable);
    if (!value && !one.default_value.empty())
        value = one.default_value;
    return value;
}

} // namespace

skiff::error refused(std::string reason) {
    return skiff::make_error(skiff::errc::invalid_configuration, std::move(reason));
}

skiff::result<void> take_settings(command_line& out, std::span<setting const> settings,
                                  environment const& flags, environment const& variables) {
    for (setting const& one : settings) {
        auto value = value_of(one, flags, variables);
        if (one.optional && (!value || value->empty()))
            continue;
        auto problem = problem_with(one, value);
        if (problem && out.local) {
            value = one.local_value;
            problem.reset();
        }
        if (problem && !(one.for_serving_only && out.what != task::serve))
            return refused(*std::move(problem));
        if (problem)
            continue;
        if (one.accepts && !one.accepts(*value))
            return refused(one.variable + " must be " + one.rule + '.');
        out.values[one.flag] = *std::move(value);
    }
    return {};
}

std::string const& command_line::operator[](std::string_view flag) const {
    static std::string const none;
    auto const found = values.find(flag);
    return found == values.end() ? none : found->second;
}

std::optional<std::string> process_environment(std::string const& variable) {
    char const* const value = std::getenv(variable.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
}

skiff::result<command_line> read_environment(description const& program,
                                             environment const& variables) {
    command_line out{.port = program.port};
    auto const no_flag = [](std::string const&) { return std::optional<std::string>(); };
    if (auto taken = take_settings(out, program.settings, no_flag, variables); !taken)
        return std::move(taken).error();
    return out;
}

} // namespace example
