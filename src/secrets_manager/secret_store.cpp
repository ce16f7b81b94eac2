// SPDX-License-Identifier: Apache-2.0
#include "secrets_manager/secret_store.hpp"

#include <algorithm>
#include <mutex>
#include <string>

namespace skiff::secrets_manager::detail {

std::size_t secret_store::key_hash::operator()(key_view const& key) const noexcept {
    std::hash<std::string_view> const hash;
    return (hash(key.id) * 31 + hash(key.version_stage)) * 31 + hash(key.version_id);
}

std::size_t secret_store::key_hash::operator()(secret_key const& key) const noexcept {
    return (*this)(view(key));
}

std::shared_ptr<cached_secret> secret_store::entry(std::string_view id,
                                                   std::string_view version_stage,
                                                   std::string_view version_id) {
    // A version id alone names a version: the service refuses it with a stage it does not have.
    if (version_stage.empty() && version_id.empty())
        version_stage = source_.options().version_stage;
    key_view const key{id, version_stage, version_id};
    auto const now = uses_.fetch_add(1, std::memory_order_relaxed) + 1;
    {
        std::shared_lock const lock(mutex_);
        if (auto const at = entries_.find(key); at != entries_.end()) [[likely]] {
            at->second->used(now);
            return at->second;
        }
    }
    secret_key owned{std::string(id), std::string(version_stage), std::string(version_id)};
    auto fresh = std::make_shared<cached_secret>(owned);
    std::lock_guard const lock(mutex_);
    auto const [at, added] = entries_.try_emplace(std::move(owned), std::move(fresh));
    auto out = at->second;
    out->used(now);
    if (added)
        evict();
    return out;
}

/// Looks at every entry: it happens once per fetch at most, and a fetch takes far longer.
void secret_store::evict() {
    while (entries_.size() > source_.options().max_secrets)
        entries_.erase(
            std::min_element(entries_.begin(), entries_.end(), [](auto const& a, auto const& b) {
                return a.second->last_use() < b.second->last_use();
            }));
}

void secret_store::erase(std::string_view id) {
    std::lock_guard const lock(mutex_);
    std::erase_if(entries_, [id](auto const& entry) { return entry.second->is_of(id); });
}

void secret_store::clear() {
    std::lock_guard const lock(mutex_);
    entries_.clear();
}

} // namespace skiff::secrets_manager::detail
