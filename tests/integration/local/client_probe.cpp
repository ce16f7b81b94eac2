// SPDX-License-Identifier: Apache-2.0
// skiff's own client, configured by the environment alone: puts an item into a table and prints the
// attributes "text" and "n" of another one as JSON.
#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/operation/get_item.hpp>
#include <skiff/dynamodb/operation/put_item.hpp>

#include <skiff/core/json/writer.hpp>

#include <cstdio>
#include <exception>
#include <string>

namespace {

namespace dynamodb = skiff::dynamodb;

void exchange(std::string const& table, std::string const& pk, std::string const& sk) {
    dynamodb::client const client;
    client
        .put_item({.table_name = table,
                   .item = {{"PK", "skiff"},
                            {"SK", "1"},
                            {"text", "Grüße 😀"},
                            {"n", dynamodb::number::parse("1.5").value()}}})
        .value();
    auto const found =
        client.get_item({.table_name = table, .key = {{"PK", pk}, {"SK", sk}}}).value();
    std::string out;
    skiff::json::writer json(out);
    json.begin_object();
    json.key("text");
    json.string(*found.item.at("text").get_if<std::string>());
    json.key("n");
    json.string(found.item.at("n").get_if<dynamodb::number>()->to_string());
    json.end_object();
    std::puts(out.c_str());
}

} // namespace

int main(int count, char** words) {
    if (count != 4) {
        std::fputs("usage: local_client_probe TABLE PK SK\n", stderr);
        return 2;
    }
    try {
        exchange(words[1], words[2], words[3]);
        return 0;
    } catch (std::exception const& e) {
        std::fprintf(stderr, "local_client_probe: %s\n", e.what());
        return 1;
    }
}
