// SPDX-License-Identifier: Apache-2.0
// A Lambda function: structs in and out, failures with names, log lines. Outside of Lambda it calls
// its handlers itself, as a test would.
#include <skiff/lambda.hpp>

#include <iostream>

namespace lambda = skiff::lambda;

struct order {
    std::string id;
    int count = 0;
};
BOOST_DESCRIBE_STRUCT(order, (), (id, count))

struct receipt {
    std::string order;
    double total = 0;
};
BOOST_DESCRIBE_STRUCT(receipt, (), (order, total))

receipt take_order(order const& in, lambda::context const& about) {
    static lambda::logger const log;
    if (in.count > 10)
        throw lambda::function_error("OutOfStock", "Only 10 are left.");
    log.info("Order taken", {{"order", in.id}, {"left_ms", about.remaining().count() / 1'000'000}});
    return {in.id, in.count * 1.5};
}

/// A queue's messages, each an order. Those that fail are delivered again, and no others.
lambda::batch_response take_orders(lambda::sqs_event const& batch, lambda::context const& about) {
    return lambda::process(batch, [&about](lambda::sqs_message const& message) {
        take_order(skiff::parse_json<order>(message.body).value(), about);
    });
}

void ask(lambda::handler const& handler, std::string event) {
    try {
        std::cout << handler(std::move(event), lambda::context()) << '\n';
    } catch (lambda::function_error const& e) {
        std::cout << e.type() << ": " << e.what() << '\n';
    }
}

int main() {
    if (lambda::in_lambda())
        return lambda::run(take_order);

    auto const single = lambda::make_handler(take_order);
    ask(single, R"({"id": "7", "count": 2})");
    ask(single, R"({"id": "8", "count": 11})");
    ask(single, R"({"id": 9})");
    ask(lambda::make_handler(take_orders), R"({"Records": [
        {"messageId": "m1", "body": "{\"id\": \"10\", \"count\": 1}"},
        {"messageId": "m2", "body": "{\"id\": \"11\", \"count\": 99}"}]})");
}
