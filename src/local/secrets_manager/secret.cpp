// SPDX-License-Identifier: Apache-2.0
#include "local/secrets_manager/secret.hpp"

#include <algorithm>
#include <chrono>

namespace skiff::local::secrets_manager {
namespace {

// The quota of versions, and how long a version without labels is safe (User Guide, quotas).
constexpr std::size_t most_versions = 100;
constexpr auto safe_for = std::chrono::hours(24);

} // namespace

version const* secret::find_version(std::string_view id) const {
    auto const found = std::ranges::find(versions, id, &version::id);
    return found == versions.end() ? nullptr : &*found;
}

version const* secret::find_stage(std::string_view stage) const {
    auto const found = stages.find(stage);
    return found == stages.end() ? nullptr : find_version(found->second);
}

std::vector<std::string> secret::stages_of(std::string_view id) const {
    std::vector<std::string> out;
    for (auto const& [stage, owner] : stages)
        if (owner == id)
            out.push_back(stage);
    return out;
}

std::map<std::string, std::vector<std::string>, std::less<>> secret::stages_by_version() const {
    std::map<std::string, std::vector<std::string>, std::less<>> out;
    for (auto const& [stage, owner] : stages)
        out[owner].push_back(stage);
    return out;
}

void secret::move_stage(std::string_view stage, std::string_view to) {
    auto const found = stages.find(stage);
    if (found == stages.end()) {
        stages.emplace(stage, to);
        return;
    }
    if (found->second == to)
        return;
    if (stage == current_stage)
        stages.insert_or_assign(std::string(previous_stage), found->second);
    found->second = to;
}

bool secret::make_room(timestamp now) {
    auto const disposable = [&](version const& one) {
        return one.created + safe_for <= now && stages_of(one.id).empty();
    };
    while (versions.size() >= most_versions) {
        auto const oldest = std::ranges::find_if(versions, disposable);
        if (oldest == versions.end())
            return false;
        versions.erase(oldest);
    }
    return true;
}

std::string secret::key_for_versions() const {
    return about.kms_key_id.value_or("DefaultEncryptionKey");
}

} // namespace skiff::local::secrets_manager
