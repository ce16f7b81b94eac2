// SPDX-License-Identifier: Apache-2.0
#include "local/api_gateway/event.hpp"

#include "local/api_gateway/event_parts.hpp"

#include <algorithm>

namespace skiff::local::api_gateway {
namespace {

/// What API Gateway adds.
multi_map rest_headers(routed_request const& from) {
    multi_map out = end_to_end_headers(from.in.headers);
    auto const add = [&out](std::string_view name, std::string_view value) {
        std::erase_if(
            out, [name](auto const& one) { return http::equal_ignoring_case(one.first, name); });
        out.push_back({std::string(name), {std::string(value)}});
    };
    add("X-Amzn-Trace-Id", from.trace_header);
    auto const before = from.in.headers.find("X-Forwarded-For");
    add("X-Forwarded-For",
        (before ? std::string(*before) + ", " : std::string()) + std::string(from.source_ip));
    add("X-Forwarded-Port", from.port);
    add("X-Forwarded-Proto", "http");
    return out;
}

void write_parameters(json::writer& to, routed_request const& from) {
    multi_map const query = query_parameters(from.query);
    to.plain_key("queryStringParameters");
    query.empty() ? to.null() : write_last_values(to, query);
    to.plain_key("multiValueQueryStringParameters");
    query.empty() ? to.null() : write_all_values(to, query);
    to.plain_key("pathParameters");
    if (from.match.parameters.empty())
        return to.null();
    to.begin_object();
    for (auto const& [name, value] : from.match.parameters) {
        to.key(name);
        write_text(to, value);
    }
    to.end_object();
}

void write_identity(json::writer& to, routed_request const& from) {
    to.begin_object();
    for (std::string_view const name :
         {"accessKey", "accountId", "caller", "cognitoAuthenticationProvider",
          "cognitoAuthenticationType", "cognitoIdentityId", "cognitoIdentityPoolId",
          "principalOrgId"}) {
        to.plain_key(name);
        to.null();
    }
    write_member(to, "sourceIp", from.source_ip);
    to.plain_key("user");
    to.null();
    auto const agent = from.in.headers.find("User-Agent");
    to.plain_key("userAgent");
    agent ? write_text(to, *agent) : to.null();
    to.plain_key("userArn");
    to.null();
    to.end_object();
}

void write_rest_context(json::writer& to, routed_request const& from) {
    to.begin_object();
    write_member(to, "accountId", from.account_id);
    write_member(to, "apiId", from.what.name);
    write_member(to, "domainName", from.authority);
    write_member(to, "domainPrefix", first_label(from.authority));
    write_member(to, "extendedRequestId", from.request_id);
    write_member(to, "httpMethod", from.in.method);
    to.plain_key("identity");
    write_identity(to, from);
    write_member(to, "path", from.client_path);
    write_member(to, "protocol", "HTTP/1.1");
    write_member(to, "requestId", from.request_id);
    write_member(to, "requestTime", request_time(from.time));
    to.plain_key("requestTimeEpoch");
    to.integer(milliseconds_since_1970(from.time));
    write_member(to, "resourceId", from.match.what->method + " " + from.match.what->path);
    write_member(to, "resourcePath", from.match.what->path);
    write_member(to, "stage", from.what.stage);
    to.end_object();
}

} // namespace

bool is_media_type_of(std::vector<std::string> const& patterns, std::string_view type) noexcept {
    type = type.substr(0, type.find_first_of(";,"));
    while (type.ends_with(' '))
        type.remove_suffix(1);
    return !type.empty() &&
           std::any_of(patterns.begin(), patterns.end(), [type](std::string_view one) {
               if (one == "*/*")
                   return true;
               if (!one.ends_with("/*"))
                   return http::equal_ignoring_case(one, type);
               std::size_t const size = one.size() - 1;
               return type.size() > size &&
                      http::equal_ignoring_case(one.substr(0, size), type.substr(0, size));
           });
}

std::string write_rest_event(routed_request const& from) {
    std::string out;
    out.reserve(2048 + from.in.body.size() * 4 / 3);
    json::writer to(out);
    to.begin_object();
    write_member(to, "resource", from.match.what->path);
    write_member(to, "path", from.path);
    write_member(to, "httpMethod", from.in.method);
    multi_map const headers = rest_headers(from);
    to.plain_key("headers");
    write_last_values(to, headers);
    to.plain_key("multiValueHeaders");
    write_all_values(to, headers);
    write_parameters(to, from);
    to.plain_key("stageVariables");
    to.null();
    to.plain_key("requestContext");
    write_rest_context(to, from);
    std::string const& body = from.in.body;
    bool const bytes = is_media_type_of(from.what.binary_media_types,
                                        from.in.headers.find("Content-Type").value_or(""));
    to.plain_key("body");
    if (body.empty())
        to.null();
    else if (bytes)
        to.base64(body);
    else
        write_text(to, body);
    to.plain_key("isBase64Encoded");
    to.boolean(bytes && !body.empty());
    to.end_object();
    return out;
}

} // namespace skiff::local::api_gateway
