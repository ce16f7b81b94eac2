// SPDX-License-Identifier: Apache-2.0
#include "fixed_server.hpp"
#include "measure.hpp"
#include "scenarios.hpp"

#include <skiff/lambda/handler.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <netinet/in.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <stop_token>
#include <string>
#include <vector>

namespace bench {
namespace {

namespace asio = boost::asio;

struct order {
    std::string id;
    std::string customer;
    int count = 0;
};
BOOST_DESCRIBE_STRUCT(order, (), (id, customer, count))

struct receipt {
    std::string order;
    double total = 0;
};
BOOST_DESCRIBE_STRUCT(receipt, (), (order, total))

constexpr int invocations_per_run = 1000;

/// What the server says to every request, so that it is an event to `next` and well to answers.
std::string event_answer() {
    std::string const event = R"({"id":"order-100000","customer":"Ada Lovelace","count":7})";
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
           "Lambda-Runtime-Aws-Request-Id: 8476a536-e9f4-11e8-9739-2dfe598c3fcd\r\n"
           "Lambda-Runtime-Deadline-Ms: 4000000000000\r\n"
           "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:f"
           "\r\nLambda-Runtime-Trace-Id: Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;"
           "Parent=9a9197af755a6419;Sampled=1\r\nContent-Length: " +
           std::to_string(event.size()) + "\r\n\r\n" + event;
}

/// The bytes alone: both requests of an invocation sent as they are, the answers only counted.
class floor_loop {
  public:
    floor_loop(std::uint16_t port, std::size_t answer_size) : answer_(answer_size) {
        socket_.connect({asio::ip::address_v4::loopback(), port});
        socket_.set_option(asio::ip::tcp::no_delay(true));
    }
    void operator()() {
        exchange("GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        exchange("POST /2018-06-01/runtime/invocation/8476a536-e9f4-11e8-9739-2dfe598c3fcd/response"
                 " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 37\r\n"
                 "Content-Type: application/json\r\n\r\n"
                 R"({"order":"order-100000","total":10.5})");
    }

  private:
    void exchange(std::string_view request) {
        asio::write(socket_, asio::buffer(request));
        for (std::size_t got = 0; got < answer_.size();)
            got += socket_.read_some(asio::buffer(answer_));
    }

    asio::io_context io_;
    asio::ip::tcp::socket socket_{io_};
    std::vector<char> answer_;
};

void run_invocations(std::string const& api) {
    std::stop_source stop;
    int count = 0;
    auto const code = skiff::lambda::run(
        [&](order const& in) {
            if (++count == invocations_per_run)
                stop.request_stop();
            return receipt{in.id, in.count * 1.5};
        },
        {.api = api, .stop = stop.get_token()});
    if (code != 0 || count != invocations_per_run) {
        std::fputs("skiff-bench: the runtime did not serve its invocations\n", stderr);
        std::exit(3);
    }
}

cost per_invocation(cost whole) {
    return {whole.cpu_us / invocations_per_run, whole.instructions / invocations_per_run,
            whole.allocations / invocations_per_run};
}

/// Milliseconds of CPU from the start of the program to its first `next`: then the API, which is
/// this function, is lost to it, and it ends.
double cpu_to_first_next(std::string const& program) {
    int const listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener, any, size) != 0 || listen(listener, 16) != 0 ||
        getsockname(listener, any, &size) != 0)
        std::exit(3);
    auto const api = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    std::string variable = "AWS_LAMBDA_RUNTIME_API=" + api;
    char* const environment[] = {variable.data(), nullptr};
    char* const arguments[] = {const_cast<char*>(program.c_str()), nullptr};
    pid_t child = 0;
    // Not fork: the child would pay for copying this process's pages.
    if (posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments, environment) != 0)
        std::exit(3);
    int const connection = accept(listener, nullptr, nullptr);
    char byte = 0;
    auto const got = recv(connection, &byte, 1, 0);
    kill(child, SIGKILL); // before it does anything else
    rusage used{};
    wait4(child, nullptr, 0, &used);
    close(connection);
    close(listener);
    if (got != 1) {
        std::fprintf(stderr, "skiff-bench: %s asks for no event\n", program.c_str());
        std::exit(3);
    }
    auto const milliseconds = [](timeval t) {
        return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_usec) * 1e-3;
    };
    return milliseconds(used.ru_utime) + milliseconds(used.ru_stime);
}

} // namespace

void invocations(std::string const& binary_dir) {
    auto const answer = event_answer();
    fixed_server const server(answer);
    cost floor;
    {
        floor_loop bytes(server.port(), answer.size());
        floor = measure([&bytes] { bytes(); });
    } // the server serves one connection at a time
    auto const api = "127.0.0.1:" + std::to_string(server.port());
    print("Lambda invocation, typed handler", floor,
          per_invocation(measure([&api] { run_invocations(api); })), {});
    auto const program = binary_dir + "/bench_typed_bootstrap";
    double best = 1e9;
    for (int i = 0; i != 5; ++i)
        best = std::min(best, cpu_to_first_next(program));
    print({"Lambda bootstrap, start to first next", "ms CPU", 0, best, 10});
    print({"Lambda bootstrap, stripped, typed handler", "MB", 0,
           stripped_megabytes(program, binary_dir + "/typed_bootstrap.stripped"), 2});
}

} // namespace bench
