// SPDX-License-Identifier: Apache-2.0
#include "program/service_program.hpp"

#include "program/storage_failure.hpp"

#include <skiff/lambda/runtime.hpp>
#include <skiff/lambda/tracing.hpp>
#include <skiff/rest/server.hpp>
#include <skiff/rest/tracing.hpp>

#include <cstdio>
#include <optional>
#include <span>

namespace example {
namespace {

int complain(std::string const& reason, int code) {
    std::fprintf(stderr, "%s\n", reason.c_str());
    return code;
}

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

/// Nothing where nobody takes traces. Lambda says where its daemon is when tracing is active.
std::optional<skiff::lambda::tracer> tracer_of_environment() {
    if (process_environment("AWS_XRAY_DAEMON_ADDRESS").value_or("").empty())
        return std::nullopt;
    return skiff::lambda::tracer();
}

int serve(service_program const& what, command_line const& asked, service const& it,
          std::optional<skiff::lambda::tracer> const& tracer) {
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
    auto aws = asked->local ? embed() : skiff::client_config{};
    auto const tracer = tracer_of_environment();
    if (tracer)
        aws.observer = tracer->observer();
    auto const it = what.open(*asked, aws);
    switch (asked->what) {
    case task::create:
        return tell(it.create(), "The storage is ready.");
    case task::remove:
        return tell(it.remove(), "The storage is removed.");
    default:
        return serve(what, *asked, it, tracer);
    }
}

} // namespace

int run(service_program const& what, int argc, char const* const* argv,
        embedded_services const& embed) {
    if (argc < 1 || skiff::lambda::in_lambda())
        return run_function(what);
    return run(what, std::span(argv, static_cast<std::size_t>(argc)).subspan(1), embed);
}

int run_function(service_program const& what) {
    return run(what, std::span<char const* const>(), nullptr);
}

} // namespace example
