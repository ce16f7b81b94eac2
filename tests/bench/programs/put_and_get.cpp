// SPDX-License-Identifier: Apache-2.0
// The program whose compile time, memory and stripped size the budget names.
#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/operation/get_item.hpp>
#include <skiff/dynamodb/operation/put_item.hpp>

#include <iostream>

int main() {
    skiff::dynamodb::client const dynamodb;
    auto const put = dynamodb.put_item(
        {.table_name = "notes", .item = {{"id", "1"}, {"text", "hello"}}});
    if (!put)
        return std::cerr << put.error() << '\n', 1;
    auto const got = dynamodb.get_item({.table_name = "notes", .key = {{"id", "1"}}});
    if (!got)
        return std::cerr << got.error() << '\n', 1;
    std::cout << got->item.size() << " attributes\n";
}
