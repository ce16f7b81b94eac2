// SPDX-License-Identifier: Apache-2.0
#include "protocol/client_state.hpp"

#include <skiff/core/credential_chain.hpp>
#include <skiff/core/http/socket_transport.hpp>
#include <skiff/core/region.hpp>

#include <utility>

namespace skiff::protocol {
namespace {

/// AWS_MAX_ATTEMPTS, else the profile's "max_attempts".
result<std::optional<std::string>> attempts_setting(environment const& from,
                                                    profile_files& profiles) {
    if (auto text = from.variable("AWS_MAX_ATTEMPTS"))
        return text;
    return profiles.find("max_attempts");
}

std::string user_agent_of(protocol::service const& service, std::string const& callers) {
    std::string out = "skiff/0.1 lang/c++ api/";
    for (char const c : service.id)
        out += c == ' ' ? '-' : c;
    if (!callers.empty())
        out += ' ' + callers;
    return out;
}

} // namespace

client_state::client_state(protocol::service const& which, client_config config)
    : service_(which), config_(std::move(config)) {}

skiff::clock& client_state::clock() const noexcept {
    return config_.clock ? *config_.clock : system_clock();
}

random_source& client_state::random() const noexcept {
    return config_.random ? *config_.random : system_random();
}

environment const& client_state::variables() const noexcept {
    return config_.environment ? *config_.environment : process_environment();
}

result<resolved_settings const*> client_state::resolve() {
    if (auto const* known = resolved_.load(std::memory_order_acquire))
        return known;
    std::lock_guard const lock(mutex_);
    if (!owned_) {
        auto found = look_up();
        if (!found)
            return std::move(found).error();
        owned_ = std::move(*found);
        resolved_.store(owned_.get(), std::memory_order_release);
    }
    return owned_.get();
}

result<std::unique_ptr<resolved_settings const>> client_state::look_up() {
    auto const profiles = std::make_shared<profile_files>(variables(),
                                                          config_.profile.value_or(""));
    auto region = resolve_region(config_.region, variables(), *profiles);
    if (!region)
        return std::move(region).error();
    auto endpoint = resolve_endpoint(
        {service_.endpoint_prefix, service_.variable_suffix, service_.signing_name}, *region,
        config_.endpoint_url, variables(), *profiles);
    if (!endpoint)
        return std::move(endpoint).error();
    auto const setting = attempts_setting(variables(), *profiles);
    if (!setting)
        return setting.error();
    auto const attempts = resolve_max_attempts(config_.retry.max_attempts, *setting,
                                               service_.retry);
    if (!attempts)
        return attempts.error();

    auto out = std::make_unique<resolved_settings>();
    out->endpoint = std::move(*endpoint);
    out->authority = out->endpoint.origin.authority();
    out->user_agent = user_agent_of(service_, config_.user_agent);
    out->max_attempts = *attempts;
    out->credentials = config_.credentials ? config_.credentials
                                           : default_credentials(variables(), profiles);
    out->transport = config_.transport;
    if (!out->transport) {
        http::socket_transport_options options;
        options.ca_file = config_.ca_file.empty()
                              ? variables().variable("AWS_CA_BUNDLE").value_or("")
                              : config_.ca_file;
        options.max_idle_connections = config_.max_idle_connections;
        out->transport = http::make_socket_transport(std::move(options));
    }
    return out;
}

} // namespace skiff::protocol
