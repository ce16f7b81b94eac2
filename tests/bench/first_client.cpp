// SPDX-License-Identifier: Apache-2.0
#include "fixed_server.hpp"
#include "measure.hpp"
#include "scenarios.hpp"

#include <skiff/dynamodb/client.hpp>
#include <skiff/dynamodb/operation/get_item.hpp>

#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>

namespace bench {
namespace {

struct usage {
    double cpu_ms;
    double memory_mib; ///< Largest resident set so far.
};

usage now() {
    rusage own{};
    getrusage(RUSAGE_SELF, &own);
    auto const milliseconds = [](timeval t) {
        return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_usec) * 1e-3;
    };
    return {milliseconds(own.ru_utime) + milliseconds(own.ru_stime),
            static_cast<double>(own.ru_maxrss) / 1024};
}

} // namespace

void first_client() {
    fixed_server const server(dynamodb_answer("{}"));
    usage const before = now();
    skiff::dynamodb::client const client{
        {.region = "us-east-1",
         .endpoint_url = "http://127.0.0.1:" + std::to_string(server.port()),
         .credentials = skiff::static_credentials({"local", "local", ""})}};
    if (!client.get_item({.table_name = "profiles", .key = {{"id", "1"}}})) {
        std::fputs("skiff-bench: the first request failed\n", stderr);
        std::exit(3);
    }
    usage const after = now();
    print({"first client and first request", "ms CPU", 0, after.cpu_ms - before.cpu_ms, 5});
    print({"first client and first request", "MiB", 0, after.memory_mib - before.memory_mib, 10});
}

} // namespace bench
