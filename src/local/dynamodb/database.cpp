// SPDX-License-Identifier: Apache-2.0
#include "local/dynamodb/database.hpp"

namespace skiff::local {

std::unique_ptr<engine> make_dynamodb(environment const& where) {
    return std::make_unique<dynamodb::database>(where);
}

namespace dynamodb {

database::database(environment const& where)
    : clock_(where.clock)
    , region_(where.region)
    , account_id_(where.account_id)
    , catalog_(where.folder) {
    register_handlers();
}

void database::reset() {
    std::lock_guard const lock(mutex_);
    catalog_.drop_all();
    recent_.clear();
}

void database::register_handlers() {
    handlers_.add("CreateTable", *this, &database::create_table);
    handlers_.add("DescribeTable", *this, &database::describe_table);
    handlers_.add("ListTables", *this, &database::list_tables);
    handlers_.add("UpdateTable", *this, &database::update_table);
    handlers_.add("DeleteTable", *this, &database::delete_table);
    handlers_.add("PutItem", *this, &database::put_item);
    handlers_.add("GetItem", *this, &database::get_item);
    handlers_.add("UpdateItem", *this, &database::update_item);
    handlers_.add("DeleteItem", *this, &database::delete_item);
    handlers_.add("BatchGetItem", *this, &database::batch_get_item);
    handlers_.add("BatchWriteItem", *this, &database::batch_write_item);
    handlers_.add("Query", *this, &database::query);
    handlers_.add("Scan", *this, &database::scan);
    handlers_.add("TransactGetItems", *this, &database::transact_get_items);
    handlers_.add("TransactWriteItems", *this, &database::transact_write_items);
    handlers_.add("UpdateTimeToLive", *this, &database::update_time_to_live);
    handlers_.add("DescribeTimeToLive", *this, &database::describe_time_to_live);
    handlers_.add("TagResource", *this, &database::tag_resource);
    handlers_.add("UntagResource", *this, &database::untag_resource);
    handlers_.add("ListTagsOfResource", *this, &database::list_tags_of_resource);
    handlers_.add("DescribeLimits", *this, &database::describe_limits);
    handlers_.add("DescribeEndpoints", *this, &database::describe_endpoints);
}

} // namespace dynamodb
} // namespace skiff::local
