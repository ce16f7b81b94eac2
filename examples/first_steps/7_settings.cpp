// SPDX-License-Identifier: Apache-2.0
// Settings in the code, a call with a time limit that can be stopped, and what an error tells.
#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/errors.hpp>
#include <skiff/dynamodb/operation/describe_table.hpp>

#include <chrono>
#include <iostream>
#include <stop_token>

using namespace std::chrono_literals;

int main() {
    // Whatever is not set here comes from the environment and the profile files.
    skiff::client_config const config{
        .region = "eu-central-1",
        .credentials = skiff::static_credentials({"local", "local", ""}),
        .retry = {.max_attempts = 2},
        .timeouts = {.attempt = 5s, .overall = 20s}};
    skiff::dynamodb::client const dynamodb{config};

    auto const described = dynamodb.describe_table({.table_name = "no-such-table"});
    if (described)
        return 1;
    skiff::error const& failure = described.error();
    if (failure.code == skiff::condition::not_found) // whichever service says it, and how
        std::cout << "there is no such table\n";
    if (failure.code == skiff::dynamodb::errc::resource_not_found_exception)
        std::cout << failure.aws_code << ", HTTP " << failure.http_status << ", attempts "
                  << failure.attempts << '\n';

    std::stop_source stop; // another thread may request it
    stop.request_stop();
    auto const stopped = dynamodb.describe_table({.table_name = "no-such-table"},
                                                 {.timeout = 2s, .stop = stop.get_token()});
    if (!stopped && stopped.error().code == skiff::condition::canceled)
        std::cout << "stopped\n";
}
