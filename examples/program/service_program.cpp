// SPDX-License-Identifier: Apache-2.0
#include "program/service_program.hpp"

#include "program/opened_service.hpp"
#include "program/storage_failure.hpp"

#include <skiff/lambda/runtime.hpp>
#include <skiff/rest/server.hpp>
#include <skiff/rest/tracing.hpp>

#include <cstdio>
#include <span>

namespace example {
namespace {

void say(std::string const& line) {
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
}

int tell(skiff::result<void> const& done, char const* success) {
    if (!done)
        return complain(done.error().to_string(), 1);
    say(success);
    return 0;
}

int serve(service_program const& what, command_line const& asked, opened_service const& opened) {
    auto const& [it, tracer] = opened;
    if (asked.local)
        if (auto const made = it.create(); !made)
            return complain(made.error().to_string(), 1);
    skiff::rest::server_options const how{.address = asked.address,
                                          .port = asked.port,
                                          .body_limit = body_limit,
                                          .on_listening = [&](std::string_view url) {
                                              say("API   " + std::string(url) + what.home);
                                              say("Stop with Ctrl+C.");
                                          }};
    if (tracer)
        return skiff::rest::run(skiff::rest::traced(it.app, *tracer, what.about.name), how);
    return skiff::rest::run(it.app, how);
}

int run(service_program const& what, std::span<char const* const> arguments,
        embedded_services const& embed) {
    auto const asked = read_command_line(arguments, what.about, process_environment);
    if (!asked)
        return complain(asked.error().message + "\nTry " + what.about.name + " --help.", 2);
    if (asked->what == task::help) {
        say(asked->help);
        return 0;
    }
    auto const opened = open_service(what, *asked, asked->local ? embed() : skiff::client_config{});
    switch (asked->what) {
    case task::create:
        return tell(opened.it.create(), "The storage is ready.");
    case task::remove:
        return tell(opened.it.remove(), "The storage is removed.");
    default:
        return serve(what, *asked, opened);
    }
}

} // namespace

int run(service_program const& what, int argc, char const* const* argv,
        embedded_services const& embed) {
    if (argc < 1 || skiff::lambda::in_lambda())
        return run_function(what);
    return run(what, std::span(argv, static_cast<std::size_t>(argc)).subspan(1), embed);
}

} // namespace example
