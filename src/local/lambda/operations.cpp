// SPDX-License-Identifier: Apache-2.0
#include "local/lambda/operations.hpp"

#include <skiff/core/error.hpp>
#include <skiff/protocol/shape_access.hpp>

#include <cstddef>

// The aggregates are not of standard layout; the compilers that skiff is built with support
// offsetof for them all the same.
#pragma GCC diagnostic ignored "-Winvalid-offsetof"

namespace skiff::local::lambda {
namespace {

using protocol::member;
using protocol::member_flag;
using protocol::member_location;
using protocol::shape;
using protocol::shape_kind;

constexpr auto* optional_text = &protocol::optional_access_of<std::optional<std::string>>;
constexpr auto* optional_integer = &protocol::optional_access_of<std::optional<std::int32_t>>;
constexpr auto* optional_long = &protocol::optional_access_of<std::optional<std::int64_t>>;

constexpr member text(std::string_view name, std::size_t offset,
                      member_location where = member_location::body) {
    return {.name = name,
            .target = &protocol::text_shape,
            .offset = static_cast<std::uint32_t>(offset),
            .optional = optional_text,
            .location = where};
}

constexpr member integer(std::string_view name, std::size_t offset,
                         member_location where = member_location::body) {
    return {.name = name,
            .target = &protocol::integer_shape,
            .offset = static_cast<std::uint32_t>(offset),
            .optional = optional_integer,
            .location = where};
}

constexpr member label(std::string_view name, std::size_t offset) {
    return {.name = name,
            .target = &protocol::text_shape,
            .offset = static_cast<std::uint32_t>(offset),
            .flags = member_flag::required,
            .location = member_location::label};
}

template <class T>
constexpr member structure(std::string_view name, shape const& target, std::size_t offset) {
    return {.name = name,
            .target = &target,
            .offset = static_cast<std::uint32_t>(offset),
            .optional = &protocol::optional_access_of<std::optional<T>>};
}

constexpr member payload(std::size_t offset) {
    return {.name = "Payload",
            .target = &protocol::blob_shape,
            .offset = static_cast<std::uint32_t>(offset),
            .location = member_location::payload};
}

constexpr member invoke_request_members[] = {
    label("FunctionName", offsetof(invoke_request, function_name)),
    text("Qualifier", offsetof(invoke_request, qualifier), member_location::query),
    text("X-Amz-Invocation-Type", offsetof(invoke_request, invocation_type),
         member_location::header),
    text("X-Amz-Log-Type", offsetof(invoke_request, log_type), member_location::header),
    text("X-Amz-Client-Context", offsetof(invoke_request, client_context), member_location::header),
    text("X-Amzn-Trace-Id", offsetof(invoke_request, trace_id), member_location::header),
    payload(offsetof(invoke_request, payload)),
};
constexpr shape invoke_request_shape{.kind = shape_kind::structure,
                                     .name = "InvocationRequest",
                                     .members = invoke_request_members,
                                     .is_bound = true};

constexpr member invoke_response_members[] = {
    {.name = "StatusCode",
     .target = &protocol::integer_shape,
     .offset = offsetof(invoke_response, status_code),
     .location = member_location::status},
    text("X-Amz-Function-Error", offsetof(invoke_response, function_error),
         member_location::header),
    text("X-Amz-Log-Result", offsetof(invoke_response, log_result), member_location::header),
    text("X-Amz-Executed-Version", offsetof(invoke_response, executed_version),
         member_location::header),
    payload(offsetof(invoke_response, payload)),
};
constexpr shape invoke_response_shape{.kind = shape_kind::structure,
                                      .name = "InvocationResponse",
                                      .members = invoke_response_members,
                                      .is_bound = true};

constexpr shape variables_shape{
    .kind = shape_kind::map,
    .name = "EnvironmentVariables",
    .element = &protocol::text_shape,
    .map = &protocol::map_access_of<std::map<std::string, std::string, std::less<>>>};
constexpr member environment_members[] = {
    {.name = "Variables",
     .target = &variables_shape,
     .offset = offsetof(variables_response, variables)},
};
constexpr shape environment_shape{
    .kind = shape_kind::structure, .name = "EnvironmentResponse", .members = environment_members};

constexpr member configuration_members[] = {
    text("FunctionName", offsetof(function_configuration, function_name)),
    text("FunctionArn", offsetof(function_configuration, function_arn)),
    text("Runtime", offsetof(function_configuration, runtime)),
    text("Role", offsetof(function_configuration, role)),
    text("Handler", offsetof(function_configuration, handler)),
    {.name = "CodeSize",
     .target = &protocol::long_integer_shape,
     .offset = offsetof(function_configuration, code_size),
     .optional = optional_long},
    text("Description", offsetof(function_configuration, description)),
    integer("Timeout", offsetof(function_configuration, timeout)),
    integer("MemorySize", offsetof(function_configuration, memory_size)),
    text("LastModified", offsetof(function_configuration, last_modified)),
    text("Version", offsetof(function_configuration, version)),
    structure<variables_response>("Environment", environment_shape,
                                  offsetof(function_configuration, environment)),
    text("State", offsetof(function_configuration, state)),
    text("LastUpdateStatus", offsetof(function_configuration, last_update_status)),
    text("PackageType", offsetof(function_configuration, package_type)),
};
constexpr shape configuration_shape{.kind = shape_kind::structure,
                                    .name = "FunctionConfiguration",
                                    .members = configuration_members};

constexpr member list_functions_request_members[] = {
    text("Marker", offsetof(list_functions_request, marker), member_location::query),
    integer("MaxItems", offsetof(list_functions_request, max_items), member_location::query),
};
constexpr shape list_functions_request_shape{.kind = shape_kind::structure,
                                             .name = "ListFunctionsRequest",
                                             .members = list_functions_request_members,
                                             .is_bound = true};

constexpr shape configurations_shape{
    .kind = shape_kind::list,
    .name = "FunctionList",
    .element = &configuration_shape,
    .element_name = "member",
    .list = &protocol::list_access_of<std::vector<function_configuration>>};
constexpr member list_functions_response_members[] = {
    text("NextMarker", offsetof(list_functions_response, next_marker)),
    {.name = "Functions",
     .target = &configurations_shape,
     .offset = offsetof(list_functions_response, functions),
     .flags = member_flag::required},
};
constexpr shape list_functions_response_shape{.kind = shape_kind::structure,
                                              .name = "ListFunctionsResponse",
                                              .members = list_functions_response_members};

constexpr member get_function_request_members[] = {
    label("FunctionName", offsetof(get_function_request, function_name)),
    text("Qualifier", offsetof(get_function_request, qualifier), member_location::query),
};
constexpr shape get_function_request_shape{.kind = shape_kind::structure,
                                           .name = "GetFunctionRequest",
                                           .members = get_function_request_members,
                                           .is_bound = true};

constexpr member code_location_members[] = {
    text("RepositoryType", offsetof(function_code_location, repository_type)),
    text("Location", offsetof(function_code_location, location)),
};
constexpr shape code_location_shape{.kind = shape_kind::structure,
                                    .name = "FunctionCodeLocation",
                                    .members = code_location_members};
constexpr member concurrency_members[] = {
    integer("ReservedConcurrentExecutions",
            offsetof(concurrency_response, reserved_concurrent_executions)),
};
constexpr shape concurrency_shape{
    .kind = shape_kind::structure, .name = "Concurrency", .members = concurrency_members};
constexpr member get_function_response_members[] = {
    structure<function_configuration>("Configuration", configuration_shape,
                                      offsetof(get_function_response, configuration)),
    structure<function_code_location>("Code", code_location_shape,
                                      offsetof(get_function_response, code)),
    structure<concurrency_response>("Concurrency", concurrency_shape,
                                    offsetof(get_function_response, concurrency)),
};
constexpr shape get_function_response_shape{.kind = shape_kind::structure,
                                            .name = "GetFunctionResponse",
                                            .members = get_function_response_members};

extern protocol::service const service_table;

constinit protocol::operation const get_function{.name = "GetFunction",
                                                 .service = &service_table,
                                                 .input = &get_function_request_shape,
                                                 .output = &get_function_response_shape,
                                                 .method = "GET",
                                                 .uri = "/2015-03-31/functions/{FunctionName}"};
constinit protocol::operation const get_function_configuration{
    .name = "GetFunctionConfiguration",
    .service = &service_table,
    .input = &get_function_request_shape,
    .output = &configuration_shape,
    .method = "GET",
    .uri = "/2015-03-31/functions/{FunctionName}/configuration"};
constinit protocol::operation const invoke{
    .name = "Invoke",
    .service = &service_table,
    .input = &invoke_request_shape,
    .output = &invoke_response_shape,
    .uri = "/2015-03-31/functions/{FunctionName}/invocations"};
// Known, so that it is refused by its name.
constinit protocol::operation const invoke_with_response_stream{
    .name = "InvokeWithResponseStream",
    .service = &service_table,
    .input = &invoke_request_shape,
    .output = &invoke_response_shape,
    .uri = "/2021-11-15/functions/{FunctionName}/response-streaming-invocations"};
constinit protocol::operation const list_functions{.name = "ListFunctions",
                                                   .service = &service_table,
                                                   .input = &list_functions_request_shape,
                                                   .output = &list_functions_response_shape,
                                                   .method = "GET",
                                                   .uri = "/2015-03-31/functions/"};

constexpr protocol::operation const* all_operations[] = {&get_function, &get_function_configuration,
                                                         &invoke, &invoke_with_response_stream,
                                                         &list_functions};

constexpr protocol::error_entry entry(std::string_view code, int status) {
    return {.code = code,
            .value = static_cast<int>(errc::unmodelled_service_error),
            .http_status = status};
}

constexpr protocol::error_entry errors[] = {entry("InvalidParameterValueException", 400),
                                            entry("InvalidRequestContentException", 400),
                                            entry("RequestTooLargeException", 413),
                                            entry("ResourceNotFoundException", 404),
                                            entry("ServiceException", 500),
                                            entry("TooManyRequestsException", 429)};

constinit protocol::service const service_table{
    .id = "Lambda",
    .variable_suffix = "LAMBDA",
    .endpoint_prefix = "lambda",
    .signing_name = "lambda",
    .target_prefix = "",
    .api_version = "2015-03-31",
    .protocol = &protocol::rest_json_1,
    .retry = {},
    .checksummed = false,
    .errors = errors,
    .category = core_category,
    .operations = all_operations,
};

} // namespace

protocol::service const& service_descriptor() noexcept {
    return service_table;
}

} // namespace skiff::local::lambda
