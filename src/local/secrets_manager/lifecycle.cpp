// SPDX-License-Identifier: Apache-2.0
// Secrets from their creation to their end.
#include "local/secrets_manager/engine.hpp"

#include "local/secrets_manager/checks.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace skiff::local::secrets_manager {
namespace {

constexpr std::int64_t default_window = 30;

error not_replicated() {
    error e = refusal("NotImplemented", "skiff-local has one region: it does not replicate secrets "
                                        "(AddReplicaRegions).");
    e.http_status = 501;
    return e;
}

objection check(api::create_secret_request const& in) {
    return first_of(check_new_name(in.name), check_token(in.client_request_token), check_value(in),
                    check_details(in.description, in.kms_key_id), check_tags(in.tags),
                    check_length(in.type, "type", 0, 256),
                    in.add_replica_regions.empty() ? std::nullopt : objection(not_replicated()));
}

objection check(api::delete_secret_request const& in) {
    if (auto wrong = check_secret_id(in.secret_id))
        return wrong;
    if (in.recovery_window_in_days && in.force_delete_without_recovery.value_or(false))
        return invalid_parameter("You can't use ForceDeleteWithoutRecovery in conjunction with "
                                 "RecoveryWindowInDays.");
    if (auto const days = in.recovery_window_in_days; days && (*days < 7 || *days > 30))
        return invalid_parameter("The RecoveryWindowInDays value must be between 7 and 30 days "
                                 "(inclusive).");
    return std::nullopt;
}

/// An empty text takes away what there was.
void set(std::optional<std::string>& to, std::optional<std::string> const& from) {
    if (from)
        to = from->empty() ? std::nullopt : from;
}

/// The versions in use count as encrypted with the new key.
void set_key(secret& to, std::string const& key) {
    set(to.about.kms_key_id, key);
    for (std::string_view const stage : {current_stage, pending_stage, previous_stage})
        for (version& one : to.versions)
            if (version const* const used = to.find_stage(stage); used == &one)
                one.kms_key_id = to.key_for_versions();
}

void set_tag(std::vector<api::tag>& tags, api::tag const& one) {
    auto const there = std::ranges::find(tags, one.key, &api::tag::key);
    if (there == tags.end())
        tags.push_back(one);
    else
        there->value = one.value;
}

} // namespace

result<api::create_secret_response> secrets_engine::create_secret(
    api::create_secret_request const& in) {
    if (auto wrong = check(in))
        return *std::move(wrong);
    auto const value = secret_value::read_from(in);
    std::lock_guard const lock(mutex_);
    if (secret const* const there = look_up(in.name)) {
        if (there->deleted())
            return invalid_request("You can't create this secret because a secret with this name "
                                   "is already scheduled for deletion.");
        auto const repeated = value ? is_repeated(*there, *in.client_request_token, *value)
                                    : result<bool>(false);
        if (!repeated)
            return repeated.error();
        if (*repeated)
            return api::create_secret_response{
                there->arn(), there->name(), in.client_request_token, {}};
        return refusal("ResourceExistsException",
                       "The operation failed because the secret " + in.name + " already exists.");
    }
    secret made;
    made.about.name = in.name;
    made.about.arn = new_arn(in.name);
    set(made.about.description, in.description);
    set(made.about.kms_key_id, in.kms_key_id);
    set(made.about.type, in.type);
    made.about.tags = in.tags;
    made.about.created_date = made.about.last_changed_date = now();
    api::create_secret_response out{made.about.arn, made.about.name, {}, {}};
    if (!value) {
        store_.save(std::move(made));
        return out;
    }
    out.version_id = in.client_request_token;
    if (auto wrong = add_version(std::move(made), *in.client_request_token, *value, {}))
        return *std::move(wrong);
    return out;
}

result<api::update_secret_response> secrets_engine::update_secret(
    api::update_secret_request const& in) {
    if (auto wrong = first_of(check_secret_id(in.secret_id), check_token(in.client_request_token),
                              check_value(in), check_details(in.description, in.kms_key_id),
                              check_length(in.type, "type", 0, 256)))
        return *std::move(wrong);
    auto const value = secret_value::read_from(in);
    std::lock_guard const lock(mutex_);
    auto found = find_to_change(in.secret_id);
    if (!found)
        return std::move(found).error();
    api::update_secret_response out{found->about.arn, found->about.name, {}};
    if (value) {
        out.version_id = in.client_request_token;
        auto const repeated = is_repeated(*found, *in.client_request_token, *value);
        if (!repeated)
            return repeated.error();
        if (*repeated)
            return out;
    }
    set(found->about.description, in.description);
    set(found->about.type, in.type);
    if (in.kms_key_id)
        set_key(*found, *in.kms_key_id);
    if (!value)
        store_.save(*std::move(found));
    else if (auto wrong = add_version(*std::move(found), *in.client_request_token, *value, {}))
        return *std::move(wrong);
    return out;
}

result<api::describe_secret_response> secrets_engine::describe_secret(
    api::describe_secret_request const& in) {
    if (auto wrong = check_secret_id(in.secret_id))
        return *std::move(wrong);
    std::lock_guard const lock(mutex_);
    auto const found = find(in.secret_id);
    if (!found)
        return found.error();
    api::describe_secret_response out = (*found)->about;
    out.version_ids_to_stages = (*found)->stages_by_version();
    return out;
}

result<api::delete_secret_response> secrets_engine::delete_secret(
    api::delete_secret_request const& in) {
    if (auto wrong = check(in))
        return *std::move(wrong);
    bool const at_once = in.force_delete_without_recovery.value_or(false);
    std::lock_guard const lock(mutex_);
    secret const* const found = look_up(in.secret_id);
    if (!found) {
        if (!at_once)
            return secret_not_found();
        bool const is_arn = in.secret_id.starts_with("arn:");
        return api::delete_secret_response{is_arn ? in.secret_id : new_arn(in.secret_id),
                                           in.secret_id, now()};
    }
    api::delete_secret_response out{found->arn(), found->name(), now()};
    if (at_once) {
        store_.erase(found->name());
        return out;
    }
    if (found->deleted())
        return invalid_request("You can't perform this operation on the secret because it was "
                               "already scheduled for deletion.");
    secret next = *found;
    next.about.last_changed_date = now();
    out.deletion_date = next.about.deleted_date =
        now() + std::chrono::days(in.recovery_window_in_days.value_or(default_window));
    store_.save(std::move(next));
    return out;
}

result<api::restore_secret_response> secrets_engine::restore_secret(
    api::restore_secret_request const& in) {
    if (auto wrong = check_secret_id(in.secret_id))
        return *std::move(wrong);
    std::lock_guard const lock(mutex_);
    auto const found = find(in.secret_id);
    if (!found)
        return found.error();
    api::restore_secret_response out{(*found)->about.arn, (*found)->about.name};
    if ((*found)->deleted()) {
        secret next = **found;
        next.about.deleted_date.reset();
        next.about.last_changed_date = now();
        store_.save(std::move(next));
    }
    return out;
}

result<api::tag_resource_response> secrets_engine::tag_resource(
    api::tag_resource_request const& in) {
    if (auto wrong = first_of(check_secret_id(in.secret_id), check_tags(in.tags)))
        return *std::move(wrong);
    return change(in.secret_id, [&](secret& to) -> result<api::tag_resource_response> {
        for (api::tag const& one : in.tags)
            set_tag(to.about.tags, one);
        if (auto wrong = check_tag_count(to.about.tags))
            return *std::move(wrong);
        return api::tag_resource_response{};
    });
}

result<api::untag_resource_response> secrets_engine::untag_resource(
    api::untag_resource_request const& in) {
    if (auto wrong = check_secret_id(in.secret_id))
        return *std::move(wrong);
    return change(in.secret_id, [&](secret& to) -> result<api::untag_resource_response> {
        std::erase_if(to.about.tags, [&](api::tag const& one) {
            return std::ranges::find(in.tag_keys, *one.key) != in.tag_keys.end();
        });
        return api::untag_resource_response{};
    });
}

} // namespace skiff::local::secrets_manager
