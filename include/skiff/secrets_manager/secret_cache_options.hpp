// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/call_options.hpp>
#include <skiff/core/error.hpp>
#include <skiff/secrets_manager/type/tag.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::secrets_manager {

/// How a `secret_cache` keeps values. The defaults are the published ones of AWS's caching clients
/// (aws-secretsmanager-caching-python, config.py; -java, SecretCacheConfiguration) where these have
/// one; the two that they do not have are marked.
struct secret_cache_options {
    /// More than this evict the least recently used. 0: nothing is kept.
    std::size_t max_secrets = 1024;
    /// A value is fetched anew when it is asked for after between a half of this and all of it, at
    /// random, so that the processes of a fleet do not all ask at once.
    std::chrono::nanoseconds refresh_interval = std::chrono::hours(1);
    /// The version that is meant when a call names none.
    std::string version_stage = "AWSCURRENT";

    /// After the first failure the service is not asked again for this long; twice as long after
    /// each further one, up to `retry_max`.
    std::chrono::nanoseconds retry_base = std::chrono::seconds(1);
    std::chrono::nanoseconds retry_max = std::chrono::hours(1);

    /// While the service cannot be reached, the last value is given for this long after it was
    /// fetched, `refresh_interval` at least. skiff's own: AWS's clients give it for ever.
    std::chrono::nanoseconds keep_on_failure = std::chrono::hours(24);
    /// `with_secret` fetches a version at most this often, however many log-ins fail. skiff's own:
    /// the longest pause that AWS's Python client makes before a forced refresh.
    std::chrono::nanoseconds login_refresh_interval = std::chrono::seconds(5);

    /// Called when a fetch failed, also when its caller gets the last value all the same: for logs
    /// and metrics. On the calling thread, from many threads; must not ask for that secret itself.
    std::function<void(std::string_view id, error const& why)> on_failure{};
};

/// Which version of a secret; both empty: the cache's version stage.
struct get_options {
    std::string version_stage{}; ///< "AWSPENDING", "AWSPREVIOUS", or your own.
    std::string version_id{};
    call_options call{}; ///< Bounds fetching, and waiting for another thread that fetches.
};

struct put_options {
    /// Which labels the new version gets; empty: AWSCURRENT, and the version before it AWSPREVIOUS.
    std::vector<std::string> version_stages{};
    /// 32 to 64 characters; becomes the version id. A put with the token and value of an earlier
    /// one changes nothing. Empty: one is made, the same for all attempts of the call.
    std::string client_request_token{};
    call_options call{};
};

struct create_options {
    std::string description{};
    std::string kms_key_id{}; ///< Empty: the account's key aws/secretsmanager.
    std::vector<tag> tags{};
    std::string client_request_token{}; ///< As for put_options.
    call_options call{};
};

} // namespace skiff::secrets_manager
