// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/reflect/json.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace skiff::lambda {

struct http_api_http {
    std::string method;
    std::string path;
    std::string protocol;
    std::string source_ip;
    std::string user_agent;
};
BOOST_DESCRIBE_STRUCT(http_api_http, (), (method, path, protocol, source_ip, user_agent))

struct http_api_context {
    std::string account_id;
    std::string api_id;
    std::string domain_name;
    std::string domain_prefix;
    std::string request_id;
    std::string route_key;
    std::string stage;                     ///< "$default" has no part in the path.
    std::string time;                      ///< "12/Mar/2020:19:03:58 +0000"
    std::int64_t time_epoch = 0;           ///< Milliseconds.
    std::optional<json::raw> authorizer{}; ///< {"jwt": ...}, {"lambda": ...} or {"iam": ...}
    http_api_http http{};
};
BOOST_DESCRIBE_STRUCT(http_api_context, (),
                      (account_id, api_id, domain_name, domain_prefix, request_id, route_key, stage,
                       time, time_epoch, authorizer, http))

/// A request to an HTTP API with payload format 2.0, and to a function URL. Function URLs leave
/// `raw_path` encoded, HTTP APIs decode it; both leave the query encoded.
struct http_api_event {
    std::string version; ///< "2.0"
    std::string route_key;
    std::string raw_path; ///< With the stage in front, unless that is $default.
    std::string raw_query_string;
    std::optional<std::vector<std::string>> cookies{};
    std::map<std::string, std::string> headers{}; ///< Lower case; values of one name comma-joined.
    std::optional<std::map<std::string, std::string>> query_string_parameters{};
    std::optional<std::map<std::string, std::string>> path_parameters{};
    std::optional<std::map<std::string, std::string>> stage_variables{};
    http_api_context request_context{};
    std::optional<std::string> body{};
    bool is_base64_encoded = false;
};
BOOST_DESCRIBE_STRUCT(http_api_event, (),
                      (version, route_key, raw_path, raw_query_string, cookies, headers,
                       query_string_parameters, path_parameters, stage_variables, request_context,
                       body, is_base64_encoded))

/// The answer; JSON that is something else is the body of a 200.
struct http_api_response {
    int status_code = 200;
    std::optional<std::map<std::string, std::string>> headers{};
    std::optional<std::vector<std::string>> cookies{}; ///< Set-Cookie values.
    std::optional<std::string> body{};
    bool is_base64_encoded = false;
};
BOOST_DESCRIBE_STRUCT(http_api_response, (),
                      (status_code, headers, cookies, body, is_base64_encoded))

} // namespace skiff::lambda

template <>
struct skiff::json::rules<skiff::lambda::http_api_http> : rule_list<camel_case, all_defaulted> {};
template <>
struct skiff::json::rules<skiff::lambda::http_api_context> : rule_list<camel_case, all_defaulted> {
};
template <>
struct skiff::json::rules<skiff::lambda::http_api_event> : rule_list<camel_case, all_defaulted> {};
template <>
struct skiff::json::rules<skiff::lambda::http_api_response> : rule_list<camel_case, all_defaulted> {
};
