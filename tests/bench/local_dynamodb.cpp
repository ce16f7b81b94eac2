// SPDX-License-Identifier: Apache-2.0
#include "measure.hpp"
#include "scenarios.hpp"

#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/operation/create_table.hpp>
#include <skiff/dynamodb/operation/get_item.hpp>
#include <skiff/dynamodb/operation/put_item.hpp>
#include <skiff/dynamodb/operation/query.hpp>
#include <skiff/local/services.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace bench {
namespace {

namespace ddb = skiff::dynamodb;

template <class Result>
void need(Result const& r) {
    if (!r) {
        std::fprintf(stderr, "skiff-bench: %s\n", r.error().to_string().c_str());
        std::exit(3);
    }
}

} // namespace

void local_dynamodb() {
    skiff::local::services const aws;
    ddb::client const client{aws.config()};
    need(client.create_table(
        {.attribute_definitions =
             {{.attribute_name = "pk", .attribute_type = ddb::scalar_attribute_type::s},
              {.attribute_name = "sk", .attribute_type = ddb::scalar_attribute_type::n}},
         .table_name = "items",
         .key_schema = {{.attribute_name = "pk", .key_type = ddb::key_type::hash},
                        {.attribute_name = "sk", .key_type = ddb::key_type::range}},
         .billing_mode = ddb::billing_mode::pay_per_request}));
    std::string const text(300, 'x');
    int number = 0;
    cost const put = measure([&] {
        number = (number + 1) % 1000;
        need(client.put_item(
            {.table_name = "items", .item = {{"pk", "p"}, {"sk", number}, {"text", text}}}));
    });
    for (number = 0; number != 100; ++number)
        need(client.put_item(
            {.table_name = "items", .item = {{"pk", "q"}, {"sk", number}, {"text", text}}}));
    cost const get = measure([&] {
        need(client.get_item({.table_name = "items", .key = {{"pk", "q"}, {"sk", 7}}}));
    });
    cost const query = measure([&] {
        need(client.query({.table_name = "items",
                           .key_condition_expression = "pk = :p",
                           .expression_attribute_values = {{":p", "q"}}}));
    });
    print({"local DynamoDB in process, PutItem 350 B", "us CPU", 0, put.cpu_us, 0});
    print({"local DynamoDB in process, GetItem 350 B", "us CPU", 0, get.cpu_us, 0});
    print({"local DynamoDB in process, Query 100 items", "us CPU", 0, query.cpu_us, 0});
}

} // namespace bench
