// SPDX-License-Identifier: Apache-2.0
#include "local/admin.hpp"

#include <skiff/core/json/writer.hpp>

#include "protocol/wire_time.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

namespace skiff::local {
namespace {

constexpr std::string_view prefix = "/_local/";
constexpr std::string_view databases_prefix = "/_local/databases/";
constexpr std::string_view pause_suffix = "/pause";
constexpr std::string_view functions_prefix = "/_local/functions/";
constexpr std::string_view log_suffix = "/log";
constexpr long longest_pause = 3600; // seconds

http::response make_response(int status, std::string_view type, std::string body) {
    http::response out;
    out.status = status;
    out.headers.add("Content-Type", type);
    out.headers.add("Cache-Control", "no-store");
    out.headers.add("X-Content-Type-Options", "nosniff");
    out.body = std::move(body);
    return out;
}

http::response json_error(int status, std::string_view message) {
    std::string body;
    json::writer out(body);
    out.begin_object();
    out.key("error");
    out.string(message);
    out.end_object();
    return make_response(status, "application/json", std::move(body));
}

http::response refuse_method(std::string_view allowed) {
    http::response out = json_error(405, "method not allowed");
    out.headers.add("Allow", allowed);
    return out;
}

/// The host of "host:port" or "[address]:port", without brackets.
std::string host_of(std::string_view authority) {
    if (authority.starts_with('['))
        return std::string(authority.substr(1, authority.find(']') - 1));
    return std::string(authority.substr(0, authority.find(':')));
}

/// Names that no other site can make its own: localhost and addresses.
bool is_unspoofable(std::string const& host) {
    std::array<unsigned char, 16> address{};
    return host == "localhost" || host.ends_with(".localhost") ||
           inet_pton(AF_INET, host.c_str(), address.data()) == 1 ||
           inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
}

/// True when the request is one that a browser makes for a page of somebody else.
bool is_cross_site(http::request const& in, std::string_view authority) {
    if (auto const site = in.headers.find("Sec-Fetch-Site"))
        if (*site != "same-origin" && *site != "none")
            return true;
    auto const origin = in.headers.find("Origin");
    return origin && *origin != "http://" + std::string(authority) &&
           *origin != "https://" + std::string(authority);
}

std::string_view path_of(std::string_view target) noexcept {
    return target.substr(0, target.find('?'));
}

/// The value of ?seconds=N: 15 without it, nothing when it is no number of seconds.
std::optional<long> pause_seconds(std::string_view target) {
    constexpr std::string_view name = "?seconds=";
    std::size_t const at = target.find('?');
    if (at == std::string_view::npos)
        return 15;
    std::string_view const text = target.substr(at);
    if (!text.starts_with(name))
        return std::nullopt;
    long out = 0;
    auto const [end, failed] = std::from_chars(text.data() + name.size(), text.data() + text.size(),
                                               out);
    if (failed != std::errc() || end != text.data() + text.size() || out < 0 || out > longest_pause)
        return std::nullopt;
    return out;
}

} // namespace

bool is_admin_target(std::string_view target) noexcept {
    return target.starts_with(prefix);
}

admin::admin(options const& settings, ses::ses_engine const& mails,
             rds_data::rds_data_engine& databases, lambda::lambda_engine const& functions,
             std::vector<std::string_view> services, std::function<void()> reset)
    : settings_(settings)
    , mails_(mails)
    , databases_(databases)
    , functions_(functions)
    , services_(std::move(services))
    , reset_(std::move(reset)) {}

http::response admin::answer(http::request const& in, std::string_view authority, peer from) const {
    if (!is_allowed(in, authority, from))
        return json_error(403, "/_local/ answers this machine only, and no page of another site");
    std::string_view const path = path_of(in.target);
    if (path == "/_local/reset") {
        if (in.method != "POST")
            return refuse_method("POST");
        if (in.headers.find("Origin"))
            return json_error(403, "web pages may not reset the services");
        reset_();
        return make_response(200, "application/json", R"({"reset":true})");
    }
    if (path.starts_with(databases_prefix) && path.ends_with(pause_suffix))
        return pause(in, path.substr(databases_prefix.size(),
                                     path.size() - databases_prefix.size() - pause_suffix.size()));
    bool const is_log = path.starts_with(functions_prefix) && path.ends_with(log_suffix);
    if (path == "/_local/traces")
        return traces(in);
    bool const known = path == "/_local/health" || path == "/_local/outbox" ||
                       path == "/_local/databases" || path == "/_local/functions" || is_log ||
                       path.starts_with("/_local/outbox/");
    if (!known)
        return json_error(404, "not found");
    if (in.method != "GET" && in.method != "HEAD")
        return refuse_method("GET, HEAD");
    if (path == "/_local/health")
        return health();
    if (path == "/_local/databases")
        return databases();
    if (path == "/_local/functions")
        return functions();
    if (is_log)
        return function_log(path.substr(
            functions_prefix.size(),
            path.size() - std::min(path.size(), functions_prefix.size() + log_suffix.size())));
    if (path == "/_local/outbox")
        return outbox();
    return mail(path.substr(std::string_view("/_local/outbox/").size()));
}

bool admin::is_allowed(http::request const& in, std::string_view authority, peer from) const {
    if (is_cross_site(in, authority))
        return false;
    return settings_.remote_admin ||
           (from == peer::this_machine && is_unspoofable(host_of(authority)));
}

http::response admin::health() const {
    std::string body;
    json::writer out(body);
    out.begin_object();
    out.key("status");
    out.string("ok");
    out.key("services");
    out.begin_array();
    for (std::string_view const one : services_)
        out.string(one);
    out.end_array();
    out.end_object();
    return make_response(200, "application/json", std::move(body));
}

http::response admin::outbox() const {
    std::string body;
    json::writer out(body);
    out.begin_array();
    for (auto const& [one, size] : mails_.list_sent()) {
        out.begin_object();
        out.key("id");
        out.string(one.id);
        out.key("time");
        out.string(protocol::to_iso_8601(std::chrono::floor<std::chrono::milliseconds>(one.time)));
        out.key("from");
        out.string(one.from);
        out.key("recipients");
        out.begin_array();
        for (std::string const& recipient : one.recipients)
            out.string(recipient);
        out.end_array();
        out.key("subject");
        out.string(one.subject);
        out.key("size");
        out.unsigned_integer(size);
        out.key("url");
        out.string("/_local/outbox/" + one.id + ".eml");
        out.end_object();
    }
    out.end_array();
    return make_response(200, "application/json", std::move(body));
}

http::response admin::databases() const {
    std::string body;
    json::writer out(body);
    out.begin_array();
    for (auto const& one : databases_.clusters()) {
        out.begin_object();
        out.key("name");
        out.string(one.name);
        out.key("engine");
        out.string(one.engine == database_engine::postgresql ? "postgresql" : "mysql");
        out.key("state");
        out.string(one.state);
        out.key("arn");
        out.string(one.arn);
        out.key("address");
        one.address.empty() ? out.null() : out.string(one.address);
        out.end_object();
    }
    out.end_array();
    return make_response(200, "application/json", std::move(body));
}

http::response admin::functions() const {
    std::string body;
    json::writer out(body);
    out.begin_array();
    for (function const* const one : functions_.functions()) {
        out.begin_object();
        out.key("name");
        out.string(one->name);
        out.key("arn");
        out.string(functions_.arn_of(one->name));
        out.key("program");
        out.string(one->program);
        out.key("log");
        out.string(std::string(functions_prefix) + one->name + std::string(log_suffix));
        out.end_object();
    }
    out.end_array();
    return make_response(200, "application/json", std::move(body));
}

http::response admin::function_log(std::string_view name) const {
    auto log = functions_.log_of(name);
    if (!log)
        return json_error(404, "no such function");
    return make_response(200, "text/plain; charset=utf-8", *std::move(log));
}

http::response admin::pause(http::request const& in, std::string_view name) const {
    if (in.method != "POST")
        return refuse_method("POST");
    if (in.headers.find("Origin"))
        return json_error(403, "web pages may not pause databases");
    if (!databases_.has_cluster(name))
        return json_error(404, "no such database cluster");
    auto const seconds = pause_seconds(in.target);
    if (!seconds)
        return json_error(400, "?seconds= wants a number from 0 to 3600");
    databases_.pause(name, std::chrono::seconds(*seconds), resuming_wording::database_resuming);
    return make_response(200, "application/json", R"({"paused":true})");
}

http::response admin::traces(http::request const& in) const {
    if (traces_ == nullptr)
        return json_error(404, "no traces are taken: see options::xray_port and --xray-port");
    if (in.method == "DELETE") {
        if (in.headers.find("Origin"))
            return json_error(403, "web pages may not remove traces");
        traces_->clear();
        return make_response(200, "application/json", R"({"reset":true})");
    }
    if (in.method != "GET" && in.method != "HEAD")
        return refuse_method("GET, HEAD, DELETE");
    std::string body;
    json::writer out(body);
    out.begin_array();
    for (std::string const& one : traces_->documents())
        out.raw(one);
    out.end_array();
    return make_response(200, "application/json", std::move(body));
}

http::response admin::mail(std::string_view file) const {
    constexpr std::string_view ending = ".eml";
    if (!file.ends_with(ending))
        return json_error(404, "not found");
    auto found = mails_.sent(file.substr(0, file.size() - ending.size()));
    if (!found)
        return json_error(404, "no such mail");
    return make_response(200, "message/rfc822", std::move(found->raw));
}

} // namespace skiff::local
