// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/reflect/json.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace skiff::lambda {

struct alb_elb {
    std::string target_group_arn;
};
BOOST_DESCRIBE_STRUCT(alb_elb, (), (target_group_arn))

struct alb_context {
    alb_elb elb{};
};
BOOST_DESCRIBE_STRUCT(alb_context, (), (elb))

/// A request from an Application Load Balancer. Path and query stay encoded. A target group with
/// multi-value headers has the multi-value members and not the others.
struct alb_event {
    alb_context request_context{};
    std::string http_method;
    std::string path;
    std::optional<std::map<std::string, std::string>> headers{};
    std::optional<std::map<std::string, std::vector<std::string>>> multi_value_headers{};
    std::optional<std::map<std::string, std::string>> query_string_parameters{};
    std::optional<std::map<std::string, std::vector<std::string>>>
        multi_value_query_string_parameters{};
    std::optional<std::string> body{};
    bool is_base64_encoded = false;
};
BOOST_DESCRIBE_STRUCT(alb_event, (),
                      (request_context, http_method, path, headers, multi_value_headers,
                       query_string_parameters, multi_value_query_string_parameters, body,
                       is_base64_encoded))

/// The answer, in the mode of the request.
struct alb_response {
    int status_code = 200;
    std::optional<std::string> status_description{}; ///< "200 OK"
    std::optional<std::map<std::string, std::string>> headers{};
    std::optional<std::map<std::string, std::vector<std::string>>> multi_value_headers{};
    std::optional<std::string> body{};
    bool is_base64_encoded = false;
};
BOOST_DESCRIBE_STRUCT(alb_response, (),
                      (status_code, status_description, headers, multi_value_headers, body,
                       is_base64_encoded))

} // namespace skiff::lambda

template <>
struct skiff::json::rules<skiff::lambda::alb_elb> : rule_list<camel_case, all_defaulted> {};
template <>
struct skiff::json::rules<skiff::lambda::alb_context> : rule_list<camel_case, all_defaulted> {};
template <>
struct skiff::json::rules<skiff::lambda::alb_event> : rule_list<camel_case, all_defaulted> {};
template <>
struct skiff::json::rules<skiff::lambda::alb_response> : rule_list<camel_case, all_defaulted> {};
