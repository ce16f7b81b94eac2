// SPDX-License-Identifier: Apache-2.0
// The services in the program's own process, for tests: no account, no socket, no other program.
#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/table.hpp>
#include <skiff/local/services.hpp>

#include <iostream>

struct user {
    std::string id{};
    std::string name{};
};
BOOST_DESCRIBE_STRUCT(user, (), (id, name))

template <>
struct skiff::dynamodb::schema<user> : table_schema<user, partition_key<&user::id>> {};

int main() {
    try {
        skiff::local::services aws;
        skiff::dynamodb::client dynamodb{aws.config()};
        skiff::dynamodb::table<user> users{dynamodb, "users"};
        users.create().value();
        users.put({"1", "Ann"}).value();

        // What a test cannot wait for: the service fails once. The client tries again.
        aws.inject({.operation = "GetItem", .status = 503});
        std::cout << users.get("1").value()->name << '\n';
    } catch (skiff::service_error const& failure) {
        std::cerr << failure.error() << '\n';
        return 1;
    }
}
