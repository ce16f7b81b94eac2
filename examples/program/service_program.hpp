// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "program/command_line.hpp"

#include <skiff/core/config.hpp>
#include <skiff/core/result.hpp>
#include <skiff/rest/router.hpp>

#include <functional>
#include <string>

namespace example {

/// A service and what it keeps its data in.
struct service {
    skiff::rest::router app;
    /// Makes the storage and waits until it can be used; does nothing when it exists.
    std::function<skiff::result<void>()> create;
    /// Removes it with everything in it and waits until it is gone; does nothing when there is
    /// none.
    std::function<skiff::result<void>()> remove;
};

/// What a program is, apart from what all share.
struct service_program {
    description about;
    std::string home; ///< The path that is shown when it listens: "/users".
    /// Opens the service. The configuration is the embedded services' with --local, else empty: it
    /// comes from the environment and what this adds.
    std::function<service(command_line const& asked, skiff::client_config const& aws)> open;
};

/// Local services for --local: their clients' configuration, which keeps them alive.
using embedded_services = std::function<skiff::client_config()>;

/// A program's main: a server until SIGTERM or SIGINT, a Lambda function where Lambda has started
/// it, or the making or removal of the storage. Lambda starts programs without arguments: there,
/// settings come from the environment alone. Where AWS_XRAY_DAEMON_ADDRESS is set, requests and the
/// AWS calls below them are traced. Says on standard error why it could not; the exit code is 0, 1
/// when that failed, or 2 for wrong arguments.
[[nodiscard]] int run(service_program const& what, int argc, char const* const* argv,
                      embedded_services const& embed);

/// The main of a program that is nothing but a function: no server, no arguments, no --local.
[[nodiscard]] int run_function(service_program const& what);

} // namespace example
