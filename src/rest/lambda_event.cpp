// SPDX-License-Identifier: Apache-2.0
#include "rest/lambda_event.hpp"

#include "core/auth/canonical.hpp"
#include "core/hex.hpp"
#include "rest/access_log.hpp"

#include <skiff/core/binary.hpp>
#include <skiff/lambda/function_error.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace skiff::rest {
namespace {

/// Enough of an event to know what it is.
struct context_shape {
    std::optional<skiff::json::raw> elb;
    std::optional<skiff::json::raw> http;
};
BOOST_DESCRIBE_STRUCT(context_shape, (), (elb, http))

struct event_shape {
    std::optional<std::string> http_method;
    std::optional<skiff::json::raw> multi_value_headers;
    std::optional<context_shape> request_context;
};
BOOST_DESCRIBE_STRUCT(event_shape, (), (http_method, multi_value_headers, request_context))

} // namespace
} // namespace skiff::rest

template <>
struct skiff::json::rules<skiff::rest::event_shape> : rule_list<camel_case> {};

namespace skiff::rest {
namespace {

using values = std::map<std::string, std::string>;
using value_lists = std::map<std::string, std::vector<std::string>>;

[[noreturn]] void refuse(std::string const& why) {
    throw lambda::function_error("Runtime.InvalidEvent", why);
}

/// Values do not stand in the message.
template <class Event>
Event parse(std::string_view text) {
    auto parsed = parse_json<Event>(text, {.unknown = skiff::json::unknown_members::ignored,
                                           .excerpts = skiff::json::excerpts::hidden});
    if (!parsed)
        refuse("The HTTP event is not as it should be: " + parsed.error().to_string());
    return std::move(*parsed);
}

event_source source_of(std::string_view text) {
    auto const shape = parse_json<event_shape>(text,
                                               {.unknown = skiff::json::unknown_members::ignored,
                                                .excerpts = skiff::json::excerpts::hidden});
    if (shape && shape->request_context) {
        if (shape->request_context->elb)
            return shape->multi_value_headers ? event_source::alb_multi_value : event_source::alb;
        if (shape->request_context->http)
            return event_source::http_api;
        if (shape->http_method)
            return event_source::api_gateway_rest;
    }
    refuse("The event is no HTTP event of API Gateway, a function URL or a load balancer.");
}

bool is_escape(std::string_view text, std::size_t at) noexcept {
    return text.size() - at > 2 && hex_value(text[at + 1]) >= 0 && hex_value(text[at + 2]) >= 0;
}

/// The text with only those characters encoded that cannot stand in a target, so that it is right
/// whether the sender had decoded it or not: HTTP APIs decode paths, all others do not.
std::string escaped(std::string_view text, std::string_view also) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i != text.size(); ++i) {
        char const c = text[i];
        bool const stays = c == '%' ? is_escape(text, i)
                                    : c > ' ' && c < '\x7f' && also.find(c) == also.npos;
        if (stays)
            out.push_back(c);
        else
            auth::percent_encode(out, text.substr(i, 1));
    }
    return out;
}

/// "/stage"; nothing for the default one, which has no part in paths.
std::string prefix_of(std::string_view stage) {
    return stage.empty() || stage == "$default" ? std::string() : "/" + std::string(stage);
}

/// Without `prefix` ("/stage") where the path begins with that segment.
std::string_view without_prefix(std::string_view path, std::string_view prefix) noexcept {
    if (prefix.size() < 2 || !path.starts_with(prefix))
        return path;
    auto const rest = path.substr(prefix.size());
    if (rest.empty())
        return "/";
    return rest.front() == '/' ? rest : path;
}

std::string make_target(std::string_view path, std::string_view base_path, std::string_view query) {
    if (base_path.ends_with('/'))
        base_path.remove_suffix(1);
    auto target = escaped(without_prefix(path, base_path), "?#\"<>\\^`{|}");
    if (!target.starts_with('/'))
        target.insert(0, 1, '/');
    if (!query.empty())
        target.append("?").append(query);
    return target;
}

enum class coding : unsigned char { decoded, encoded };

void append_parameter(std::string& query, std::string_view name, std::string_view value,
                      coding how) {
    if (!query.empty())
        query.push_back('&');
    if (how == coding::decoded) {
        auth::percent_encode(query, name);
        query.push_back('=');
        auth::percent_encode(query, value);
    } else
        query.append(escaped(name, "#\"<>")).append("=").append(escaped(value, "#\"<>"));
}

std::string make_query(std::optional<value_lists> const& lists, std::optional<values> const& single,
                       coding how) {
    std::string query;
    if (lists) {
        for (auto const& [name, list] : *lists)
            for (auto const& value : list)
                append_parameter(query, name, value, how);
    } else if (single) {
        for (auto const& [name, value] : *single)
            append_parameter(query, name, value, how);
    }
    return query;
}

void add_headers(http::fields& to, std::optional<value_lists> const& lists,
                 std::optional<values> const& single) {
    if (lists) {
        for (auto const& [name, list] : *lists)
            for (auto const& value : list)
                to.add(name, value);
    } else if (single) {
        for (auto const& [name, value] : *single)
            to.add(name, value);
    }
}

std::string body_of(std::optional<std::string>& text, bool is_base64) {
    if (!text)
        return {};
    if (!is_base64)
        return *std::move(text);
    std::string bytes;
    if (!base64_decode(*text, bytes))
        refuse("The HTTP event's body is not the base64 that it says it is.");
    return bytes;
}

/// The client's own id when it is usable.
std::string id_of(request const& in, std::string_view other) {
    auto const given = in.header("X-Request-Id");
    return std::string(is_usable_request_id(given) ? given : other);
}

/// The last address that the load balancer added.
std::string last_forwarded(request const& in) {
    auto const all = in.header("X-Forwarded-For");
    auto const comma = all.rfind(',');
    auto last = comma == all.npos ? all : all.substr(comma + 1);
    last.remove_prefix(std::min(last.find_first_not_of(' '), last.size()));
    return std::string(last);
}

request read(lambda::api_gateway_rest_event event, std::string_view base_path) {
    // REST APIs leave the stage out of `path`, HTTP APIs do not.
    auto const prefix = event.version ? prefix_of(event.request_context.stage) : std::string();
    request in;
    in.method = std::move(event.http_method);
    in.target = make_target(without_prefix(event.path, prefix), base_path,
                            make_query(event.multi_value_query_string_parameters,
                                       event.query_string_parameters, coding::decoded));
    add_headers(in.headers, event.multi_value_headers, event.headers);
    in.body = body_of(event.body, event.is_base64_encoded);
    in.peer = std::move(event.request_context.identity.source_ip);
    in.id = id_of(in, event.request_context.request_id);
    return in;
}

request read(lambda::http_api_event event, std::string_view base_path) {
    auto const& about = event.request_context;
    auto const prefix = prefix_of(about.stage);
    auto const path = without_prefix(event.raw_path, prefix);
    request in;
    in.method = about.http.method;
    in.target = make_target(path, base_path, escaped(event.raw_query_string, "#\"<>"));
    add_headers(in.headers, std::nullopt, std::move(event.headers));
    if (event.cookies && !event.cookies->empty()) {
        std::string all;
        for (auto const& cookie : *event.cookies)
            all.append(all.empty() ? "" : "; ").append(cookie);
        in.headers.set("Cookie", all);
    }
    in.body = body_of(event.body, event.is_base64_encoded);
    in.peer = about.http.source_ip;
    in.id = id_of(in, about.request_id);
    return in;
}

request read(lambda::alb_event event, std::string_view base_path) {
    request in;
    in.method = std::move(event.http_method);
    in.target = make_target(event.path, base_path,
                            make_query(event.multi_value_query_string_parameters,
                                       event.query_string_parameters, coding::encoded));
    add_headers(in.headers, event.multi_value_headers, event.headers);
    in.body = body_of(event.body, event.is_base64_encoded);
    in.peer = last_forwarded(in);
    in.id = id_of(in, {});
    return in;
}

} // namespace

http_event read_http_event(std::string_view text, std::string_view base_path) {
    auto const source = source_of(text);
    switch (source) {
    case event_source::api_gateway_rest:
        return {source, read(parse<lambda::api_gateway_rest_event>(text), base_path)};
    case event_source::http_api:
        return {source, read(parse<lambda::http_api_event>(text), base_path)};
    default:
        return {source, read(parse<lambda::alb_event>(text), base_path)};
    }
}

} // namespace skiff::rest
