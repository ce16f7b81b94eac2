// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/endpoint.hpp>

#include "core/ascii.hpp"

#include <skiff/core/region.hpp>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace skiff {
namespace {

struct partition_rule {
    std::string_view region_prefix;
    partition which;
};

/// Of the partitions in botocore 1.43; no prefix begins another one.
constexpr std::array<partition_rule, 7> rules{{
    {"cn-", {"aws-cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn"}},
    {"eusc-", {"aws-eusc", "amazonaws.eu", "api.amazonwebservices.eu"}},
    {"us-gov-", {"aws-us-gov", "amazonaws.com", "api.aws"}},
    {"us-iso-", {"aws-iso", "c2s.ic.gov", "api.aws.ic.gov"}},
    {"us-isob-", {"aws-iso-b", "sc2s.sgov.gov", "api.aws.scloud"}},
    {"eu-isoe-", {"aws-iso-e", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"}},
    {"us-isof-", {"aws-iso-f", "csp.hci.ic.gov", "api.aws.hci.ic.gov"}},
}};
constexpr partition aws{"aws", "amazonaws.com", "api.aws"};

error refused(std::string_view setting, std::string_view why) {
    return make_error(errc::invalid_configuration,
                      "the endpoint URL in " + std::string(setting) + ' ' + std::string(why));
}

/// A host as it may stand in a Host header and be asked of a resolver.
bool is_host_name(std::string_view host) noexcept {
    auto const allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '.' || c == '_';
    };
    return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), allowed);
}

/// A setting of the environment, else of the profile.
result<std::optional<std::string>> setting(environment const& from, profile_files& profiles,
                                           std::string_view variable, std::string_view in_profile) {
    if (auto value = from.variable(variable))
        return std::optional(std::move(*value));
    return profiles.find(in_profile);
}

result<bool> flag(environment const& from, profile_files& profiles, std::string_view variable,
                  std::string_view in_profile) {
    auto const value = setting(from, profiles, variable, in_profile);
    if (!value)
        return value.error();
    return *value && is_true(**value);
}

struct configured_url {
    std::string url;
    std::string setting;
};

result<std::optional<configured_url>> find_configured_url(endpoint_service const& service,
                                                          environment const& from,
                                                          profile_files& profiles) {
    auto const ignored = flag(from, profiles, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
                              "ignore_configured_endpoint_urls");
    if (!ignored)
        return ignored.error();
    if (*ignored)
        return std::nullopt;
    for (auto const& name : {"AWS_ENDPOINT_URL_" + std::string(service.variable_suffix),
                             std::string("AWS_ENDPOINT_URL")})
        if (auto url = from.variable(name))
            return std::optional(configured_url{std::move(*url), name});

    auto const section = profiles.find("services");
    if (!section)
        return section.error();
    auto const profile = profiles.name();
    if (*section) {
        auto const set = profiles.get().value();
        auto const found = set->services.find(**section);
        if (found == set->services.end())
            return make_error(errc::invalid_configuration, "profile '" + profile +
                                                               "' names the services section '" +
                                                               **section + "', which is not there");
        auto const url = found->second.find(lower_case(service.variable_suffix) + ".endpoint_url");
        if (url != found->second.end() && !url->second.empty())
            return std::optional(
                configured_url{url->second, "the services section '" + **section + "'"});
    }
    auto url = profiles.find("endpoint_url");
    if (!url)
        return url.error();
    if (*url && !(*url)->empty())
        return std::optional(configured_url{std::move(**url), "profile '" + profile + "'"});
    return std::nullopt;
}

/// Where most services have their dual-stack names; the rule sets except the isolated partitions.
bool is_public(partition const& in) noexcept {
    return in.id == "aws" || in.id == "aws-cn" || in.id == "aws-us-gov";
}

std::string_view host_prefix(endpoint_service const& service, partition const& in,
                             bool dual_stack) noexcept {
    bool const streams = service.endpoint_prefix == "streams.dynamodb";
    return streams && dual_stack && is_public(in) ? "streams-dynamodb" : service.endpoint_prefix;
}

/// Secrets Manager's ordinary names have IPv6 addresses as well.
bool is_dual_stack_anyway(endpoint_service const& service, partition const& in,
                          bool fips) noexcept {
    return service.endpoint_prefix == "secretsmanager" && is_public(in) &&
           !(fips && in.id == "aws-cn");
}

/// The region "local" is AWS's own DynamoDB Local on this machine.
result<endpoint> dynamodb_local(endpoint_service const& service, bool fips, bool dual_stack) {
    if (fips || dual_stack)
        return make_error(errc::invalid_configuration,
                          "the region 'local' has neither FIPS nor dual-stack endpoints");
    endpoint out;
    out.origin = {.tls = false, .host = "localhost", .port = 8000};
    out.signing_region = "us-east-1";
    out.signing_name = service.signing_name;
    return out;
}

} // namespace

partition const& partition_of(std::string_view region) noexcept {
    auto const rule = std::find_if(rules.begin(), rules.end(), [region](auto const& candidate) {
        return region.starts_with(candidate.region_prefix);
    });
    return rule == rules.end() ? aws : rule->which;
}

result<endpoint> parse_endpoint_url(std::string_view url, std::string_view setting) {
    auto const parsed = boost::urls::parse_uri(url);
    if (!parsed)
        return refused(setting, "is not a URL such as \"https://host\" or \"http://host:port\"");
    endpoint out;
    out.configured = true;
    if (parsed->scheme_id() == boost::urls::scheme::https)
        out.origin.tls = true;
    else if (parsed->scheme_id() == boost::urls::scheme::http)
        out.origin.tls = false;
    else
        return refused(setting, "begins with neither http:// nor https://");
    if (parsed->has_userinfo())
        return refused(setting, "contains a user name or password");
    if (parsed->has_query() || parsed->has_fragment())
        return refused(setting, "contains a query or fragment");
    switch (parsed->host_type()) {
    case boost::urls::host_type::ipv6:
        out.origin.host = parsed->host_address();
        break;
    case boost::urls::host_type::ipv4:
    case boost::urls::host_type::name:
        out.origin.host = lower_case(std::string(parsed->host()));
        break;
    default:
        return refused(setting, "has no host");
    }
    if (parsed->host_type() != boost::urls::host_type::ipv6 && !is_host_name(out.origin.host))
        return refused(setting, "has a host that is no host name");
    out.origin.port = out.origin.tls ? 443 : 80;
    if (parsed->has_port() && !parsed->port().empty()) {
        out.origin.port = parsed->port_number();
        if (out.origin.port == 0)
            return refused(setting, "has a port that is not between 1 and 65535");
    }
    out.base_path = std::string(parsed->encoded_path());
    // Boost.URL 1.81 takes "http://host:80x" for the port 80 and the path "x".
    if (!out.base_path.empty() && out.base_path.front() != '/')
        return refused(setting, "has a port that is not a number");
    while (out.base_path.ends_with('/'))
        out.base_path.pop_back();
    return out;
}

result<endpoint> standard_endpoint(endpoint_service const& service, std::string_view region,
                                   bool fips, bool dual_stack) {
    if (!is_host_label(region))
        return make_error(errc::invalid_configuration, "the region is not a host label");
    if (region == "local" && service.endpoint_prefix == "dynamodb")
        return dynamodb_local(service, fips, dual_stack);
    endpoint out;
    out.signing_region = region;
    out.signing_name = service.signing_name;
    if (region == "aws-global" && service.signing_name == "sts" && !fips && !dual_stack) {
        out.origin.host = "sts.amazonaws.com";
        out.signing_region = "us-east-1";
        return out;
    }
    auto const& in = partition_of(region);
    auto& host = out.origin.host;
    host = host_prefix(service, in, dual_stack);
    // In GovCloud the ordinary DynamoDB and STS endpoints are the FIPS ones.
    bool const always_fips = in.id == "aws-us-gov" && !dual_stack &&
                             (service.signing_name == "dynamodb" || service.signing_name == "sts");
    if (fips && !always_fips)
        host += "-fips";
    host += '.';
    host += region;
    host += '.';
    host += dual_stack && !is_dual_stack_anyway(service, in, fips) ? in.dual_stack_dns_suffix
                                                                   : in.dns_suffix;
    return out;
}

result<endpoint> resolve_endpoint(endpoint_service const& service, std::string_view region,
                                  std::optional<std::string> const& url_from_code,
                                  environment const& from, profile_files& profiles) {
    std::optional<configured_url> chosen;
    if (url_from_code) {
        chosen = {*url_from_code, "client_config::endpoint_url"};
    } else {
        auto configured = find_configured_url(service, from, profiles);
        if (!configured)
            return configured.error();
        chosen = std::move(*configured);
    }
    if (chosen) {
        auto out = parse_endpoint_url(chosen->url, chosen->setting);
        if (out) {
            out->signing_region = region;
            out->signing_name = service.signing_name;
        }
        return out;
    }
    auto const fips = flag(from, profiles, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint");
    if (!fips)
        return fips.error();
    auto const dual_stack = flag(from, profiles, "AWS_USE_DUALSTACK_ENDPOINT",
                                 "use_dualstack_endpoint");
    if (!dual_stack)
        return dual_stack.error();
    return standard_endpoint(service, region, *fips, *dual_stack);
}

} // namespace skiff
