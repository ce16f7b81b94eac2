// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/secret.hpp>
#include <skiff/core/timestamp.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace skiff::secrets_manager {

/// One version of a secret, as the service gave it. Its value is overwritten when it is destroyed.
struct secret_version {
    std::string arn;
    std::string name;
    std::string version_id;
    std::vector<std::string> version_stages; ///< Those it had when it was fetched.
    std::optional<timestamp> created_date;
    std::variant<secret_string, secret_binary> value;
};

/// What a put or create stored.
struct stored_version {
    std::string arn;
    std::string name;
    std::string version_id;
};

} // namespace skiff::secrets_manager
