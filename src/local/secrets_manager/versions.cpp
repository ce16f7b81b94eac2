// SPDX-License-Identifier: Apache-2.0
// The values of a secret and their staging labels.
#include "local/secrets_manager/engine.hpp"

#include "local/secrets_manager/checks.hpp"
#include "local/secrets_manager/sort_key.hpp"

#include <chrono>
#include <utility>

namespace skiff::local::secrets_manager {
namespace {

result<version const*> find_version(secret const& in, std::optional<std::string> const& version_id,
                                    std::optional<std::string> const& stage) {
    if (!version_id) {
        std::string_view const wanted = stage ? std::string_view(*stage) : current_stage;
        if (version const* const found = in.find_stage(wanted))
            return found;
        return version_not_found("staging label: " + std::string(wanted));
    }
    version const* const found = in.find_version(*version_id);
    if (!found)
        return version_not_found("VersionId: " + *version_id);
    if (stage && in.find_stage(*stage) != found)
        return invalid_request("You provided a VersionStage that is not associated to the provided "
                               "VersionId.");
    return found;
}

/// Why the label cannot be moved or removed as asked for.
objection check_move(secret const& in, api::update_secret_version_stage_request const& request) {
    for (auto const* const id : {&request.move_to_version_id, &request.remove_from_version_id})
        if (*id && !in.find_version(**id))
            return version_not_found("VersionId: " + **id);
    std::string const& stage = request.version_stage;
    version const* const holder = in.find_stage(stage);
    auto const& from = request.remove_from_version_id;
    if (!request.move_to_version_id) {
        if (!holder || holder->id != *from)
            return invalid_parameter("Staging label " + stage +
                                     " isn't currently attached to version " + *from + '.');
        if (stage == current_stage)
            return invalid_parameter("You can only move staging label AWSCURRENT to a different "
                                     "secret version. It can't be completely removed.");
        return std::nullopt;
    }
    if (from && (!holder || holder->id != *from))
        return invalid_parameter("When you move staging label " + stage +
                                 ", if you specify RemoveFromVersionId, it must be set to the "
                                 "version that currently has the staging label " +
                                 stage + '.');
    if (!from && holder && holder->id != *request.move_to_version_id)
        return invalid_parameter(
            "The parameter RemoveFromVersionId can't be empty. Staging label " + stage +
            " is currently attached to version " + holder->id +
            ", so you must explicitly reference that version in "
            "RemoveFromVersionId.");
    return std::nullopt;
}

} // namespace

result<secrets_engine::found_value> secrets_engine::read(
    secret const& owner, std::optional<std::string> const& version_id,
    std::optional<std::string> const& stage) {
    auto const which = find_version(owner, version_id, stage);
    if (!which)
        return which.error();
    auto value = store_.value(owner, **which);
    if (!value)
        return cannot_decrypt();
    timestamp const day = std::chrono::floor<std::chrono::days>(now());
    std::string const id = (*which)->id;
    if ((*which)->accessed != day || owner.about.last_accessed_date != day) {
        secret next = owner;
        next.about.last_accessed_date = day;
        for (version& one : next.versions)
            if (one.id == id)
                one.accessed = day;
        store_.save(std::move(next));
    }
    return found_value{&owner, owner.find_version(id), *std::move(value)};
}

result<api::get_secret_value_response> secrets_engine::get_secret_value(
    api::get_secret_value_request const& in) {
    if (auto wrong = first_of(check_secret_id(in.secret_id),
                              check_version_id(in.version_id, "versionId"),
                              check_length(in.version_stage, "versionStage", 1, 256)))
        return *std::move(wrong);
    std::lock_guard const lock(mutex_);
    auto const found = find_usable(in.secret_id);
    if (!found)
        return found.error();
    auto const got = read(**found, in.version_id, in.version_stage);
    if (!got)
        return got.error();
    api::get_secret_value_response out;
    describe(*got, out);
    return out;
}

result<api::put_secret_value_response> secrets_engine::put_secret_value(
    api::put_secret_value_request const& in) {
    if (auto wrong = first_of(check_secret_id(in.secret_id), check_token(in.client_request_token),
                              check_value(in), check_stages(in.version_stages)))
        return *std::move(wrong);
    auto const value = secret_value::read_from(in);
    if (!value)
        return invalid_request("You must provide either SecretString or SecretBinary.");
    std::lock_guard const lock(mutex_);
    auto found = find_to_change(in.secret_id);
    if (!found)
        return std::move(found).error();
    std::string const name = found->name();
    auto const repeated = is_repeated(*found, *in.client_request_token, *value);
    if (!repeated)
        return repeated.error();
    if (!*repeated)
        if (auto wrong = add_version(*std::move(found), *in.client_request_token, *value,
                                     in.version_stages))
            return *std::move(wrong);
    secret const& now_there = *store_.find(name);
    return api::put_secret_value_response{now_there.arn(), name, in.client_request_token,
                                          now_there.stages_of(*in.client_request_token)};
}

result<api::update_secret_version_stage_response> secrets_engine::update_secret_version_stage(
    api::update_secret_version_stage_request const& in) {
    if (auto wrong = first_of(check_secret_id(in.secret_id),
                              check_length(in.version_stage, "versionStage", 1, 256),
                              check_version_id(in.move_to_version_id, "moveToVersionId"),
                              check_version_id(in.remove_from_version_id, "removeFromVersionId")))
        return *std::move(wrong);
    if (!in.move_to_version_id && !in.remove_from_version_id)
        return invalid_parameter("You must provide MoveToVersionId, RemoveFromVersionId or both.");
    auto const move = [&](secret& owner) -> result<api::update_secret_version_stage_response> {
        if (auto wrong = check_move(owner, in))
            return *std::move(wrong);
        if (in.move_to_version_id)
            owner.move_stage(in.version_stage, *in.move_to_version_id);
        else
            owner.stages.erase(in.version_stage);
        if (owner.stages.size() > most_stages)
            return too_many_stages();
        return api::update_secret_version_stage_response{owner.about.arn, owner.about.name};
    };
    return change(in.secret_id, move);
}

result<api::list_secret_version_ids_response> secrets_engine::list_secret_version_ids(
    api::list_secret_version_ids_request const& in) {
    if (auto wrong = first_of(check_secret_id(in.secret_id),
                              check_range(in.max_results, "maxResults", 1, largest_page)))
        return *std::move(wrong);
    std::lock_guard const lock(mutex_);
    auto const found = find(in.secret_id);
    if (!found)
        return found.error();
    secret const& owner = **found;
    bool const deprecated = in.include_deprecated.value_or(false);
    std::string const question = "versions\n" + owner.arn() + (deprecated ? "\nall" : "");
    auto const after = tokens_.read(question, in.next_token);
    if (!after)
        return after.error();
    std::vector<listed<version>> page;
    for (version const& one : owner.versions)
        if (deprecated || !owner.stages_of(one.id).empty())
            page.push_back({sort_key(one.created, one.id), &one});
    auto const next = keep_page(page, false, *after,
                                static_cast<std::size_t>(in.max_results.value_or(largest_page)));
    api::list_secret_version_ids_response out;
    out.arn = owner.about.arn;
    out.name = owner.about.name;
    if (next)
        out.next_token = tokens_.make(question, *next);
    for (auto const& [key, one] : page)
        out.versions.push_back(
            {one->id, owner.stages_of(one->id), one->accessed, one->created, {one->kms_key_id}});
    return out;
}

} // namespace skiff::local::secrets_manager
