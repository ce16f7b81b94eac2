// SPDX-License-Identifier: Apache-2.0
#include "local/front.hpp"

#include <skiff/core/json/writer.hpp>
#include <skiff/core/random.hpp>
#include <skiff/protocol/codec.hpp>

#include "local/authentication.hpp"
#include "protocol/uri_pattern.hpp"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

namespace skiff::local {
namespace {

using protocol::query_of;

error make_refusal(std::string code, std::string message, int status) {
    error e;
    e.aws_code = std::move(code);
    e.message = std::move(message);
    e.http_status = status;
    e.reached = progress::answered;
    return e;
}

bool is_query(protocol::service const& which) noexcept {
    return which.protocol == &protocol::aws_query;
}

/// The value of `name` in a form's text; only for names and values that need no decoding.
std::string_view form_value(std::string_view form, std::string_view name) noexcept {
    for (std::size_t begin = 0; begin < form.size();) {
        std::size_t const end = std::min(form.find('&', begin), form.size());
        std::string_view const pair = form.substr(begin, end - begin);
        if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
            return pair.substr(name.size() + 1);
        begin = end + 1;
    }
    return {};
}

/// Query services take the parameters of a GET from its target.
bool has_query_parameters(http::request const& in) noexcept {
    return in.method == "GET" && in.body.empty() && !query_of(in.target).empty();
}

error unreadable(protocol::operation const& what, protocol::request_problem problem) {
    char const* const code = is_query(*what.service)
                                 ? (problem.invalid_value ? "ValidationError" : "MalformedInput")
                             : problem.invalid_value ? "ValidationException"
                                                     : "SerializationException";
    return make_refusal(code, std::move(problem.message), 400);
}

/// A name out of a request, for messages: cut, and only what every format can carry.
std::string printable(std::string_view name) {
    std::string out(name.substr(0, 64));
    std::replace_if(
        out.begin(), out.end(), [](char c) { return c < 0x20 || c > 0x7E; }, '?');
    return out;
}

/// How the request names its operation, for messages.
std::string operation_name(http::request const& in) {
    std::string_view name;
    if (auto const target = in.headers.find("X-Amz-Target"))
        name = target->substr(std::min(target->rfind('.') + 1, target->size()));
    else
        name = form_value(in.body, "Action");
    return printable(name);
}

/// Why find_operation found none.
error unknown_operation(protocol::service const& which, http::request const& in) {
    if (which.protocol == &protocol::rest_json_1)
        return make_refusal(
            "UnknownOperationException",
            std::string(which.id) + " has no operation at " + printable(in.method) + ' ' +
                printable(std::string_view(in.target).substr(0, in.target.find('?'))) + '.',
            404);
    std::string const name = operation_name(in);
    if (!is_query(which))
        return make_refusal("UnknownOperationException",
                            name.empty()
                                ? "The request names no operation."
                                : std::string(which.id) + " has no operation '" + name + "'.",
                            400);
    if (name.empty())
        return make_refusal("MissingAction", "The request has no Action.", 400);
    bool const known = std::any_of(
        which.operations.begin(), which.operations.end(),
        [&](protocol::operation const* one) { return one->name == name; });
    if (known)
        return make_refusal("MalformedQueryString", "The request's parameters cannot be read.",
                            400);
    return make_refusal(
        "InvalidAction",
        "Could not find operation " + name + " for version " + std::string(which.api_version), 400);
}

std::string xml_error(std::string_view code, std::string_view message, std::string_view id) {
    std::string out = "<ErrorResponse><Error><Type>Sender</Type><Code>";
    out.append(code).append("</Code><Message>");
    for (char const c : message) {
        if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '&')
            out += "&amp;";
        else
            out.push_back(c);
    }
    return out.append("</Message></Error><RequestId>")
        .append(id)
        .append("</RequestId></ErrorResponse>\n");
}

} // namespace

/// One request on its way.
struct front::exchange {
    http::request const& in;
    http::request const& readable; ///< `in`, or the form that stood in its target.
    std::string_view authority;
    hosted const& service;
    std::string id;
    protocol::operation const* operation;
};

front::front(options const& settings, skiff::clock& time, fault_queue& faults,
             std::vector<hosted> services)
    : settings_(settings), time_(time), faults_(faults), services_(std::move(services)) {}

void front::reset() {
    for (hosted const& one : services_)
        one.engine->reset();
}

reply front::answer(http::request const& in, std::string_view authority,
                    patience const& limit) const {
    std::string id = system_random().uuid();
    hosted const* const service = find_service(in, authority);
    if (!service)
        return {refuse_unknown_service(in, id)};
    http::request from_target;
    bool const rewritten = is_query(*service->what) && has_query_parameters(in);
    if (rewritten)
        from_target.body = query_of(in.target);
    http::request const& readable = rewritten ? from_target : in;
    exchange now{in, readable, authority, *service, std::move(id), nullptr};
    if (in.body.size() > settings_.request_limit)
        return {refuse(now, make_refusal("RequestEntityTooLarge",
                                         "The request is larger than this service reads.", 413))};
    now.operation = protocol::find_operation(*service->what, readable);
    auto const met = faults_.take(service->what->signing_name,
                                  now.operation ? now.operation->name : std::string_view());
    if (met)
        if (auto ended = meet_fault(now, *met, limit))
            return *std::move(ended);
    auto refused = check(now);
    http::response out = refused ? refuse(now, *std::move(refused)) : carry_out(now);
    if (met && met->connection_dropped == fault::drop::after)
        return {{}, reply::ending::dropped};
    return {std::move(out)};
}

hosted const* front::find_service(http::request const& in, std::string_view authority) const {
    auto const find = [this](auto&& matches) -> hosted const* {
        auto const at = std::find_if(services_.begin(), services_.end(),
                                     [&](hosted const& one) { return matches(*one.what); });
        return at == services_.end() ? nullptr : &*at;
    };
    if (std::string_view const name = scope_service(in); !name.empty())
        return find([&](protocol::service const& one) { return one.signing_name == name; });
    if (auto const target = in.headers.find("X-Amz-Target")) {
        std::string_view const prefix = target->substr(0, target->find('.'));
        return find([&](protocol::service const& one) { return one.target_prefix == prefix; });
    }
    std::string_view const text = has_query_parameters(in) ? query_of(in.target) : in.body;
    if (std::string_view const version = form_value(text, "Version"); !version.empty())
        return find([&](protocol::service const& one) {
            return is_query(one) && one.api_version == version;
        });
    std::string_view const host = authority.substr(0, authority.find('.'));
    if (auto const* const named = find(
            [&](protocol::service const& one) { return one.endpoint_prefix == host; }))
        return named;
    // What is sent unsigned to a REST service says no more than its path.
    return find([&](protocol::service const& one) {
        if (one.protocol != &protocol::rest_json_1)
            return false;
        auto const* const what = protocol::find_operation(one, in);
        return what != nullptr && what->unsigned_request;
    });
}

http::response front::refuse_unknown_service(http::request const& in, std::string_view id) const {
    http::response out;
    out.headers.add("x-amzn-RequestId", id);
    std::string_view const name = scope_service(in);
    if (name.empty()) {
        out.status = 404;
        out.headers.add("Content-Type", "text/plain; charset=utf-8");
        out.body = "skiff-local answers signed AWS requests: point AWS_ENDPOINT_URL at it.\n"
                   "GET /_local/health says which services it has.\n";
        return out;
    }
    out.status = 501;
    std::string const message = "skiff-local does not implement the service '" + printable(name) +
                                "'.";
    if (in.headers.find("X-Amz-Target")) {
        out.headers.add("Content-Type", "application/x-amz-json-1.0");
        json::writer body(out.body);
        body.begin_object();
        body.key("__type");
        body.string("NotImplemented");
        body.key("message");
        body.string(message);
        body.end_object();
    } else {
        out.headers.add("Content-Type", "text/xml");
        out.body = xml_error("NotImplemented", message, id);
    }
    return out;
}

std::optional<error> front::check(exchange const& now) const {
    bool const may_be_unsigned = now.operation && now.operation->unsigned_request &&
                                 !now.in.headers.find("Authorization");
    if (settings_.verify_signatures && !may_be_unsigned)
        return authenticate(now.in, now.authority, *now.service.what, settings_, time_.now());
    if (now.in.headers.find("Origin"))
        return make_refusal("AccessDenied",
                            "Requests of web pages are answered only when they are signed.", 403);
    return std::nullopt;
}

std::optional<reply> front::meet_fault(exchange const& now, fault const& what,
                                       patience const& limit) const {
    if (what.latency.count() > 0) {
        auto const left = limit.deadline - time_.steady_now();
        bool const too_long = what.latency > left;
        if (!time_.sleep_for(too_long ? left : what.latency, limit.stop))
            return reply{{}, reply::ending::canceled};
        if (too_long)
            return reply{{}, reply::ending::timed_out};
    }
    if (what.connection_dropped == fault::drop::before)
        return reply{{}, reply::ending::dropped};
    if (!what.code.empty())
        return reply{refuse(now, make_refusal(what.code, what.message, what.status))};
    if (what.status == 0)
        return std::nullopt;
    http::response out;
    out.status = what.status;
    out.headers.add("Content-Type", "text/html");
    out.body = "<html><body><h1>" + std::to_string(what.status) + "</h1></body></html>\n";
    return reply{std::move(out)};
}

http::response front::carry_out(exchange const& now) const {
    protocol::service const& which = *now.service.what;
    if (!now.operation)
        return refuse(now, unknown_operation(which, now.readable));
    handler_table::entry const* const entry = now.service.engine->handlers().find(
        now.operation->name);
    if (!entry)
        return refuse(now, make_refusal("NotImplemented",
                                        "skiff-local does not implement " + std::string(which.id) +
                                            "." + std::string(now.operation->name) + ".",
                                        501));
    try {
        return run_handler(now, *entry);
    } catch (std::exception const& e) {
        return refuse(now, make_refusal(is_query(which) ? "InternalFailure" : "InternalServerError",
                                        std::string("skiff-local failed: ") + e.what(), 500));
    }
}

http::response front::run_handler(exchange const& now, handler_table::entry const& entry) const {
    struct call {
        front const& self;
        exchange const& now;
        handler_table::entry const& entry;
        http::response out;

        void operator()(void* input, void* output) {
            protocol::operation const& what = *now.operation;
            if (auto problem = protocol::read_request(what, now.readable, input)) {
                out = self.refuse(now, unreadable(what, *std::move(problem)));
            } else if (auto failed = entry.run(input, output)) {
                out = self.refuse(now, *std::move(failed));
            } else {
                out = protocol::write_response(what, output, now.id);
            }
        }
    };
    call work{*this, now, entry, {}};
    entry.with_values(&work, [](void* context, void* input, void* output) {
        (*static_cast<call*>(context))(input, output);
    });
    return std::move(work.out);
}

http::response front::refuse(exchange const& now, error e) const {
    return protocol::write_error(*now.service.what, e, now.id);
}

} // namespace skiff::local
