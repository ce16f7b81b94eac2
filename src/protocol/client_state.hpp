// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/auth/sigv4.hpp>
#include <skiff/core/clock.hpp>
#include <skiff/core/clock_skew.hpp>
#include <skiff/core/config.hpp>
#include <skiff/core/endpoint.hpp>
#include <skiff/core/environment.hpp>
#include <skiff/core/http/transport.hpp>
#include <skiff/core/profile.hpp>
#include <skiff/core/random.hpp>
#include <skiff/core/retry.hpp>
#include <skiff/protocol/operation.hpp>
#include <skiff/protocol/service_client.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

namespace skiff::protocol {

/// What was looked up at the first call and holds from then on.
struct resolved_settings {
    skiff::endpoint endpoint;
    std::string authority; ///< The Host header's value.
    std::string user_agent;
    std::shared_ptr<http::transport> transport;
    std::shared_ptr<credentials_provider> credentials;
    int max_attempts;
};

/// What the copies of a client share. Making one does no I/O. Thread-safe.
class client_state {
  public:
    client_state(protocol::service const& which, client_config config);

    /// Region, endpoint and credentials provider, looked up once; a failure is not kept, the next
    /// call looks again.
    [[nodiscard]] result<resolved_settings const*> resolve();

    [[nodiscard]] protocol::service const& service() const noexcept { return service_; }
    [[nodiscard]] client_config const& config() const noexcept { return config_; }
    [[nodiscard]] skiff::clock& clock() const noexcept;
    [[nodiscard]] random_source& random() const noexcept;
    [[nodiscard]] auth::signer const& signer() const noexcept { return signer_; }
    [[nodiscard]] retry_quota& quota() noexcept { return quota_; }
    [[nodiscard]] clock_skew& skew() noexcept { return skew_; }

  private:
    [[nodiscard]] result<std::unique_ptr<resolved_settings const>> look_up();
    [[nodiscard]] environment const& variables() const noexcept;

    protocol::service const& service_;
    client_config const config_;
    auth::signer const signer_;
    retry_quota quota_;
    clock_skew skew_;

    std::mutex mutex_; ///< Held while looking up.
    std::unique_ptr<resolved_settings const> owned_;
    std::atomic<resolved_settings const*> resolved_{nullptr};
};

} // namespace skiff::protocol
