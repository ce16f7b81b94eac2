// SPDX-License-Identifier: Apache-2.0
// Many secrets at once.
#include "local/secrets_manager/engine.hpp"

#include "local/secrets_manager/checks.hpp"
#include "local/secrets_manager/filter.hpp"
#include "local/secrets_manager/sort_key.hpp"

#include <utility>

namespace skiff::local::secrets_manager {
namespace {

constexpr std::int32_t largest_batch = 20;

api::secret_list_entry entry_of(secret const& from) {
    auto const& about = from.about;
    api::secret_list_entry out;
    out.arn = about.arn;
    out.name = about.name;
    out.type = about.type;
    out.description = about.description;
    out.kms_key_id = about.kms_key_id;
    out.rotation_enabled = about.rotation_enabled;
    out.rotation_lambda_arn = about.rotation_lambda_arn;
    out.rotation_rules = about.rotation_rules;
    out.external_secret_rotation_metadata = about.external_secret_rotation_metadata;
    out.external_secret_rotation_role_arn = about.external_secret_rotation_role_arn;
    out.last_rotated_date = about.last_rotated_date;
    out.last_changed_date = about.last_changed_date;
    out.last_accessed_date = about.last_accessed_date;
    out.deleted_date = about.deleted_date;
    out.next_rotation_date = about.next_rotation_date;
    out.tags = about.tags;
    out.secret_versions_to_stages = from.stages_by_version();
    out.owning_service = about.owning_service;
    out.created_date = about.created_date;
    out.primary_region = about.primary_region;
    return out;
}

std::string key_of(secret const& one, api::sort_by_type by) {
    switch (by) {
    case api::sort_by_type::last_accessed_date:
        return sort_key(one.about.last_accessed_date, one.name());
    case api::sort_by_type::last_changed_date:
        return sort_key(one.about.last_changed_date, one.name());
    case api::sort_by_type::name:
        return one.name();
    case api::sort_by_type::created_date:
        break;
    }
    return sort_key(one.about.created_date, one.name());
}

objection check(api::list_secrets_request const& in) {
    return first_of(check_range(in.max_results, "maxResults", 1, largest_page),
                    check_filters(in.filters), check_known(in.sort_order, "sortOrder"),
                    check_known(in.sort_by, "sortBy"));
}

objection check(api::batch_get_secret_value_request const& in) {
    if (!in.secret_id_list.empty() && !in.filters.empty())
        return invalid_parameter("Either 'SecretIdList' or 'Filters' must be provided, but not "
                                 "both.");
    if (in.secret_id_list.empty() && in.filters.empty())
        return invalid_parameter("Either 'SecretIdList' or 'Filters' must be provided.");
    if (in.filters.empty() && in.max_results)
        return invalid_parameter("'Filters' not specified. 'Filters' must also be specified when "
                                 "'MaxResults' is provided.");
    if (in.filters.empty() && in.next_token)
        return invalid_parameter("'Filters' not specified. 'Filters' must also be specified when "
                                 "'NextToken' is provided.");
    if (in.secret_id_list.size() > static_cast<std::size_t>(largest_batch))
        return constraint(std::to_string(in.secret_id_list.size()) + " ids", "secretIdList",
                          "have length less than or equal to 20");
    for (std::string const& id : in.secret_id_list)
        if (auto wrong = check_secret_id(id))
            return wrong;
    return first_of(check_range(in.max_results, "maxResults", 1, largest_batch),
                    check_filters(in.filters));
}

} // namespace

result<api::list_secrets_response> secrets_engine::list_secrets(
    api::list_secrets_request const& in) {
    if (auto wrong = check(in))
        return *std::move(wrong);
    auto const by = in.sort_by ? *in.sort_by->known() : api::sort_by_type::created_date;
    bool const descending = in.sort_order && *in.sort_order == api::sort_order_type::desc;
    bool const deleted = in.include_planned_deletion.value_or(false);
    std::string const question = "secrets\n" + std::to_string(static_cast<int>(by)) +
                                 (descending ? "desc" : "asc") + (deleted ? "all" : "live") +
                                 describe_filters(in.filters);
    auto const after = tokens_.read(question, in.next_token);
    if (!after)
        return after.error();
    std::lock_guard const lock(mutex_);
    store_.remove_expired(now());
    std::vector<listed<secret>> page;
    for (auto const& [name, one] : store_.all())
        if ((deleted || !one.deleted()) && passes(one, in.filters, where_.region))
            page.push_back({key_of(one, by), &one});
    auto const next = keep_page(page, descending, *after,
                                static_cast<std::size_t>(in.max_results.value_or(largest_page)));
    api::list_secrets_response out;
    if (next)
        out.next_token = tokens_.make(question, *next);
    for (auto const& [key, one] : page)
        out.secret_list.push_back(entry_of(*one));
    return out;
}

result<api::batch_get_secret_value_response> secrets_engine::batch_get_secret_value(
    api::batch_get_secret_value_request const& in) {
    if (auto wrong = check(in))
        return *std::move(wrong);
    std::string const question = "values" + describe_filters(in.filters);
    auto const after = tokens_.read(question, in.next_token);
    if (!after)
        return after.error();
    api::batch_get_secret_value_response out;
    std::lock_guard const lock(mutex_);
    std::vector<std::string> ids = in.secret_id_list;
    if (ids.empty()) {
        store_.remove_expired(now());
        std::vector<listed<secret>> page;
        for (auto const& [name, one] : store_.all())
            if (!one.deleted() && passes(one, in.filters, where_.region))
                page.push_back({key_of(one, api::sort_by_type::created_date), &one});
        auto const next = keep_page(
            page, false, *after, static_cast<std::size_t>(in.max_results.value_or(largest_batch)));
        if (next)
            out.next_token = tokens_.make(question, *next);
        for (auto const& [key, one] : page)
            ids.push_back(one->name());
    }
    for (std::string& id : ids)
        add_to(out, std::move(id));
    return out;
}

void secrets_engine::add_to(api::batch_get_secret_value_response& out, std::string id) {
    auto const found = find_usable(id);
    auto const got = found ? read(**found, std::nullopt, std::nullopt)
                           : result<found_value>(found.error());
    if (!got) {
        out.errors.push_back({std::move(id), got.error().aws_code, got.error().message});
        return;
    }
    api::secret_value_entry entry;
    describe(*got, entry);
    out.secret_values.push_back(std::move(entry));
}

} // namespace skiff::local::secrets_manager
