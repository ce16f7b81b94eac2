// SPDX-License-Identifier: Apache-2.0
// A struct is the schema of a table: put, get, update and scan without a map of attributes.
#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/table.hpp>

#include <iostream>

struct work_item {
    std::string id{};
    std::string name{};
    bool archived = false;
};
BOOST_DESCRIBE_STRUCT(work_item, (), (id, name, archived))

template <>
struct skiff::dynamodb::schema<work_item>
    : table_schema<work_item, partition_key<&work_item::id, "iditem">, // stored under another name
                   renamed<&work_item::name, "username">> {};

int main() {
    namespace db = skiff::dynamodb;
    try {
        db::client dynamodb;
        db::table<work_item> items{dynamodb, "first-steps"};
        items.create().value();

        items.put({.id = "1", .name = "Ann"}, db::if_not_exists).value();
        items.put({.id = "2", .name = "Bob"}, db::if_not_exists).value();
        std::optional<work_item> const found = items.get("1").value();
        std::cout << "item 1 belongs to " << (found ? found->name : "nobody") << '\n';

        items.update("1", db::set<&work_item::archived>(true), db::if_exists).value();
        for (work_item const& item : items.scan(db::attr<&work_item::archived> == true))
            std::cout << "archived: " << item.name << '\n';

        items.drop().value();
    } catch (skiff::service_error const& failure) { // what value() throws
        std::cerr << failure.error() << '\n';
        return 1;
    }
}
