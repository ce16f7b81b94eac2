// SPDX-License-Identifier: Apache-2.0
// What a user's first program is: it must build against an installed or embedded skiff, and run.
#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/operation/list_tables.hpp>

#include <cstdio>

int main() {
    skiff::dynamodb::client dynamodb{
        {.region = "us-east-1",
         .endpoint_url = "http://127.0.0.1:9",
         .credentials = skiff::static_credentials({"local", "local", ""}),
         .retry = {.max_attempts = 1}}};
    auto const page = dynamodb.list_tables({.limit = 10});
    if (page)
        return 1; // nobody listens on port 9
    std::puts(page.error().to_string().c_str());
    return page.error().code == skiff::condition::service_unavailable ? 0 : 2;
}
