// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/handler.hpp"
#include "local/secrets_manager/page.hpp"
#include "local/secrets_manager/secret.hpp"
#include "local/secrets_manager/store.hpp"

#include <skiff/core/result.hpp>
#include <skiff/core/timestamp.hpp>
#include <skiff/secrets_manager/all_operations.hpp>

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace skiff::local::secrets_manager {

/// Secrets Manager of one region: secrets, versions, staging labels, deletion with a recovery
/// window, tags, policies, with the service's semantics, limits and words. One mutex makes every
/// operation atomic.
///
/// Where it differs: a forced deletion is over at once; keys of KMS are names that are kept and not
/// looked up; a resource policy is checked and kept, and grants nothing; there is no function to
/// rotate with and no other region to replicate to.
class secrets_engine final : public engine {
  public:
    explicit secrets_engine(environment const& where);

    [[nodiscard]] handler_table const& handlers() const noexcept override { return handlers_; }
    void reset() override;

    /// The text of a secret's AWSCURRENT version, by name or ARN. Lives as long as this object.
    [[nodiscard]] secret_source source();

  private:
    // lifecycle.cpp
    result<api::create_secret_response> create_secret(api::create_secret_request const& in);
    result<api::update_secret_response> update_secret(api::update_secret_request const& in);
    result<api::describe_secret_response> describe_secret(api::describe_secret_request const& in);
    result<api::delete_secret_response> delete_secret(api::delete_secret_request const& in);
    result<api::restore_secret_response> restore_secret(api::restore_secret_request const& in);
    result<api::tag_resource_response> tag_resource(api::tag_resource_request const& in);
    result<api::untag_resource_response> untag_resource(api::untag_resource_request const& in);
    // versions.cpp
    result<api::get_secret_value_response> get_secret_value(
        api::get_secret_value_request const& in);
    result<api::put_secret_value_response> put_secret_value(
        api::put_secret_value_request const& in);
    result<api::update_secret_version_stage_response> update_secret_version_stage(
        api::update_secret_version_stage_request const& in);
    result<api::list_secret_version_ids_response> list_secret_version_ids(
        api::list_secret_version_ids_request const& in);
    // listing.cpp
    result<api::list_secrets_response> list_secrets(api::list_secrets_request const& in);
    result<api::batch_get_secret_value_response> batch_get_secret_value(
        api::batch_get_secret_value_request const& in);
    // policies.cpp
    result<api::put_resource_policy_response> put_resource_policy(
        api::put_resource_policy_request const& in);
    result<api::get_resource_policy_response> get_resource_policy(
        api::get_resource_policy_request const& in);
    result<api::delete_resource_policy_response> delete_resource_policy(
        api::delete_resource_policy_request const& in);
    result<api::validate_resource_policy_response> validate_resource_policy(
        api::validate_resource_policy_request const& in);
    // rotation.cpp
    result<api::rotate_secret_response> rotate_secret(api::rotate_secret_request const& in);
    result<api::cancel_rotate_secret_response> cancel_rotate_secret(
        api::cancel_rotate_secret_request const& in);
    result<api::get_random_password_response> get_random_password(
        api::get_random_password_request const& in);

    void add_handlers();

    /// Gives `edit` a copy of the secret, and saves it unless `edit` answers with an error.
    template <class Edit>
    std::invoke_result_t<Edit, secret&> change(std::string_view id, Edit edit) {
        std::lock_guard const lock(mutex_);
        auto found = find_to_change(id);
        if (!found)
            return std::move(found).error();
        auto out = edit(*found);
        if (out)
            store_.save(*std::move(found));
        return out;
    }

    /// Milliseconds, as the service counts.
    [[nodiscard]] timestamp now() const;
    [[nodiscard]] std::string new_arn(std::string_view name) const;

    // The mutex is held for all of these.

    /// Null after the recovery window.
    [[nodiscard]] secret const* look_up(std::string_view id);
    [[nodiscard]] result<secret const*> find(std::string_view id);
    /// Refuses a secret that waits for its deletion.
    [[nodiscard]] result<secret const*> find_usable(std::string_view id);
    /// A copy to change, its last_changed_date set.
    [[nodiscard]] result<secret> find_to_change(std::string_view id);

    /// A value and where it comes from.
    struct found_value {
        secret const* owner; ///< As it is after the access has been noted.
        version const* which;
        secret_value value;
    };
    /// Notes the day of the access.
    [[nodiscard]] result<found_value> read(secret const& owner,
                                           std::optional<std::string> const& version_id,
                                           std::optional<std::string> const& stage);
    template <class Answer>
    static void describe(found_value const& got, Answer& out) {
        out.arn = got.owner->arn();
        out.name = got.owner->name();
        out.version_id = got.which->id;
        out.version_stages = got.owner->stages_of(got.which->id);
        out.created_date = got.which->created;
        got.value.write_to(out);
    }
    /// The current value of a secret, or why there is none.
    void add_to(api::batch_get_secret_value_response& out, std::string id);
    [[nodiscard]] result<std::string> current_text(std::string_view id);

    /// True when the secret has a version of this id with this value: the request came before.
    /// ResourceExistsException when its value is another.
    [[nodiscard]] result<bool> is_repeated(secret const& owner, std::string_view version_id,
                                           secret_value const& value) const;
    /// Saves the secret with one more version, whose id does not exist yet.
    [[nodiscard]] std::optional<error> add_version(secret next, std::string version_id,
                                                   secret_value const& value,
                                                   std::vector<std::string> const& stages);

    environment where_;
    std::mutex mutex_;
    store store_;
    page_tokens tokens_;
    handler_table handlers_;
};

} // namespace skiff::local::secrets_manager
