// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/clock.hpp>
#include <skiff/core/random.hpp>
#include <skiff/core/result.hpp>
#include <skiff/secrets_manager/client.hpp>
#include <skiff/secrets_manager/secret_cache_options.hpp>
#include <skiff/secrets_manager/secret_version.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace skiff::secrets_manager::detail {

using version_ptr = std::shared_ptr<secret_version const>;
using steady_time = std::chrono::steady_clock::time_point;

/// What is asked for, as the service takes it.
struct secret_key {
    std::string id;
    std::string version_stage;
    std::string version_id;
};

/// Where cached secrets come from. Thread-safe.
class secret_source {
  public:
    secret_source(client through, secret_cache_options options);

    [[nodiscard]] result<version_ptr> fetch(secret_key const& key,
                                            call_options const& options) const;

    [[nodiscard]] client const& through() const noexcept { return through_; }
    [[nodiscard]] secret_cache_options const& options() const noexcept { return options_; }
    [[nodiscard]] skiff::clock& clock() const noexcept;
    [[nodiscard]] random_source& random() const noexcept;
    /// How long threads may sleep before they look at the clock again: for ever, when the clock is
    /// the machine's.
    [[nodiscard]] std::chrono::nanoseconds longest_sleep() const noexcept;
    /// When a call that begins now has to be over.
    [[nodiscard]] steady_time deadline(call_options const& options) const;

  private:
    client through_;
    secret_cache_options options_;
};

/// One entry of the cache: a value or a failure, how long it is good for, and the rule that one
/// thread at a time fetches. Thread-safe.
class cached_secret {
  public:
    explicit cached_secret(secret_key key) : key_(std::move(key)) {}

    /// The value at hand when it is fresh, another thread fetches or the last fetch failed just
    /// now; else fetches. Waits for another thread only when there is no value to give.
    [[nodiscard]] result<version_ptr> get(secret_source const& from, call_options const& options);
    /// What a fetch gives that begins after the call did: this thread's or another's.
    [[nodiscard]] result<version_ptr> refresh(secret_source const& from,
                                              call_options const& options);
    /// What the last fetch gave when it began less than `age` ago; else fetches.
    [[nodiscard]] result<version_ptr> no_older_than(std::chrono::nanoseconds age,
                                                    secret_source const& from,
                                                    call_options const& options);

    /// True when `id` is the secret's name or ARN, or what it was asked for by.
    [[nodiscard]] bool is_of(std::string_view id) const;

    [[nodiscard]] std::uint64_t last_use() const noexcept {
        return last_use_.load(std::memory_order_relaxed);
    }
    void used(std::uint64_t when) noexcept { last_use_.store(when, std::memory_order_relaxed); }

  private:
    using lock_type = std::unique_lock<std::mutex>;

    [[nodiscard]] bool has_usable_value(steady_time now, secret_source const& from) const;
    [[nodiscard]] std::optional<result<version_ptr>> at_hand(steady_time now,
                                                             secret_source const& from) const;
    /// Fetches, with the lock released; what came of it is in the members then, unless it concerns
    /// this call alone.
    [[nodiscard]] result<version_ptr> fetch(lock_type& lock, secret_source const& from,
                                            call_options const& options);
    /// Until the fetch under way has ended; an error when the call ends before it.
    [[nodiscard]] std::optional<error> wait(lock_type& lock, secret_source const& from,
                                            call_options const& options, steady_time deadline);
    [[nodiscard]] result<version_ptr> refresh(lock_type& lock, secret_source const& from,
                                              call_options const& options, steady_time deadline);
    [[nodiscard]] result<version_ptr> outcome() const;
    void keep(version_ptr fetched, secret_source const& from);
    void keep_failure(error const& why, secret_source const& from);
    /// After a call whose own time was too short: not every call shall spend its time in vain while
    /// there is a value to give. Without one nothing is kept.
    void pause(error const& why, secret_source const& from);

    secret_key const key_;
    std::atomic<std::uint64_t> last_use_{0};

    mutable std::mutex mutex_;
    std::condition_variable_any ended_;
    bool fetching_ = false;
    std::uint64_t begun_ = 0;   ///< The number of the fetch begun last, from 1.
    std::uint64_t settled_ = 0; ///< The number of the fetch that gave what is kept.
    steady_time begun_at_{};

    version_ptr value_;
    steady_time fetched_at_{};
    steady_time refresh_at_{};
    std::optional<error> failure_; ///< What the last fetch came to, when it failed.
    steady_time retry_at_{};
    int failures_ = 0; ///< In a row.
};

} // namespace skiff::secrets_manager::detail
