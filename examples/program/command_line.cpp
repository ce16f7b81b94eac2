// SPDX-License-Identifier: Apache-2.0
#include "command_line.hpp"

#include "program/settings.hpp"

#include <boost/program_options/cmdline.hpp>
#include <boost/program_options/errors.hpp>
#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/variables_map.hpp>

#include <sstream>
#include <utility>

namespace example {
namespace {

namespace options = boost::program_options;

options::options_description describe(description const& program) {
    options::options_description all("Options");
    auto add = all.add_options();
    add("port", options::value<int>()->default_value(program.port)->value_name("N"),
        "port to listen on; 0: any free one");
    add("address", options::value<std::string>()->default_value("127.0.0.1")->value_name("A"),
        "address to listen on; 0.0.0.0 is everywhere");
    add("local", options::bool_switch(),
        "run without AWS: everything embedded, gone when the program ends");
    add("create", options::bool_switch(), "make the storage, wait until it is ready, end");
    add("delete", options::bool_switch(), "remove the storage with all items, wait, end");
    add("help", options::bool_switch(), "show this");
    for (setting const& one : program.settings) {
        std::string meaning = one.meaning + " (else " + one.variable;
        if (one.optional)
            meaning += "; optional";
        else if (!one.default_value.empty())
            meaning += ", else " + one.default_value;
        meaning += ')';
        add(one.flag.c_str(), options::value<std::string>()->value_name("TEXT"), meaning.c_str());
    }
    return all;
}

std::string usage(std::string_view program, options::options_description const& all) {
    std::ostringstream text;
    text << "Usage: " << program << " [options]\n\n"
         << all << "\nRegion, credentials and endpoint come from the environment and the profile "
         << "files.\n";
    return std::move(text).str();
}

task task_of(options::variables_map const& given) {
    if (given["help"].as<bool>())
        return task::help;
    if (given["create"].as<bool>())
        return task::create;
    return given["delete"].as<bool>() ? task::remove : task::serve;
}

skiff::result<command_line> interpret(options::variables_map const& given,
                                      std::span<setting const> settings,
                                      environment const& variables) {
    int const port = given["port"].as<int>();
    if (port < 0 || port > 65535)
        return refused("--port must be from 0 to 65535.");
    command_line out{.what = task_of(given),
                     .port = static_cast<std::uint16_t>(port),
                     .address = given["address"].as<std::string>(),
                     .local = given["local"].as<bool>()};
    if (out.what == task::help)
        return out;
    if (given["create"].as<bool>() && given["delete"].as<bool>())
        return refused("--create and --delete exclude each other.");
    if (out.local && out.what != task::serve)
        return refused("--local makes its own storage: --create and --delete are for AWS.");
    auto const flag = [&](std::string const& name) -> std::optional<std::string> {
        return given.count(name) ? std::optional(given[name].as<std::string>()) : std::nullopt;
    };
    if (auto taken = take_settings(out, settings, flag, variables); !taken)
        return std::move(taken).error();
    return out;
}

} // namespace

skiff::result<command_line> read_command_line(std::span<char const* const> arguments,
                                              description const& program,
                                              environment const& variables) {
    auto const all = describe(program);
    try {
        options::variables_map given;
        std::vector<std::string> const texts(arguments.begin(), arguments.end());
        options::command_line_parser parser(texts);
        // No abbreviations: a flag that is added later must not change what a script means.
        using style = options::command_line_style::style_t;
        parser.options(all).positional({}).style(style::allow_long | style::long_allow_adjacent |
                                                 style::long_allow_next);
        options::store(parser.run(), given);
        auto out = interpret(given, program.settings, variables);
        if (out)
            out->help = usage(program.name, all);
        return out;
    } catch (options::error const& e) {
        return refused(e.what());
    }
}

} // namespace example
