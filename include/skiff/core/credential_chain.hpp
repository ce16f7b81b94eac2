// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/credentials.hpp>
#include <skiff/core/environment.hpp>
#include <skiff/core/profile.hpp>

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

namespace skiff {

/// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN and AWS_ACCOUNT_ID. Read at the
/// first get() that finds them and then kept. `from` outlives the provider.
[[nodiscard]] std::shared_ptr<credentials_provider> environment_credentials(
    environment const& from);

/// The keys that stand in the profile itself. Read as above. A profile that takes a role or asks
/// another program is left to the providers for these.
[[nodiscard]] std::shared_ptr<credentials_provider> profile_credentials(
    std::shared_ptr<profile_files> profiles);

/// Asks one provider after the other. One that answers errc::no_credentials is passed over; any
/// other failure ends the search, so that broken settings are not hidden by whoever comes later.
/// The provider that gave credentials first is asked alone from then on. When none has any:
/// errc::no_credentials with what each of them said. Thread-safe.
class credential_chain final : public credentials_provider {
  public:
    explicit credential_chain(std::vector<std::shared_ptr<credentials_provider>> links);
    [[nodiscard]] result<std::shared_ptr<credentials const>> get() override;

  private:
    std::vector<std::shared_ptr<credentials_provider>> const links_;
    std::atomic<credentials_provider*> chosen_ = nullptr;
};

/// What a client uses when it is given no provider: the environment, then the profile. A profile
/// that the code names goes before the environment's keys, which then are not looked at.
[[nodiscard]] std::shared_ptr<credentials_provider> default_credentials(
    environment const& from, std::shared_ptr<profile_files> profiles);

} // namespace skiff
