// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/secrets_manager/secret.hpp"
#include "local/secrets_manager/vault.hpp"
#include "local/sqlite.hpp"

#include <skiff/core/timestamp.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace skiff::local::secrets_manager {

/// All secrets, in memory or in a file that keeps them; values are encrypted in both. Not
/// thread-safe. Throws `service_error` when the file cannot be used.
class store {
  public:
    using secrets = std::map<std::string, secret, std::less<>>;

    /// An empty folder means memory.
    explicit store(std::filesystem::path const& folder);

    /// By name.
    [[nodiscard]] secrets const& all() const noexcept { return secrets_; }
    /// By name, ARN, or ARN without the hyphen and six characters at its end. Null when there is
    /// none. An ARN that ends in a hyphen and six characters counts as a whole one.
    [[nodiscard]] secret const* find(std::string_view id) const;

    /// A value that a secret gets.
    struct new_value {
        version about;
        secret_value const& value;
    };
    /// Adds a secret or replaces the one of its name; versions that it has no more are gone with
    /// their values. Changes nothing when it fails.
    void save(secret next);
    void save(secret next, new_value added);
    void erase(std::string name);
    void clear();

    /// Nothing when the value cannot be decrypted.
    [[nodiscard]] std::optional<secret_value> value(secret const& owner,
                                                    version const& which) const;

    /// Removes the secrets whose time to be restored is over.
    void remove_expired(timestamp now);

    [[nodiscard]] vault const& keys() const noexcept { return vault_; }

  private:
    void open();
    void load();
    void load_versions(secret& owner);
    void write(secret const& next);
    void write_versions(secret const& next);
    void write_value(secret const& owner, new_value const& added);

    vault vault_;
    sqlite::database mutable database_;
    bool durable_;
    secrets secrets_;
    std::optional<timestamp> next_end_; ///< The earliest end of a recovery window.
};

} // namespace skiff::local::secrets_manager
