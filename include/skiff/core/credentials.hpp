// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/result.hpp>
#include <skiff/core/timestamp.hpp>

#include <memory>
#include <optional>
#include <string>

namespace skiff {

/// Who signs. The secret parts are never printed or logged.
struct credentials {
    std::string access_key_id;
    std::string secret_access_key;
    std::string session_token;             ///< Empty for long-term keys.
    std::optional<timestamp> expiration{}; ///< None: they do not expire.
    std::string account_id{};              ///< Empty when not known.
};

/// Gives credentials, again and again. Thread-safe; called before every attempt, so an
/// implementation keeps what it found until that is about to expire.
class credentials_provider {
  public:
    virtual ~credentials_provider() = default;
    /// A shared pointer, so that handing out the same credentials copies nothing.
    [[nodiscard]] virtual result<std::shared_ptr<credentials const>> get() = 0;
};

/// Always the same credentials.
[[nodiscard]] std::shared_ptr<credentials_provider> static_credentials(credentials fixed);

} // namespace skiff
