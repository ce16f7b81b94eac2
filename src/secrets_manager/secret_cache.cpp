// SPDX-License-Identifier: Apache-2.0
#include <skiff/secrets_manager/secret_cache.hpp>

#include "secrets_manager/secret_store.hpp"

#include <string>
#include <utility>
#include <variant>

namespace skiff::secrets_manager {

secret_cache::secret_cache(client through, secret_cache_options options)
    : store_(std::make_shared<detail::secret_store>(std::move(through), std::move(options))) {}

result<std::shared_ptr<secret_version const>> secret_cache::get_version(
    std::string_view id, get_options const& options) const {
    return store_->entry(id, options.version_stage, options.version_id)
        ->get(store_->source(), options.call);
}

result<secret_string> secret_cache::get_string(std::string_view id,
                                               get_options const& options) const {
    auto const version = get_version(id, options);
    if (!version)
        return version.error();
    if (auto const* text = std::get_if<secret_string>(&(*version)->value))
        return *text;
    return detail::text_of(**version).error();
}

result<secret_binary> secret_cache::get_binary(std::string_view id,
                                               get_options const& options) const {
    auto const version = get_version(id, options);
    if (!version)
        return version.error();
    if (auto const* bytes = std::get_if<secret_binary>(&(*version)->value))
        return *bytes;
    return make_error(skiff::errc::malformed_response,
                      "the secret " + (*version)->name + " is text: get_string gives it");
}

result<void> secret_cache::refresh_now(std::string_view id, get_options const& options) const {
    auto fetched = store_->entry(id, options.version_stage, options.version_id)
                       ->refresh(store_->source(), options.call);
    if (!fetched)
        return std::move(fetched).error();
    return {};
}

void secret_cache::invalidate(std::string_view id) const {
    store_->erase(id);
}

void secret_cache::clear() const {
    store_->clear();
}

namespace detail {

untried_versions::untried_versions(std::shared_ptr<secret_store> store, std::string_view id,
                                   call_options const& call, version first)
    : store_(std::move(store)), id_(id), call_(call), first_(std::move(first)) {}

untried_versions::version untried_versions::next() {
    while (step_ != 2) {
        auto candidate = recent(step_++ == 0 ? "" : "AWSPENDING");
        if (candidate && is_new(candidate)) {
            second_ = candidate;
            return candidate;
        }
    }
    return nullptr;
}

/// Null when it cannot be had: mostly, there is no pending version.
untried_versions::version untried_versions::recent(std::string_view version_stage) const {
    auto const& source = store_->source();
    auto found = store_->entry(id_, version_stage, "")
                     ->no_older_than(source.options().login_refresh_interval, source, call_);
    return found ? std::move(*found) : nullptr;
}

/// A version keeps its value for ever; its id tells it, and the pending one may be the current one.
bool untried_versions::is_new(version const& candidate) const {
    for (auto const& tried : {first_, second_})
        if (tried &&
            (tried->version_id == candidate->version_id || tried->value == candidate->value))
            return false;
    return true;
}

} // namespace detail
} // namespace skiff::secrets_manager
