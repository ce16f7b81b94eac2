// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/environment.hpp>
#include <skiff/core/http/transport.hpp>
#include <skiff/core/profile.hpp>
#include <skiff/core/result.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace skiff {

/// Where requests go and what they are signed for.
struct endpoint {
    http::origin origin;
    std::string base_path; ///< Stands before each request's path; empty or "/stage", encoded.
    std::string signing_region;
    std::string signing_name;
    bool configured = false; ///< Somebody gave its URL: it is no host name of AWS's own.

    friend bool operator==(endpoint const&, endpoint const&) = default;
};

/// What of a service decides its endpoint.
struct endpoint_service {
    std::string_view endpoint_prefix; ///< "dynamodb", "email"
    std::string_view variable_suffix; ///< "DYNAMODB": AWS_ENDPOINT_URL_DYNAMODB.
    std::string_view signing_name;    ///< "dynamodb", "ses"
};

/// A group of regions under one operator, with host names of its own.
struct partition {
    std::string_view id; ///< "aws-cn"
    std::string_view dns_suffix;
    std::string_view dual_stack_dns_suffix;
};

/// The partition of a region, also of one that is newer than this version; "aws" when nothing
/// else fits.
[[nodiscard]] partition const& partition_of(std::string_view region) noexcept;

/// "http://localhost:4566", "https://[::1]:8443/stage". Refused with errc::invalid_configuration:
/// other schemes, user information, a query, a fragment, a host that is none. `setting` names
/// where the URL stands, for the message.
[[nodiscard]] result<endpoint> parse_endpoint_url(std::string_view url, std::string_view setting);

/// AWS's own host name for a service in a region.
[[nodiscard]] result<endpoint> standard_endpoint(endpoint_service const& service,
                                                 std::string_view region, bool fips,
                                                 bool dual_stack);

/// The endpoint: `url_from_code`, else AWS_ENDPOINT_URL_<SERVICE>, else AWS_ENDPOINT_URL, else the
/// profile's "services" section, else the profile's "endpoint_url", else the standard one.
/// AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ("ignore_configured_endpoint_urls" in a profile) switches
/// all but the first off. AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT
/// ("use_fips_endpoint", "use_dualstack_endpoint") choose among the standard ones.
[[nodiscard]] result<endpoint> resolve_endpoint(endpoint_service const& service,
                                                std::string_view region,
                                                std::optional<std::string> const& url_from_code,
                                                environment const& from, profile_files& profiles);

} // namespace skiff
