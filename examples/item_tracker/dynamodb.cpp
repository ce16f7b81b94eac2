// SPDX-License-Identifier: Apache-2.0
// The item tracker of the tutorial "Track work items in a DynamoDB table".
#include "dynamodb_storage.hpp"
#include "program.hpp"

int main(int argc, char* argv[]) {
    item_tracker::program const tracker{
        .name = "item-tracker-dynamodb",
        .settings = {{.flag = "table",
                      .variable = "TABLE_NAME",
                      .placeholder = "NEED-TABLE-NAME",
                      .meaning = "DynamoDB table of the work items",
                      .local_value = "doc-example-work-item-tracker"}},
        .open = [](example::command_line const& asked, skiff::client_config const& aws) {
            return item_tracker::open_dynamodb(aws, asked["table"]);
        }};
    return item_tracker::run(tracker, argc, argv);
}
