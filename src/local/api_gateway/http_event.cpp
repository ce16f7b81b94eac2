// SPDX-License-Identifier: Apache-2.0
#include "local/api_gateway/event.hpp"

#include "core/ascii.hpp"
#include "local/api_gateway/event_parts.hpp"
#include "rest/url.hpp"

#include <skiff/core/json/reader.hpp>

#include <algorithm>

namespace skiff::local::api_gateway {
namespace {

std::string decoded(std::string_view text) {
    return rest::percent_decoded(text).value_or(std::string(text));
}

std::string route_key(route const& what) {
    return what.path == "$default" ? what.path : what.method + " " + what.path;
}

/// Cookies have a member of their own.
multi_map http_headers(routed_request const& from) {
    multi_map out = end_to_end_headers(from.in.headers);
    for (auto& one : out)
        one.first = lower_case(one.first);
    auto const set = [&out](std::string_view name, std::string_view value) {
        std::erase_if(out, [name](auto const& one) { return one.first == name; });
        if (!value.empty())
            out.push_back({std::string(name), {std::string(value)}});
    };
    auto const before = from.in.headers.find("X-Forwarded-For");
    set("cookie", "");
    set("x-amzn-trace-id", from.trace_header);
    set("x-forwarded-for",
        (before ? std::string(*before) + ", " : std::string()) + std::string(from.source_ip));
    set("x-forwarded-port", from.port);
    set("x-forwarded-proto", "http");
    return out;
}

void write_cookies(json::writer& to, http::fields const& headers) {
    if (!headers.find("Cookie"))
        return;
    to.plain_key("cookies");
    to.begin_array();
    for (std::size_t i = 0; i != headers.size(); ++i) {
        auto const [name, value] = headers[i];
        std::string_view left = http::equal_ignoring_case(name, "Cookie") ? value
                                                                          : std::string_view();
        while (!left.empty()) {
            std::string_view one = left.substr(0, left.find(';'));
            left.remove_prefix(std::min(one.size() + 1, left.size()));
            one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
            if (!one.empty())
                write_text(to, one);
        }
    }
    to.end_array();
}

void write_query(json::writer& to, routed_request const& from) {
    if (multi_map const query = query_parameters(from.query); !query.empty()) {
        to.plain_key("queryStringParameters");
        write_joined_values(to, query);
    }
}

void write_path_parameters(json::writer& to, routed_request const& from) {
    if (from.match.parameters.empty())
        return;
    to.plain_key("pathParameters");
    to.begin_object();
    for (auto const& [name, value] : from.match.parameters) {
        to.key(name);
        write_text(to, decoded(value));
    }
    to.end_object();
}

void write_http_context(json::writer& to, routed_request const& from) {
    to.begin_object();
    write_member(to, "accountId", from.account_id);
    write_member(to, "apiId", from.what.name);
    write_member(to, "domainName", from.authority);
    write_member(to, "domainPrefix", first_label(from.authority));
    to.plain_key("http");
    to.begin_object();
    write_member(to, "method", from.in.method);
    write_member(to, "path", decoded(from.client_path));
    write_member(to, "protocol", "HTTP/1.1");
    write_member(to, "sourceIp", from.source_ip);
    write_member(to, "userAgent", from.in.headers.find("User-Agent").value_or(""));
    to.end_object();
    write_member(to, "requestId", from.request_id);
    write_member(to, "routeKey", route_key(*from.match.what));
    write_member(to, "stage", from.what.stage);
    write_member(to, "time", request_time(from.time));
    to.plain_key("timeEpoch");
    to.integer(milliseconds_since_1970(from.time));
    to.end_object();
}

/// True when a body of this type is handed over as text. Types that say nothing of it are by what
/// the body is.
bool is_text(std::string_view type, std::string_view body) {
    std::string name = lower_case(type.substr(0, type.find(';')));
    while (name.ends_with(' '))
        name.pop_back();
    if (!json::is_utf8(body))
        return false;
    return name.empty() || name.starts_with("text/") || name == "application/json" ||
           name == "application/javascript" || name == "application/xml";
}

} // namespace

std::string write_http_event(routed_request const& from) {
    std::string out;
    out.reserve(2048 + from.in.body.size() * 4 / 3);
    json::writer to(out);
    to.begin_object();
    write_member(to, "version", "2.0");
    write_member(to, "routeKey", route_key(*from.match.what));
    write_member(to, "rawPath", decoded(from.client_path));
    write_member(to, "rawQueryString", from.query);
    write_cookies(to, from.in.headers);
    to.plain_key("headers");
    write_joined_values(to, http_headers(from));
    write_query(to, from);
    to.plain_key("requestContext");
    write_http_context(to, from);
    write_path_parameters(to, from);
    std::string const& body = from.in.body;
    bool const text = is_text(from.in.headers.find("Content-Type").value_or(""), body);
    if (!body.empty()) {
        to.plain_key("body");
        text ? write_text(to, body) : to.base64(body);
    }
    to.plain_key("isBase64Encoded");
    to.boolean(!text && !body.empty());
    to.end_object();
    return out;
}

} // namespace skiff::local::api_gateway
