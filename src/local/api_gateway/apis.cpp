// SPDX-License-Identifier: Apache-2.0
#include "local/api_gateway/apis.hpp"

#include <skiff/core/result.hpp>

#include <algorithm>
#include <utility>

namespace skiff::local::api_gateway {
namespace {

constexpr std::string_view prefix = "/_aws/execute-api/";

/// The address in "127.0.0.1:50432" or "[::1]:50432".
std::string_view address_of(std::string_view peer) noexcept {
    std::string_view const host = peer.substr(0, peer.rfind(':'));
    return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

rest::server_options options_for(std::string const& address, std::uint16_t port) {
    rest::server_options out;
    out.address = address;
    out.port = port;
    out.threads = 32; // each waits for a function
    out.body_limit = most_body_bytes + (1u << 20);
    out.stop_grace = std::chrono::seconds(1);
    out.request_ids = false;
    out.log_requests = false;
    return out;
}

bool is_in_url(api const& what) noexcept {
    return what.stage_in_path && what.stage != "$default";
}

} // namespace

bool is_api_target(std::string_view target) noexcept {
    return target.starts_with(prefix);
}

apis::apis(std::vector<api> const& all, lambda::lambda_engine& functions, skiff::clock& time,
           integration_limits const& limits) {
    for (api const& one : all)
        all_.push_back(std::make_unique<gateway>(one, functions, time, limits));
}

void apis::listen(std::string const& address) {
    for (auto const& one : all_) {
        api const& what = one->what();
        if (!what.port)
            continue;
        auto server = std::make_unique<rest::server>(
            [to = one.get()](rest::request const& in) {
                return rest::response(to->answer(in, {.authority = in.header("Host"),
                                                      .source_ip = address_of(in.peer),
                                                      .stage_in_path = to->what().stage_in_path}));
            },
            options_for(address, *what.port));
        if (auto started = server->start(); !started) {
            error e = started.error();
            e.message = "the API " + what.name + ": " + e.message;
            throw service_error(std::move(e));
        }
        servers_.emplace(what.name, std::move(server));
    }
}

void apis::stop() {
    for (auto const& [name, server] : servers_)
        server->stop();
}

gateway const* apis::find(std::string_view name) const {
    auto const at = std::find_if(all_.begin(), all_.end(),
                                 [name](auto const& one) { return one->what().name == name; });
    return at == all_.end() ? nullptr : at->get();
}

http::response apis::answer(http::request const& in, std::string_view authority) const {
    std::string_view const target = in.target;
    std::string_view const rest = target.substr(std::min(prefix.size(), target.size()));
    std::string_view const name = rest.substr(0, rest.find_first_of("/?"));
    if (gateway const* const to = find(name)) {
        std::size_t size = prefix.size() + name.size();
        // The default stage has no name in a path of its own; here it may be given.
        constexpr std::string_view default_stage = "/$default";
        std::string_view const after = target.substr(size);
        if (to->what().stage == "$default" && after.starts_with(default_stage))
            size += default_stage.size();
        return to->answer(in, {.authority = authority, .prefix = target.substr(0, size)});
    }
    http::response out;
    out.status = 404;
    out.headers.add("Content-Type", "application/json");
    out.body = R"({"message":"skiff-local has no API of this name: see its functions file"})";
    return out;
}

std::string apis::url_of(std::string_view name, std::function<std::string()> const& own_url) const {
    gateway const* const found = find(name);
    if (!found)
        throw service_error(
            make_error(errc::invalid_configuration, "there is no API called " + std::string(name)));
    api const& what = found->what();
    auto const server = servers_.find(name);
    if (server == servers_.end())
        return own_url() + std::string(prefix) + what.name + "/" + what.stage;
    return server->second->url() + (is_in_url(what) ? "/" + what.stage : "");
}

} // namespace skiff::local::api_gateway
