// SPDX-License-Identifier: Apache-2.0
// The item tracker of the tutorial "Track work items in an Aurora Serverless database".
#include "aurora_storage.hpp"
#include "program.hpp"

#include <skiff/local/services.hpp>

#include <string>
#include <string_view>

namespace {

/// The text as one word of a shell's command, whatever is in it.
std::string shell_word(std::string_view text) {
    std::string out = "'";
    for (char const c : text)
        out += c == '\'' ? std::string_view("'\\''") : std::string_view(&c, 1);
    return out + '\'';
}

} // namespace

int main(int argc, char* argv[]) {
    item_tracker::program const tracker{
        .name = "item-tracker-aurora",
        .settings = {{.flag = "cluster",
                      .variable = "CLUSTER_ARN",
                      .placeholder = "NEED-CLUSTER-ARN",
                      .meaning = "ARN of the Aurora cluster",
                      .local_value = "arn:aws:rds:us-east-1:000000000000:cluster:local"},
                     {.flag = "secret",
                      .variable = "SECRET_ARN",
                      .placeholder = "NEED-SECRET-ARN",
                      .meaning = "name or ARN of the secret with the database login",
                      .local_value = "item-tracker-aurora"},
                     {.flag = "database",
                      .variable = "DATABASE",
                      .placeholder = "NEED-DATABASE",
                      .meaning = "database in the cluster",
                      .local_value = "auroraappdb",
                      .accepts = item_tracker::is_sql_name,
                      .rule = "a name of letters, digits and underscores, at most 63"},
                     {.flag = "table",
                      .variable = "TABLE_NAME",
                      .placeholder = "NEED-TABLE-NAME",
                      .meaning = "table of the work items",
                      .local_value = "work_items",
                      .accepts = item_tracker::is_table_name,
                      .rule = "a name of letters, digits and underscores, at most 51"}},
        .open =
            [](example::command_line const& asked, skiff::client_config const& aws) {
                return item_tracker::open_aurora(aws, {.cluster_arn = asked["cluster"],
                                                       .secret = asked["secret"],
                                                       .database = asked["database"],
                                                       .table = asked["table"]});
            },
        .local_hint =
            [](example::command_line const& asked, skiff::local::services const& aws) {
                return "SQL   psql " + shell_word(aws.database_address("local", asked["database"]));
            }};
    return item_tracker::run(tracker, argc, argv);
}
