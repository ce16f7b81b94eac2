// SPDX-License-Identifier: Apache-2.0
#include "program.hpp"

#include <skiff/rest/server.hpp>

#include <string>
#include <utility>

namespace user_profiles {
namespace {

skiff::client_config where_it_is(skiff::client_config aws) {
    auto endpoint = example::process_environment("DYNAMO_ENDPOINT").value_or("");
    if (!endpoint.empty())
        aws.endpoint_url = std::move(endpoint);
    return aws;
}

} // namespace

example::service_program make_program(std::string name, std::span<operation const> operations) {
    return {
        .about = {.name = std::move(name),
                  .port = 3000,
                  .settings = {{.flag = "table",
                                .variable = "PROFILES_TABLE",
                                .meaning = "DynamoDB table of the users",
                                .default_value = "user-profiles"}}},
        .home = "/users",
        .open = [operations](example::command_line const& asked, skiff::client_config const& aws) {
            profile_table const profiles(asked.local ? aws : where_it_is(aws), asked["table"]);
            return example::service{
                .app = make_service(profiles, operations, skiff::rest::log_to_stderr),
                .create = [profiles] { return profiles.create(); },
                .remove = [profiles] { return profiles.remove(); }};
        }};
}

int run_function(operation which) {
    return example::run_function(make_program("user-profiles", std::span(&which, 1)));
}

} // namespace user_profiles
