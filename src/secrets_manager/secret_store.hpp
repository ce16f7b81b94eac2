// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "secrets_manager/cached_secret.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <shared_mutex>
#include <string_view>
#include <unordered_map>

namespace skiff::secrets_manager::detail {

/// What the copies of a secret_cache share: the entries, at most options.max_secrets of them.
/// Thread-safe. Finding an entry takes a shared lock and no allocation.
class secret_store {
  public:
    secret_store(client through, secret_cache_options options)
        : source_(std::move(through), std::move(options)) {}

    [[nodiscard]] secret_source const& source() const noexcept { return source_; }
    /// The entry for what is asked for, a new one when there is none: it counts as used.
    [[nodiscard]] std::shared_ptr<cached_secret> entry(std::string_view id,
                                                       std::string_view version_stage,
                                                       std::string_view version_id);
    /// Forgets all versions of the secret, by whichever of its names they were asked for.
    void erase(std::string_view id);
    void clear();

  private:
    struct key_view {
        std::string_view id, version_stage, version_id;
        friend bool operator==(key_view const&, key_view const&) = default;
    };
    struct key_hash {
        using is_transparent = void;
        std::size_t operator()(key_view const& key) const noexcept;
        std::size_t operator()(secret_key const& key) const noexcept;
    };
    struct key_equal {
        using is_transparent = void;
        template <class A, class B>
        bool operator()(A const& a, B const& b) const noexcept {
            return view(a) == view(b);
        }
    };
    static key_view view(key_view const& key) noexcept { return key; }
    static key_view view(secret_key const& key) noexcept {
        return {key.id, key.version_stage, key.version_id};
    }
    void evict();

    secret_source const source_;
    std::atomic<std::uint64_t> uses_{0};
    std::shared_mutex mutex_;
    std::unordered_map<secret_key, std::shared_ptr<cached_secret>, key_hash, key_equal> entries_;
};

} // namespace skiff::secrets_manager::detail
