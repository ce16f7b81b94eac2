// SPDX-License-Identifier: Apache-2.0
#include "local/traces.hpp"

#include "support/catch.hpp"

#include <skiff/core/error.hpp>
#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/operation/list_tables.hpp>
#include <skiff/lambda/tracing.hpp>
#include <skiff/local.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>

#include <string>
#include <string_view>
#include <thread>

using namespace skiff;

namespace {

constexpr std::string_view header = "{\"format\": \"json\", \"version\": 1}\n";

/// Datagrams on the loopback arrive soon, but later than they are sent.
template <class Condition>
void wait_until(Condition const& holds) {
    while (!holds())
        std::this_thread::yield();
}

class sender {
  public:
    explicit sender(std::string const& address) {
        auto const port = std::stoi(address.substr(address.find(':') + 1));
        socket_.connect(
            {boost::asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(port)});
    }
    void send(std::string const& datagram) { socket_.send(boost::asio::buffer(datagram)); }
    void send_document(std::string const& document) { send(std::string(header) + document); }

  private:
    boost::asio::io_context context_{1};
    boost::asio::ip::udp::socket socket_{context_};
};

http::response ask(local::services const& aws, std::string method, std::string target) {
    http::request in;
    in.method = std::move(method);
    in.target = std::move(target);
    return aws.handle(in, "localhost");
}

} // namespace

TEST_CASE("traces: calls are shown, and a reset forgets them") {
    local::services aws({.xray_port = 0});
    lambda::tracer const tracer(
        {.address = aws.xray_address(), .sampler = [](std::string_view) { return true; }});
    auto config = aws.config();
    config.observer = tracer.observer();
    dynamodb::client const tables{config};
    auto const call = [&] {
        {
            lambda::segment const work(tracer, "notes");
            tables.list_tables({}).value();
        }
        wait_until([&] { return !aws.traces().empty(); });
    };
    call();
    auto const document = aws.traces().at(0);
    CHECK(document.find(R"("name":"notes")") != std::string::npos);
    CHECK(document.find(R"("operation":"ListTables","region":"us-east-1")") != std::string::npos);
    CHECK(ask(aws, "GET", "/_local/traces").body == '[' + document + ']');
    CHECK(ask(aws, "PUT", "/_local/traces").status == 405);
    CHECK(ask(aws, "DELETE", "/_local/traces").status == 200);
    CHECK(ask(aws, "GET", "/_local/traces").body == "[]");
    call();
    CHECK(ask(aws, "POST", "/_local/reset").status == 200);
    CHECK(aws.traces().empty());
}

TEST_CASE("traces: the last thousand are kept, and what is no document is not") {
    local::trace_collector traces(0);
    sender to(traces.address());
    for (char const* wrong :
         {"", "x", "{\"format\": \"json\", \"version\": 1}", "{}\n{}", "{\"format\": \"xml\"}\n{}"})
        to.send(wrong);
    to.send_document("[]");
    to.send_document("{\"a\":");
    to.send_document("{} {}");
    for (int i = 0; i != 1'002; ++i) {
        auto const document = "{\"n\":" + std::to_string(i) + '}';
        to.send_document(document);
        wait_until([&] {
            auto const all = traces.documents();
            return !all.empty() && all.back() == document;
        });
    }
    auto const all = traces.documents();
    REQUIRE(all.size() == 1'000);
    CHECK(all.front() == "{\"n\":2}");
}

TEST_CASE("traces: a port that is taken is reported") {
    local::trace_collector const first(0);
    auto const address = first.address();
    auto const port = static_cast<std::uint16_t>(std::stoi(address.substr(address.find(':') + 1)));
    CHECK_THROWS_AS(local::trace_collector(port), service_error);
}

TEST_CASE("traces: without a port there are none") {
    local::services const aws;
    CHECK(aws.xray_address().empty());
    CHECK(aws.traces().empty());
    CHECK(ask(aws, "GET", "/_local/traces").status == 404);
}
