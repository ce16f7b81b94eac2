// SPDX-License-Identifier: Apache-2.0
#include "local/api_gateway/gateway.hpp"

#include <skiff/core/binary.hpp>
#include <skiff/core/json/writer.hpp>
#include <skiff/core/random.hpp>

#include "local/trace_header.hpp"
#include "protocol/uri_pattern.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace skiff::local::api_gateway {
namespace {

http::response message(int status, std::string_view text, std::string_view error_type = {}) {
    http::response out;
    out.status = status;
    out.headers.add("Content-Type", "application/json");
    if (!error_type.empty())
        out.headers.add("x-amzn-ErrorType", error_type);
    json::writer body(out.body);
    body.begin_object();
    body.plain_key("message");
    body.string(text);
    body.end_object();
    return out;
}

/// A REST API answers these under a name of their own.
void remap_headers(http::fields& headers) {
    constexpr std::string_view names[] = {"Authorization",
                                          "Connection",
                                          "Content-MD5",
                                          "Date",
                                          "Expect",
                                          "Host",
                                          "Max-Forwards",
                                          "Proxy-Authenticate",
                                          "Server",
                                          "TE",
                                          "Transfer-Encoding",
                                          "Trailer",
                                          "Upgrade",
                                          "User-Agent",
                                          "Via",
                                          "Warn",
                                          "WWW-Authenticate"};
    http::fields out;
    for (std::size_t i = 0; i != headers.size(); ++i) {
        auto const [name, value] = headers[i];
        bool const own = std::any_of(
            std::begin(names), std::end(names),
            [&, text = name](auto one) { return http::equal_ignoring_case(one, text); });
        out.add(own ? "x-amzn-Remapped-" + std::string(name) : std::string(name), value);
    }
    headers = std::move(out);
}

/// "/dev/users" without "/dev"; nothing when it does not begin with the stage.
std::optional<std::string_view> without_stage(std::string_view path, std::string_view stage) {
    if (!path.starts_with('/') || !path.substr(1).starts_with(stage))
        return std::nullopt;
    path.remove_prefix(1 + stage.size());
    if (path.empty())
        return "/";
    return path.starts_with('/') ? std::optional(path) : std::nullopt;
}

std::string_view port_of(std::string_view authority) noexcept {
    std::size_t const colon = authority.rfind(':');
    bool const given = colon != authority.npos && authority.find(']', colon) == authority.npos;
    return given ? authority.substr(colon + 1) : std::string_view("80");
}

} // namespace

struct gateway::exchange {
    std::string id;
    std::string trace;
};

gateway::gateway(api const& what, lambda::lambda_engine& functions, skiff::clock& time,
                 integration_limits const& limits)
    : what_(what), functions_(functions), time_(time), limits_(limits), routes_(what) {}

http::response gateway::answer(http::request const& in, entrance const& where) const {
    bool const sampled = !functions_.around().xray_daemon.empty();
    exchange const now{.id = system_random().uuid(),
                       .trace = make_trace_header(in.headers.find("X-Amzn-Trace-Id").value_or(""),
                                                  time_.now(), sampled)};
    http::response out = carry_out(in, where, now);
    if (what_.format == api_format::http) {
        out.headers.set("apigw-requestid", now.id);
        return out;
    }
    out.headers.set("x-amzn-RequestId", now.id);
    out.headers.set("x-amz-apigw-id", now.id);
    if (!out.headers.find("X-Amzn-Trace-Id"))
        out.headers.add("X-Amzn-Trace-Id", now.trace);
    return out;
}

http::response gateway::carry_out(http::request const& in, entrance const& where,
                                  exchange const& now) const {
    std::string_view const target = in.target;
    std::string_view client_path = target.substr(0, target.find('?'));
    client_path.remove_prefix(std::min(where.prefix.size(), client_path.size()));
    std::optional<std::string_view> path = client_path;
    bool const staged = where.stage_in_path && what_.stage != "$default";
    if (staged)
        path = without_stage(client_path, what_.stage);
    if (!path)
        return what_.format == api_format::rest ? message(403, "Forbidden", "ForbiddenException")
                                                : message(404, "Not Found");
    if (in.body.size() > most_body_bytes)
        return refuse_size();
    auto const match = routes_.find(in.method, *path);
    if (!match)
        return refuse_route();
    routed_request const routed{.in = in,
                                .what = what_,
                                .match = *match,
                                .client_path = client_path,
                                .path = *path,
                                .query = protocol::query_of(target),
                                .authority = where.authority,
                                .source_ip = where.source_ip,
                                .port = port_of(where.authority),
                                .account_id = functions_.around().account_id,
                                .request_id = now.id,
                                .trace_header = now.trace,
                                .time = time_.now()};
    std::string event = what_.format == api_format::rest ? write_rest_event(routed)
                                                         : write_http_event(routed);
    return call(*match, std::move(event), in, now);
}

http::response gateway::call(route_match const& match, std::string event, http::request const& in,
                             exchange const& now) const {
    if (event.size() > lambda::most_request_bytes)
        return refuse_size();
    auto const limit = what_.format == api_format::rest ? limits_.rest : limits_.http;
    auto const done = functions_.invoke_within(
        limit, match.what->function, {.payload = std::move(event), .trace_header = now.trace});
    if (!done)
        return timed_out();
    if (!*done)
        return throttled();
    lambda::answer const& got = (*done)->result;
    return got.error_type.empty() ? convert(got, in) : failed();
}

http::response gateway::convert(lambda::answer const& from, http::request const& in) const {
    bool const rest = what_.format == api_format::rest;
    bool const streamed = rest && from.content_type.starts_with(streamed_type);
    auto read = streamed ? read_streamed_answer(from.payload)
                : rest   ? read_rest_answer(from.payload)
                         : read_http_answer(from.payload);
    if (!read)
        return failed();
    http::response& out = read->response;
    // A REST API takes base64 for what it says only where its binary media types say so.
    auto const& types = what_.binary_media_types;
    bool const decode = read->base64 &&
                        (!rest || is_media_type_of(types, in.headers.find("Accept").value_or("")) ||
                         is_media_type_of(types, out.headers.find("Content-Type").value_or("")));
    std::string bytes;
    if (decode) {
        if (!base64_decode(out.body, bytes))
            return failed();
        out.body = std::move(bytes);
    }
    if (rest)
        remap_headers(out.headers);
    return std::move(out);
}

http::response gateway::refuse_route() const {
    return what_.format == api_format::rest
               ? message(403, "Missing Authentication Token", "MissingAuthenticationTokenException")
               : message(404, "Not Found");
}

http::response gateway::refuse_size() const {
    return what_.format == api_format::rest
               ? message(413, "Request Too Long", "RequestTooLargeException")
               : message(413, "Request Entity Too Large");
}

http::response gateway::failed() const {
    return what_.format == api_format::rest
               ? message(502, "Internal server error", "InternalServerErrorException")
               : message(500, "Internal Server Error");
}

http::response gateway::throttled() const {
    return what_.format == api_format::rest
               ? message(500, "Internal server error", "InternalServerErrorException")
               : message(503, "Service Unavailable");
}

http::response gateway::timed_out() const {
    return what_.format == api_format::rest
               ? message(504, "Endpoint request timed out", "InternalServerErrorException")
               : message(503, "Service Unavailable");
}

} // namespace skiff::local::api_gateway
