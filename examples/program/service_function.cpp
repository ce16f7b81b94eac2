// SPDX-License-Identifier: Apache-2.0
// What a program is that is nothing but a function: there is no server in it, and no command line.
#include "program/opened_service.hpp"

#include <skiff/lambda/runtime.hpp>
#include <skiff/rest/lambda.hpp>
#include <skiff/rest/tracing.hpp>

#include <cstdio>
#include <utility>

namespace example {

int complain(std::string const& reason, int code) {
    std::fprintf(stderr, "%s\n", reason.c_str());
    return code;
}

opened_service open_service(service_program const& what, command_line const& asked,
                            skiff::client_config aws) {
    opened_service out{};
    // Lambda says where its daemon is when tracing is active.
    if (!process_environment("AWS_XRAY_DAEMON_ADDRESS").value_or("").empty()) {
        out.tracer.emplace();
        aws.observer = out.tracer->observer();
    }
    out.it = what.open(asked, aws);
    return out;
}

int run_function(service_program const& what) {
    auto const asked = read_environment(what.about, process_environment);
    if (!asked)
        return complain(asked.error().message, 2);
    auto const opened = open_service(what, *asked, {});
    auto const& app = opened.it.app;
    skiff::rest::lambda_options const how{.access_log = skiff::rest::log_to_stderr};
    if (opened.tracer)
        return skiff::lambda::run(skiff::rest::lambda_handler(
            skiff::rest::traced(app, *opened.tracer, what.about.name), how));
    return skiff::lambda::run(skiff::rest::lambda_handler(app, how));
}

} // namespace example
