// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/secrets_manager/value.hpp"

#include <skiff/core/auth/sha256.hpp>

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace skiff::local::secrets_manager {

/// Encrypts values with AES-256-GCM. The nonce is random for each value; what a value belongs to is
/// authenticated with it, so that no value can be put in another one's place. Thread-safe.
class vault {
  public:
    /// The key is in the file `secrets_manager.key` of the folder, which is made at the first use,
    /// readable by its owner alone. Without a folder the key lives and dies with this object.
    /// Throws `service_error` (errc::invalid_configuration) when the file cannot be used or others
    /// may read it.
    explicit vault(std::filesystem::path const& folder);
    vault(vault const&) = delete;
    vault& operator=(vault const&) = delete;
    ~vault();

    /// `owner` names what the value belongs to.
    [[nodiscard]] std::string seal(std::string_view owner, secret_value const& plain) const;
    /// Nothing when it was sealed with another key or for another owner, or was changed.
    [[nodiscard]] std::optional<secret_value> open(std::string_view owner, secret_value::kind what,
                                                   std::string_view sealed) const;

    /// A key for something else than values.
    [[nodiscard]] auth::sha256_digest derive(std::string_view purpose) const;

  private:
    std::array<unsigned char, 32> key_{};
};

} // namespace skiff::local::secrets_manager
