// SPDX-License-Identifier: Apache-2.0
#include "profile_table.hpp"

#include <skiff/dynamodb/errors.hpp>
#include <skiff/dynamodb/operation/delete_item.hpp>
#include <skiff/dynamodb/operation/describe_table.hpp>
#include <skiff/dynamodb/operation/get_item.hpp>
#include <skiff/dynamodb/operation/put_item.hpp>
#include <skiff/dynamodb/operation/query.hpp>
#include <skiff/dynamodb/operation/scan.hpp>
#include <skiff/dynamodb/waiters.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace user_profiles {
namespace {

namespace db = skiff::dynamodb;

/// The items of every page.
template <class Pages>
skiff::result<std::vector<profile>> all_of(Pages const& pages) {
    std::vector<profile> all;
    for (auto& page : pages) {
        if (!page)
            return page.error();
        std::ranges::move(page->items, std::back_inserter(all));
    }
    return all;
}

/// True when the profile that stands in the way is the one that was sent: its first sending
/// succeeded, and only the answer was lost.
bool was_stored_before(skiff::error const& e, profile const& sent) {
    auto const* const refused = e.as<db::conditional_check_failed_exception>();
    return e.attempts > 1 && refused != nullptr && refused->item == sent;
}

} // namespace

profile_table::profile_table(skiff::client_config const& aws, std::string name)
    : client_(aws), keys_(client_, std::move(name)) {}

skiff::result<std::optional<profile>> profile_table::get(std::string const& id) const {
    auto found = client_.get_item(
        {.table_name = keys_.name(), .key = {{"id", id}}, .consistent_read = true});
    if (!found)
        return found.error();
    if (found->item.empty())
        return std::optional<profile>();
    return std::optional(std::move(found->item));
}

skiff::result<std::vector<profile>> profile_table::list() const {
    return all_of(
        client_.scan_paged({.table_name = keys_.name(), .consistent_read = true}).pages());
}

skiff::result<std::vector<profile>> profile_table::list_by_email(std::string const& email) const {
    return all_of(client_
                      .query_paged({.table_name = keys_.name(),
                                    .index_name = "email-index",
                                    .key_condition_expression = "#email = :email",
                                    .expression_attribute_names = {{"#email", "email"}},
                                    .expression_attribute_values = {{":email", email}}})
                      .pages());
}

skiff::result<void> profile_table::insert(profile const& user) const {
    auto const put = client_.put_item({.table_name = keys_.name(),
                                       .item = user,
                                       .condition_expression = "attribute_not_exists(id)",
                                       .return_values_on_condition_check_failure =
                                           db::return_values_on_condition_check_failure::all_old});
    if (put)
        return {};
    auto const failure = put.error();
    if (was_stored_before(failure, user))
        return {};
    return failure;
}

skiff::result<void> profile_table::replace(profile const& user) const {
    auto const put = client_.put_item(
        {.table_name = keys_.name(), .item = user, .condition_expression = "attribute_exists(id)"});
    if (put)
        return {};
    return put.error();
}

skiff::result<profile> profile_table::erase(std::string const& id) const {
    auto erased = client_.delete_item({.table_name = keys_.name(),
                                       .key = {{"id", id}},
                                       .return_values = db::return_value::all_old,
                                       .condition_expression = "attribute_exists(id)"});
    if (!erased)
        return erased.error();
    return std::move(erased->attributes);
}

skiff::result<void> profile_table::erase_all() const {
    for (auto& page : keys_.scan(db::project<&profile_keys::id>, db::consistent).pages()) {
        if (!page)
            return page.error();
        std::vector<std::string> ids;
        std::ranges::transform(page->items, std::back_inserter(ids), &profile_keys::id);
        if (auto erased = keys_.erase_many(ids); !erased)
            return erased;
    }
    return {};
}

skiff::result<void> profile_table::create() const {
    auto made = keys_.create();
    if (!made && made.error().code == skiff::condition::already_exists)
        return db::wait_until_table_exists(client_, {.table_name = keys_.name()});
    return made;
}

skiff::result<void> profile_table::remove() const {
    auto dropped = keys_.drop();
    if (!dropped && dropped.error().code == skiff::condition::not_found)
        return {};
    return dropped;
}

} // namespace user_profiles
