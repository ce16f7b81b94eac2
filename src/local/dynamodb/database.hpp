// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/dynamodb/catalog.hpp"
#include "local/dynamodb/recent_transactions.hpp"
#include "local/dynamodb/write.hpp"
#include "local/handler.hpp"

#include <skiff/core/result.hpp>
#include <skiff/dynamodb/all_operations.hpp>

#include <mutex>
#include <string>
#include <string_view>

namespace skiff::local::dynamodb {

/// DynamoDB: tables, items, indexes, expressions and transactions with the service's semantics,
/// limits and words. One mutex makes every operation atomic; a request is checked and its
/// expressions are parsed before that.
///
/// Where it differs: tables and indexes are ready at once (CreateTable answers CREATING, the next
/// DescribeTable ACTIVE), reads are always consistent, throughput is never short, and items whose
/// time to live is over stay.
class database : public engine {
  public:
    explicit database(environment const& where);

    [[nodiscard]] handler_table const& handlers() const noexcept override { return handlers_; }
    void reset() override;

    [[nodiscard]] result<api::create_table_response> create_table(api::create_table_request const&);
    [[nodiscard]] result<api::describe_table_response> describe_table(
        api::describe_table_request const&);
    [[nodiscard]] result<api::list_tables_response> list_tables(api::list_tables_request const&);
    [[nodiscard]] result<api::update_table_response> update_table(api::update_table_request const&);
    [[nodiscard]] result<api::delete_table_response> delete_table(api::delete_table_request const&);

    [[nodiscard]] result<api::put_item_response> put_item(api::put_item_request const&);
    [[nodiscard]] result<api::get_item_response> get_item(api::get_item_request const&);
    [[nodiscard]] result<api::update_item_response> update_item(api::update_item_request const&);
    [[nodiscard]] result<api::delete_item_response> delete_item(api::delete_item_request const&);
    [[nodiscard]] result<api::batch_get_item_response> batch_get_item(
        api::batch_get_item_request const&);
    [[nodiscard]] result<api::batch_write_item_response> batch_write_item(
        api::batch_write_item_request const&);
    [[nodiscard]] result<api::query_response> query(api::query_request const&);
    [[nodiscard]] result<api::scan_response> scan(api::scan_request const&);
    [[nodiscard]] result<api::transact_get_items_response> transact_get_items(
        api::transact_get_items_request const&);
    [[nodiscard]] result<api::transact_write_items_response> transact_write_items(
        api::transact_write_items_request const&);

    [[nodiscard]] result<api::update_time_to_live_response> update_time_to_live(
        api::update_time_to_live_request const&);
    [[nodiscard]] result<api::describe_time_to_live_response> describe_time_to_live(
        api::describe_time_to_live_request const&);
    [[nodiscard]] result<api::tag_resource_response> tag_resource(api::tag_resource_request const&);
    [[nodiscard]] result<api::untag_resource_response> untag_resource(
        api::untag_resource_request const&);
    [[nodiscard]] result<api::list_tags_of_resource_response> list_tags_of_resource(
        api::list_tags_of_resource_request const&);
    [[nodiscard]] result<api::describe_limits_response> describe_limits(
        api::describe_limits_request const&);
    [[nodiscard]] result<api::describe_endpoints_response> describe_endpoints(
        api::describe_endpoints_request const&);

  private:
    void register_handlers();
    [[nodiscard]] std::string arn_of(std::string_view table_name) const;
    /// The description with the figures that change with every write.
    [[nodiscard]] static api::table_description described(catalog_entry& entry);
    /// The table, without the items whose time to live is over; null when there is none. What looks
    /// at items starts here: DynamoDB deletes in the background, this at the next request, at most
    /// 100 items each time.
    [[nodiscard]] catalog_entry* find_live(std::string_view table_name);
    /// By ARN, for the operations on tags.
    [[nodiscard]] result<catalog_entry*> find_resource(std::string_view arn);
    [[nodiscard]] result<write_outcome> write_one(write_request const& request);

    std::mutex mutex_;
    skiff::clock* clock_;
    std::string region_;
    std::string account_id_;
    catalog catalog_;
    recent_transactions recent_;
    handler_table handlers_;
};

/// "Requested resource not found", or with a table's name.
[[nodiscard]] error table_not_found();
[[nodiscard]] error table_not_found(std::string_view name);

} // namespace skiff::local::dynamodb
