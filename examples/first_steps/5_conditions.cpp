// SPDX-License-Identifier: Apache-2.0
// A condition that does not hold is an error with a name, and brings the item in the way along.
#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/table.hpp>

#include <iostream>

struct account {
    std::string owner{};
    std::int64_t balance = 0;
};
BOOST_DESCRIBE_STRUCT(account, (), (owner, balance))

template <>
struct skiff::dynamodb::schema<account> : table_schema<account, partition_key<&account::owner>> {};

using namespace skiff::dynamodb;

/// Takes money when there is enough.
void withdraw(table<account> const& accounts, std::string const& owner, std::int64_t sum) {
    auto const done = accounts.update(owner, add<&account::balance>(-sum),
                                      attr<&account::balance> >= sum, old_item_on_failure);
    if (done) {
        std::cout << owner << " took " << sum << '\n';
        return;
    }
    if (done.error().code != skiff::condition::condition_failed)
        throw skiff::service_error(done.error());
    auto const as_it_is = failed_item<account>(done.error());
    if (as_it_is)
        std::cout << owner << " has only " << as_it_is->balance << '\n';
    else
        std::cout << "there is no account of " << owner << '\n';
}

int main() {
    try {
        client dynamodb;
        table<account> const accounts{dynamodb, "first-steps-accounts"};
        accounts.create().value();
        accounts.put({"ann", 100}).value();
        withdraw(accounts, "ann", 70);
        withdraw(accounts, "ann", 70);
        withdraw(accounts, "bob", 1);
        accounts.drop().value();
    } catch (skiff::service_error const& failure) {
        std::cerr << failure.error() << '\n';
        return 1;
    }
}
