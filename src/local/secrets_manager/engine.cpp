// SPDX-License-Identifier: Apache-2.0
#include "local/secrets_manager/engine.hpp"

#include "local/secrets_manager/checks.hpp"
#include "local/secrets_manager/random_text.hpp"
#include "local/secrets_manager/refusal.hpp"

#include <chrono>
#include <utility>

namespace skiff::local::secrets_manager {

secrets_engine::secrets_engine(environment const& where)
    : where_(where), store_(where.folder), tokens_(store_.keys().derive("page tokens")) {
    add_handlers();
}

void secrets_engine::add_handlers() {
    using self = secrets_engine;
    handlers_.add("CreateSecret", *this, &self::create_secret);
    handlers_.add("UpdateSecret", *this, &self::update_secret);
    handlers_.add("DescribeSecret", *this, &self::describe_secret);
    handlers_.add("DeleteSecret", *this, &self::delete_secret);
    handlers_.add("RestoreSecret", *this, &self::restore_secret);
    handlers_.add("TagResource", *this, &self::tag_resource);
    handlers_.add("UntagResource", *this, &self::untag_resource);
    handlers_.add("GetSecretValue", *this, &self::get_secret_value);
    handlers_.add("PutSecretValue", *this, &self::put_secret_value);
    handlers_.add("UpdateSecretVersionStage", *this, &self::update_secret_version_stage);
    handlers_.add("ListSecretVersionIds", *this, &self::list_secret_version_ids);
    handlers_.add("ListSecrets", *this, &self::list_secrets);
    handlers_.add("BatchGetSecretValue", *this, &self::batch_get_secret_value);
    handlers_.add("PutResourcePolicy", *this, &self::put_resource_policy);
    handlers_.add("GetResourcePolicy", *this, &self::get_resource_policy);
    handlers_.add("DeleteResourcePolicy", *this, &self::delete_resource_policy);
    handlers_.add("ValidateResourcePolicy", *this, &self::validate_resource_policy);
    handlers_.add("RotateSecret", *this, &self::rotate_secret);
    handlers_.add("CancelRotateSecret", *this, &self::cancel_rotate_secret);
    handlers_.add("GetRandomPassword", *this, &self::get_random_password);
}

void secrets_engine::reset() {
    std::lock_guard const lock(mutex_);
    store_.clear();
}

secret_source secrets_engine::source() {
    return [this](std::string_view id) {
        std::lock_guard const lock(mutex_);
        return current_text(id);
    };
}

result<std::string> secrets_engine::current_text(std::string_view id) {
    if (auto wrong = check_secret_id(id))
        return *std::move(wrong);
    auto const found = find_usable(id);
    if (!found)
        return found.error();
    auto const got = read(**found, std::nullopt, std::nullopt);
    if (!got)
        return got.error();
    if (got->value.what() != secret_value::kind::text)
        return invalid_request("The secret's current version has a SecretBinary and no "
                               "SecretString.");
    return std::string(got->value.bytes());
}

timestamp secrets_engine::now() const {
    return std::chrono::floor<std::chrono::milliseconds>(where_.clock->now());
}

std::string secrets_engine::new_arn(std::string_view name) const {
    constexpr std::string_view characters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    return "arn:aws:secretsmanager:" + where_.region + ':' + where_.account_id +
           ":secret:" + std::string(name) + '-' + random_text(characters, 6);
}

secret const* secrets_engine::look_up(std::string_view id) {
    store_.remove_expired(now());
    return store_.find(id);
}

result<secret const*> secrets_engine::find(std::string_view id) {
    secret const* const found = look_up(id);
    if (!found)
        return secret_not_found();
    return found;
}

result<secret const*> secrets_engine::find_usable(std::string_view id) {
    secret const* const found = look_up(id);
    if (!found)
        return secret_not_found();
    if (found->deleted())
        return marked_for_deletion();
    return found;
}

result<secret> secrets_engine::find_to_change(std::string_view id) {
    auto const found = find_usable(id);
    if (!found)
        return found.error();
    secret out = **found;
    out.about.last_changed_date = now();
    return out;
}

result<bool> secrets_engine::is_repeated(secret const& owner, std::string_view version_id,
                                         secret_value const& value) const {
    version const* const there = owner.find_version(version_id);
    if (!there)
        return false;
    auto const stored = store_.value(owner, *there);
    if (!stored)
        return cannot_decrypt();
    if (*stored != value)
        return refusal("ResourceExistsException",
                       "You can't use ClientRequestToken " + std::string(version_id) +
                           " because that value is already in use for a version of secret " +
                           owner.arn() + '.');
    return true;
}

std::optional<error> secrets_engine::add_version(secret next, std::string version_id,
                                                 secret_value const& value,
                                                 std::vector<std::string> const& stages) {
    if (!next.make_room(now()))
        return refusal("LimitExceededException",
                       "The secret has 100 versions, and none of them is without staging labels "
                       "and older than a day.");
    for (std::string const& stage : stages)
        next.move_stage(stage, version_id);
    if (stages.empty() || next.versions.empty())
        next.move_stage(current_stage, version_id);
    if (next.stages.size() > most_stages)
        return too_many_stages();
    version added{std::move(version_id), value.what(), now(), {}, next.key_for_versions()};
    store_.save(std::move(next), {std::move(added), value});
    return std::nullopt;
}

} // namespace skiff::local::secrets_manager
