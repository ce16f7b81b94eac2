// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/environment.hpp>
#include <skiff/core/profile.hpp>
#include <skiff/core/result.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace skiff {

/// True for what may stand in a host name between two dots: 1 to 63 letters, digits and inner
/// dashes. Every region is one.
[[nodiscard]] bool is_host_label(std::string_view text) noexcept;

/// The region: `from_code`, else AWS_REGION, else AWS_DEFAULT_REGION, else the profile's "region".
/// errc::no_region when nobody says; errc::invalid_configuration when it cannot be a region or the
/// profile files are broken.
[[nodiscard]] result<std::string> resolve_region(std::optional<std::string> const& from_code,
                                                 environment const& from, profile_files& profiles);

} // namespace skiff
