// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "program/service_program.hpp"

#include <skiff/lambda/tracing.hpp>

#include <optional>
#include <string>

namespace example {

/// A service, and the tracer of its requests and AWS calls.
struct opened_service {
    service it;
    std::optional<skiff::lambda::tracer> tracer; ///< Nothing where nobody takes traces.
};

[[nodiscard]] opened_service open_service(service_program const& what, command_line const& asked,
                                          skiff::client_config aws);

/// Says why on standard error; `code` is the program's then.
[[nodiscard]] int complain(std::string const& reason, int code);

} // namespace example
