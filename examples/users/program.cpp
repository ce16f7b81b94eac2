// SPDX-License-Identifier: Apache-2.0
#include "program.hpp"

#include "service.hpp"

#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/operation/describe_table.hpp>
#include <skiff/dynamodb/waiters.hpp>
#include <skiff/rest/server.hpp>

namespace users {
namespace {

namespace db = skiff::dynamodb;

skiff::client_config where_it_is(skiff::client_config aws) {
    if (!example::process_environment("IS_OFFLINE").value_or("").empty()) {
        aws.region = "localhost";
        aws.endpoint_url = "http://localhost:8000";
    }
    return aws;
}

skiff::result<void> create(db::client const& client, user_table const& table) {
    auto made = table.create();
    if (!made && made.error().code == skiff::condition::already_exists)
        return db::wait_until_table_exists(client, {.table_name = table.name()});
    return made;
}

skiff::result<void> remove(user_table const& table) {
    auto dropped = table.drop();
    if (!dropped && dropped.error().code == skiff::condition::not_found)
        return {};
    return dropped;
}

example::service open(example::command_line const& asked, skiff::client_config const& aws) {
    db::client const client(asked.local ? aws : where_it_is(aws));
    user_table const table(client, asked["table"]);
    return {.app = make_service(table, skiff::rest::log_to_stderr),
            .create = [client, table] { return create(client, table); },
            .remove = [table] { return remove(table); }};
}

} // namespace

example::service_program make_program() {
    return {.about = {.name = "users",
                      .port = 5000,
                      .settings = {{.flag = "table",
                                    .variable = "USERS_TABLE",
                                    .meaning = "DynamoDB table of the users",
                                    .local_value = "users-table-dev"}}},
            .home = "/users",
            .open = open};
}

} // namespace users
