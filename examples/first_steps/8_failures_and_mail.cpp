// SPDX-License-Identifier: Apache-2.0
// What a test can make the local services do: fail, lose an answer, take no time, show the mail.
#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/table.hpp>
#include <skiff/local/clock.hpp>
#include <skiff/local/services.hpp>
#include <skiff/ses/mailer.hpp>
#include <skiff/ses/operation/verify_email_identity.hpp>

#include <iostream>

struct user {
    std::string id{};
    std::string name{};
};
BOOST_DESCRIBE_STRUCT(user, (), (id, name))

template <>
struct skiff::dynamodb::schema<user> : table_schema<user, partition_key<&user::id>> {};

namespace db = skiff::dynamodb;
namespace local = skiff::local;

void fail(local::services& aws, local::manual_clock const& clock, db::table<user> const& users) {
    aws.inject(
        {.operation = "GetItem", .count = 2, .code = "ProvisionedThroughputExceededException"});
    auto const before = clock.slept();
    std::cout << users.get("1").value()->name << '\n';
    std::cout << (clock.slept() > before ? "waited, in no time\n" : "did not wait\n");
}

void lose_an_answer(local::services& aws, db::table<user> const& users) {
    aws.inject({.operation = "PutItem", .connection_dropped = local::fault::drop::after});
    auto const put = users.put({"2", "Bob"}, db::if_not_exists);
    if (!put && put.error().code == skiff::condition::condition_failed)
        std::cout << "attempt " << put.error().attempts << " met what the first had put\n";
}

void send(local::services const& aws) {
    skiff::ses::client const ses{aws.config()};
    ses.verify_email_identity({.email_address = "ann@example.org"}).value();
    skiff::ses::mailer const mail{ses};
    mail.send({.from = "ann@example.org",
               .to = {"bob@example.org"},
               .subject = "Hello",
               .text = "Hello, Bob"})
        .value();
    auto const sent = aws.outbox();
    std::cout << sent.size() << " mail: " << sent[0].subject << " to " << sent[0].recipients[0]
              << '\n';
}

int main() {
    try {
        auto const clock = std::make_shared<local::manual_clock>();
        local::services aws({.clock = clock});
        db::client const dynamodb{aws.config()};
        db::table<user> const users{dynamodb, "users"};
        users.create().value();
        users.put({"1", "Ann"}).value();
        fail(aws, *clock, users);
        lose_an_answer(aws, users);
        send(aws);
    } catch (skiff::service_error const& failure) {
        std::cerr << failure.error() << '\n';
        return 1;
    }
}
