// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/binary.hpp>
#include <skiff/protocol/operation.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

// The part of the Lambda API (2015-03-31) that the local service speaks, as the generator would
// write it. There is no client for it, hence no model: the whole one is larger than this service.
namespace skiff::local::lambda {

struct invoke_request {
    std::string function_name;
    std::optional<std::string> qualifier;
    std::optional<std::string> invocation_type;
    std::optional<std::string> log_type;
    std::optional<std::string> client_context;
    std::optional<std::string> trace_id;
    binary payload;
};

struct invoke_response {
    std::int32_t status_code = 200;
    std::optional<std::string> function_error;
    std::optional<std::string> log_result;
    std::optional<std::string> executed_version;
    binary payload;
};

struct list_functions_request {
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};

struct variables_response {
    std::map<std::string, std::string, std::less<>> variables;
};

struct function_configuration {
    std::optional<std::string> function_name;
    std::optional<std::string> function_arn;
    std::optional<std::string> runtime;
    std::optional<std::string> role;
    std::optional<std::string> handler;
    std::optional<std::int64_t> code_size;
    std::optional<std::string> description;
    std::optional<std::int32_t> timeout;
    std::optional<std::int32_t> memory_size;
    std::optional<std::string> last_modified;
    std::optional<std::string> version;
    std::optional<variables_response> environment;
    std::optional<std::string> state;
    std::optional<std::string> last_update_status;
    std::optional<std::string> package_type;
};

struct list_functions_response {
    std::optional<std::string> next_marker;
    std::vector<function_configuration> functions;
};

struct get_function_request {
    std::string function_name;
    std::optional<std::string> qualifier;
};

struct function_code_location {
    std::optional<std::string> repository_type;
    std::optional<std::string> location;
};

struct concurrency_response {
    std::optional<std::int32_t> reserved_concurrent_executions;
};

struct get_function_response {
    std::optional<function_configuration> configuration;
    std::optional<function_code_location> code;
    std::optional<concurrency_response> concurrency;
};

[[nodiscard]] protocol::service const& service_descriptor() noexcept;

} // namespace skiff::local::lambda
