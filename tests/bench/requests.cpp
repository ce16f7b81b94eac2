// SPDX-License-Identifier: Apache-2.0
#include "fixed_server.hpp"
#include "measure.hpp"
#include "scenarios.hpp"

#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/operation/get_item.hpp>
#include <skiff/dynamodb/operation/put_item.hpp>
#include <skiff/dynamodb/table.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace bench {
namespace {

struct profile {
    std::string id, name, mail, street, city, country, phone, note;
    std::int64_t visits = 0;
    bool active = false;
};
BOOST_DESCRIBE_STRUCT(profile, (),
                      (id, name, mail, street, city, country, phone, note, visits, active))

} // namespace
} // namespace bench

template <>
struct skiff::dynamodb::schema<bench::profile>
    : table_schema<bench::profile, partition_key<&bench::profile::id>> {};

namespace bench {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace ddb = skiff::dynamodb;

/// About 400 bytes as DynamoDB JSON, ten attributes.
std::string item_json(int number) {
    std::string const id = std::to_string(100000 + number);
    return R"({"id":{"S":"user-)" + id + R"("},"name":{"S":"Ada Lovelace"},"mail":{"S":"ada)" + id +
           R"(@example.com"},"street":{"S":"12 St James's Square"},"city":{"S":"London"},)"
           R"("country":{"S":"United Kingdom"},"phone":{"S":"+44 20 7946 0000"},)"
           R"("note":{"S":"Analytical Engine, notes A to G, and the rest of the correspondence"},)"
           R"("visits":{"N":"18430"},"active":{"BOOL":true}})";
}

ddb::item sample_item() {
    return {{"id", "user-100000"},
            {"name", "Ada Lovelace"},
            {"mail", "ada100000@example.com"},
            {"street", "12 St James's Square"},
            {"city", "London"},
            {"country", "United Kingdom"},
            {"phone", "+44 20 7946 0000"},
            {"note", "Analytical Engine, notes A to G, and the rest of the correspondence"},
            {"visits", 18430},
            {"active", true}};
}

std::string query_body() {
    std::string body = R"({"Count":100,"Items":[)";
    for (int i = 0; i != 100; ++i)
        body += (i == 0 ? "" : ",") + item_json(i);
    return body + R"(],"ScannedCount":100})";
}

/// The bytes alone: a request that was signed before, sent and its answer read, by Beast.
class floor_client {
  public:
    floor_client(std::uint16_t port, std::string const& target, std::string const& body) {
        socket_.connect({asio::ip::address_v4::loopback(), port});
        socket_.set_option(asio::ip::tcp::no_delay(true));
        buffer_.reserve(64 * 1024);
        request_ = "POST / HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                   "\r\nContent-Length: " + std::to_string(body.size()) +
                   "\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: " + target +
                   "\r\nX-Amz-Date: 20261120T120000Z\r\nAuthorization: AWS4-HMAC-SHA256 "
                   "Credential=AKIDEXAMPLE/20261120/us-east-1/dynamodb/aws4_request, "
                   "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature="
                   "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7\r\n\r\n" +
                   body;
    }

    void operator()() {
        asio::write(socket_, asio::buffer(request_));
        http::response_parser<http::string_body> answer;
        http::read(socket_, buffer_, answer);
        if (answer.get().result_int() != 200)
            throw std::runtime_error("the floor's server answered an error");
    }

  private:
    asio::io_context io_;
    asio::ip::tcp::socket socket_{io_};
    boost::beast::flat_buffer buffer_;
    std::string request_;
};

ddb::client client_of(fixed_server const& server) {
    return ddb::client{{.region = "us-east-1",
                        .endpoint_url = "http://127.0.0.1:" + std::to_string(server.port()),
                        .credentials = skiff::static_credentials(
                            {"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ""})}};
}

struct scenario {
    std::unique_ptr<fixed_server> server;
    std::function<void()> run;
    std::string target;
    std::string body;
};

void check(bool good) {
    if (!good) {
        std::fputs("skiff-bench: a request did not give what its server sent\n", stderr);
        std::exit(3);
    }
}

scenario get_item() {
    scenario s;
    s.server = std::make_unique<fixed_server>(dynamodb_answer("{\"Item\":" + item_json(0) + '}'));
    s.target = "DynamoDB_20120810.GetItem";
    s.body = R"({"TableName":"profiles","Key":{"id":{"S":"user-100000"}}})";
    s.run = [client = client_of(*s.server)] {
        auto const answer = client.get_item(
            {.table_name = "profiles", .key = {{"id", "user-100000"}}});
        check(answer && answer->item.size() == 10);
    };
    return s;
}

scenario get_item_typed() {
    scenario s = get_item();
    s.run = [items = ddb::table<profile>(client_of(*s.server), "profiles")] {
        auto const answer = items.get("user-100000");
        check(answer && *answer && (*answer)->visits == 18430);
    };
    return s;
}

scenario put_item() {
    scenario s;
    s.server = std::make_unique<fixed_server>(dynamodb_answer("{}"));
    s.target = "DynamoDB_20120810.PutItem";
    s.body = R"({"TableName":"profiles","Item":)" + item_json(0) + '}';
    s.run = [client = client_of(*s.server),
             request = ddb::put_item_request{.table_name = "profiles", .item = sample_item()}] {
        check(client.put_item(request).has_value());
    };
    return s;
}

scenario query() {
    scenario s;
    s.server = std::make_unique<fixed_server>(dynamodb_answer(query_body()));
    s.target = "DynamoDB_20120810.Query";
    s.body =
        R"({"TableName":"profiles","KeyConditionExpression":"#0 = :0","ExpressionAttributeNames":)"
        R"({"#0":"id"},"ExpressionAttributeValues":{":0":{"S":"user-100000"}}})";
    s.run = [items = ddb::table<profile>(client_of(*s.server), "profiles")] {
        std::size_t count = 0;
        for (profile const& p : items.query("user-100000"))
            count += p.active ? 1 : 0;
        check(count == 100);
    };
    return s;
}

void compare(std::string const& name, scenario const& s, cost const& goal) {
    cost figure;
    cost floor;
    {
        floor_client bytes(s.server->port(), s.target, s.body);
        floor = measure([&bytes] { bytes(); });
    } // the server serves one connection at a time
    figure = measure(s.run);
    print(name, floor, figure, goal);
}

} // namespace

void requests() {
    compare("GetItem, 400 B item", get_item(), {10, 80'000, 25});
    compare("GetItem, typed table", get_item_typed(), {10, 80'000, 25});
    compare("PutItem, 10 attributes", put_item(), {10, 0, 0});
    compare("Query, 100 items into structs", query(), {150, 0, 0});
}

bool only(std::string const& name, int count) {
    scenario s;
    if (name == "get")
        s = get_item();
    else if (name == "put")
        s = put_item();
    else if (name == "query")
        s = query();
    else
        return name == "rows" && only_rows(count);
    for (int i = 0; i < count; ++i)
        s.run();
    return true;
}

} // namespace bench
