// SPDX-License-Identifier: Apache-2.0
// An item is put and read back, with every error looked at.
#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/table.hpp>

#include <iostream>

struct note {
    std::string id{}, text{};
};
BOOST_DESCRIBE_STRUCT(note, (), (id, text))

template <>
struct skiff::dynamodb::schema<note> : table_schema<note, partition_key<&note::id>> {};

int main() try {
    skiff::dynamodb::client dynamodb;
    skiff::dynamodb::table<note> notes{dynamodb, "notes"};
    notes.create().value();
    notes.put({"1", "hello"}).value();
    if (std::optional<note> const found = notes.get("1").value())
        std::cout << found->text << '\n';
} catch (skiff::service_error const& failure) { // what value() throws
    std::cerr << failure.error() << '\n';
    return 1;
}
