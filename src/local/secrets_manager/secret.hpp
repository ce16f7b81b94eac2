// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/timestamp.hpp>
#include <skiff/secrets_manager/operation/describe_secret.hpp>

#include "local/secrets_manager/value.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::local::secrets_manager {

/// The SDK's own Secrets Manager types: this namespace's name hides theirs.
namespace api = skiff::secrets_manager;

// Staging labels with a meaning of their own.
inline constexpr std::string_view current_stage = "AWSCURRENT";
inline constexpr std::string_view previous_stage = "AWSPREVIOUS";
inline constexpr std::string_view pending_stage = "AWSPENDING";

/// A version but for its value.
struct version {
    std::string id;
    secret_value::kind what;
    timestamp created;
    std::optional<timestamp> accessed; ///< The day, 00:00 UTC.
    std::string kms_key_id;            ///< What its value counts as encrypted with.
};

/// A secret but for the values of its versions.
struct secret {
    /// Without version_ids_to_stages: see `stages`. Name, ARN and the two first dates are there.
    api::describe_secret_response about;
    std::optional<std::string> policy;
    std::vector<version> versions; ///< Oldest first.
    /// The version that has the label: a label is on one version only.
    std::map<std::string, std::string, std::less<>> stages;

    [[nodiscard]] std::string const& name() const { return *about.name; }
    [[nodiscard]] std::string const& arn() const { return *about.arn; }
    [[nodiscard]] bool deleted() const noexcept { return about.deleted_date.has_value(); }

    [[nodiscard]] version const* find_version(std::string_view id) const;
    /// The version with this label.
    [[nodiscard]] version const* find_stage(std::string_view stage) const;
    /// In the order of the alphabet; none for a deprecated version.
    [[nodiscard]] std::vector<std::string> stages_of(std::string_view id) const;
    /// The versions that are not deprecated.
    [[nodiscard]] std::map<std::string, std::vector<std::string>, std::less<>> stages_by_version()
        const;

    /// Takes the label from where it is. AWSCURRENT leaves AWSPREVIOUS where it was.
    void move_stage(std::string_view stage, std::string_view to);

    /// Makes room for one more version: deprecated ones of more than a day go, oldest first, as
    /// long as there are a hundred versions. False when there is no room.
    [[nodiscard]] bool make_room(timestamp now);
    /// The key that new versions count as encrypted with.
    [[nodiscard]] std::string key_for_versions() const;
};

} // namespace skiff::local::secrets_manager
