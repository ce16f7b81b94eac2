// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/call_options.hpp>
#include <skiff/core/result.hpp>
#include <skiff/protocol/service_client.hpp>

#include <chrono>
#include <optional>
#include <stop_token>
#include <string_view>

namespace skiff {

/// How long a waiter waits.
struct wait_options {
    std::optional<std::chrono::nanoseconds> max_wait{}; ///< Else the waiter's own.
    /// Longest pause between two looks; else the waiter's own. The first pauses are shorter.
    std::optional<std::chrono::nanoseconds> delay{};
    std::stop_token stop{}; ///< Requested: ends with errc::canceled.
};

} // namespace skiff

namespace skiff::protocol {

enum class wait_state : unsigned char { success, failure, retry };

/// What one look found.
struct wait_look {
    wait_state state = wait_state::retry;
    std::optional<error> failure{}; ///< The service's error, when that is the reason to fail.
};

/// A waiter's numbers, from the service's model.
struct waiter_policy {
    std::string_view name; ///< "TableExists"
    std::chrono::seconds delay;
    int max_attempts;
};

/// Looks until the state is reached. The pause starts at a second, doubles up to the delay, and is
/// shortened at random by up to a half, so that many who wait do not ask at once. Gives up with
/// errc::waiter_timed_out after `max_wait` (delay times attempts), with errc::waiter_failed when
/// the state can no longer be reached, with the service's error when that is none the waiter knows.
/// Sleeps on the client's clock.
[[nodiscard]] result<void> wait_until(service_client const& by, waiter_policy const& policy,
                                      wait_options const& options, void* context,
                                      wait_look (*look)(void* context, call_options const& call));

/// The same for a callable.
template <class Look>
[[nodiscard]] result<void> wait_until(service_client const& by, waiter_policy const& policy,
                                      wait_options const& options, Look look) {
    return wait_until(by, policy, options, &look, [](void* self, call_options const& call) {
        return (*static_cast<Look*>(self))(call);
    });
}

} // namespace skiff::protocol
