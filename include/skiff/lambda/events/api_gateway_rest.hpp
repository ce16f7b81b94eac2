// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/reflect/json.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace skiff::lambda {

/// Who called an API, as API Gateway saw it.
struct api_gateway_identity {
    std::string source_ip;
    std::optional<std::string> user_agent{};
    std::optional<std::string> user_arn{};
};
BOOST_DESCRIBE_STRUCT(api_gateway_identity, (), (source_ip, user_agent, user_arn))

struct api_gateway_rest_context {
    std::string account_id;
    std::string api_id;
    std::string stage;
    std::string request_id;
    std::string path; ///< With the stage in front.
    std::string protocol;
    std::string http_method;
    std::string resource_path;           ///< "/users/{id}"
    std::int64_t request_time_epoch = 0; ///< Milliseconds.
    std::optional<std::string> domain_name{};
    std::optional<json::raw> authorizer{}; ///< Claims and whatever else the authorizer gives.
    api_gateway_identity identity{};
};
BOOST_DESCRIBE_STRUCT(api_gateway_rest_context, (),
                      (account_id, api_id, stage, request_id, path, protocol, http_method,
                       resource_path, request_time_epoch, domain_name, authorizer, identity))

/// A request to a REST API with proxy integration, and to an HTTP API with payload format 1.0.
/// Query parameters are decoded; REST APIs leave the path encoded, HTTP APIs decode it.
struct api_gateway_rest_event {
    std::optional<std::string> version{}; ///< "1.0" from HTTP APIs.
    std::string resource;
    std::string path; ///< Without the stage.
    std::string http_method;
    std::optional<std::map<std::string, std::string>> headers{}; ///< The last one of each name.
    std::optional<std::map<std::string, std::vector<std::string>>> multi_value_headers{};
    std::optional<std::map<std::string, std::string>> query_string_parameters{};
    std::optional<std::map<std::string, std::vector<std::string>>>
        multi_value_query_string_parameters{};
    std::optional<std::map<std::string, std::string>> path_parameters{};
    std::optional<std::map<std::string, std::string>> stage_variables{};
    api_gateway_rest_context request_context{};
    std::optional<std::string> body{};
    bool is_base64_encoded = false;
};
BOOST_DESCRIBE_STRUCT(api_gateway_rest_event, (),
                      (version, resource, path, http_method, headers, multi_value_headers,
                       query_string_parameters, multi_value_query_string_parameters,
                       path_parameters, stage_variables, request_context, body, is_base64_encoded))

/// The answer that the proxy integration takes; anything else is 502 to the client.
struct api_gateway_rest_response {
    int status_code = 200;
    std::optional<std::map<std::string, std::string>> headers{};
    std::optional<std::map<std::string, std::vector<std::string>>> multi_value_headers{};
    std::optional<std::string> body{};
    bool is_base64_encoded = false;
};
BOOST_DESCRIBE_STRUCT(api_gateway_rest_response, (),
                      (status_code, headers, multi_value_headers, body, is_base64_encoded))

} // namespace skiff::lambda

template <>
struct skiff::json::rules<skiff::lambda::api_gateway_identity>
    : rule_list<camel_case, all_defaulted> {};
template <>
struct skiff::json::rules<skiff::lambda::api_gateway_rest_context>
    : rule_list<camel_case, all_defaulted> {};
template <>
struct skiff::json::rules<skiff::lambda::api_gateway_rest_event>
    : rule_list<camel_case, all_defaulted> {};
template <>
struct skiff::json::rules<skiff::lambda::api_gateway_rest_response>
    : rule_list<camel_case, all_defaulted> {};
