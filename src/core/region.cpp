// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/region.hpp>

#include <algorithm>

namespace skiff {
namespace {

result<std::string> checked(std::string region, std::string_view origin) {
    if (is_host_label(region))
        return region;
    return make_error(errc::invalid_configuration,
                      "the region from " + std::string(origin) +
                          " may only have letters, digits and dashes, as in \"eu-central-1\"");
}

} // namespace

bool is_host_label(std::string_view text) noexcept {
    auto const allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-';
    };
    return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' &&
           std::all_of(text.begin(), text.end(), allowed);
}

result<std::string> resolve_region(std::optional<std::string> const& from_code,
                                   environment const& from, profile_files& profiles) {
    if (from_code)
        return checked(*from_code, "client_config::region");
    for (auto const name : {"AWS_REGION", "AWS_DEFAULT_REGION"})
        if (auto value = from.variable(name))
            return checked(std::move(*value), name);
    auto in_profile = profiles.find("region");
    if (!in_profile)
        return in_profile.error();
    if (*in_profile && !(*in_profile)->empty())
        return checked(std::move(**in_profile), "profile '" + profiles.name() + "'");
    return make_error(errc::no_region,
                      "set client_config::region, the variable AWS_REGION, or \"region\" in "
                      "profile '" +
                          profiles.name() + "' of ~/.aws/config");
}

} // namespace skiff
