// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/database.hpp"
#include "local/dynamodb/rejection.hpp"
#include "local/dynamodb/request_check.hpp"

#include <algorithm>
#include <utility>

namespace skiff::local::dynamodb {
namespace {

constexpr std::size_t max_tags = 50;

} // namespace

result<api::update_time_to_live_response> database::update_time_to_live(
    api::update_time_to_live_request const& request) {
    if (auto failed = check_table_name(request.table_name))
        return std::move(*failed);
    auto const& wanted = request.time_to_live_specification;
    if (wanted.attribute_name.empty() || wanted.attribute_name.size() > 255)
        return constraint_error(wanted.attribute_name, "timeToLiveSpecification.attributeName",
                                wanted.attribute_name.empty()
                                    ? "Member must have length greater than or equal to 1"
                                    : "Member must have length less than or equal to 255");
    std::lock_guard const lock(mutex_);
    auto* const entry = catalog_.find(request.table_name);
    if (!entry)
        return table_not_found(request.table_name);
    auto now = entry->time_to_live;
    bool const enabled = now.time_to_live_status == api::time_to_live_status::enabled;
    if (enabled == wanted.enabled && (!enabled || now.attribute_name == wanted.attribute_name))
        return validation_error(enabled ? "TimeToLive is already enabled"
                                        : "TimeToLive is already disabled");
    if (enabled && now.attribute_name != wanted.attribute_name)
        return validation_error("TimeToLive is active on a different AttributeName: current "
                                "AttributeName is " +
                                now.attribute_name.value_or(""));
    now.time_to_live_status = wanted.enabled ? api::time_to_live_status::enabled
                                             : api::time_to_live_status::disabled;
    now.attribute_name = wanted.enabled ? std::optional(wanted.attribute_name) : std::nullopt;
    catalog_.set_time_to_live(*entry, std::move(now));
    return api::update_time_to_live_response{wanted};
}

result<api::describe_time_to_live_response> database::describe_time_to_live(
    api::describe_time_to_live_request const& request) {
    if (auto failed = check_table_name(request.table_name))
        return std::move(*failed);
    std::lock_guard const lock(mutex_);
    auto const* const entry = catalog_.find(request.table_name);
    if (!entry)
        return table_not_found(request.table_name);
    return api::describe_time_to_live_response{entry->time_to_live};
}

result<catalog_entry*> database::find_resource(std::string_view arn) {
    auto const prefix = arn_of("");
    auto* const entry = arn.starts_with(prefix) ? catalog_.find(arn.substr(prefix.size()))
                                                : nullptr;
    if (entry)
        return entry;
    if (!arn.starts_with("arn:"))
        return validation_error("Invalid TableArn: Invalid ResourceArn provided as input " +
                                std::string(arn));
    return reject("ResourceNotFoundException",
                  "Requested resource not found: ResourcArn: " + std::string(arn) + " not found");
}

result<api::tag_resource_response> database::tag_resource(
    api::tag_resource_request const& request) {
    std::lock_guard const lock(mutex_);
    auto const entry = find_resource(request.resource_arn);
    if (!entry)
        return entry.error();
    auto tags = (*entry)->tags;
    for (auto const& tag : request.tags) {
        auto const found = std::ranges::find(tags, tag.key, &api::tag::key);
        if (found == tags.end())
            tags.push_back(tag);
        else
            found->value = tag.value;
    }
    if (tags.size() > max_tags)
        return validation_error("The number of tags exceeds the limit of 50");
    catalog_.set_tags(**entry, std::move(tags));
    return api::tag_resource_response{};
}

result<api::untag_resource_response> database::untag_resource(
    api::untag_resource_request const& request) {
    std::lock_guard const lock(mutex_);
    auto const entry = find_resource(request.resource_arn);
    if (!entry)
        return entry.error();
    auto tags = (*entry)->tags;
    std::erase_if(tags, [&](api::tag const& tag) {
        return std::ranges::find(request.tag_keys, tag.key) != request.tag_keys.end();
    });
    catalog_.set_tags(**entry, std::move(tags));
    return api::untag_resource_response{};
}

result<api::list_tags_of_resource_response> database::list_tags_of_resource(
    api::list_tags_of_resource_request const& request) {
    std::lock_guard const lock(mutex_);
    auto const entry = find_resource(request.resource_arn);
    if (!entry)
        return entry.error();
    return api::list_tags_of_resource_response{(*entry)->tags, {}};
}

result<api::describe_limits_response> database::describe_limits(
    api::describe_limits_request const&) {
    // The quotas of a new account.
    return api::describe_limits_response{80000, 80000, 40000, 40000};
}

result<api::describe_endpoints_response> database::describe_endpoints(
    api::describe_endpoints_request const&) {
    constexpr std::int64_t a_day_in_minutes = 1440;
    return api::describe_endpoints_response{
        {{"dynamodb." + region_ + ".amazonaws.com", a_day_in_minutes}}};
}

} // namespace skiff::local::dynamodb
