// SPDX-License-Identifier: Apache-2.0
// A call and its error. Region, credentials and endpoint come from the environment and the profile
// files, at the first call.
#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/operation/list_tables.hpp>

#include <iostream>

int main() {
    skiff::dynamodb::client dynamodb;
    auto const page = dynamodb.list_tables({.limit = 10});
    if (!page) {
        std::cerr << page.error() << '\n'; // code, message, request id, attempts
        return 1;
    }
    std::cout << page->table_names.size() << " tables\n";
    for (auto const& name : page->table_names)
        std::cout << name << '\n';
}
