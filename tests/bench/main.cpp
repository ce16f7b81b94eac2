// SPDX-License-Identifier: Apache-2.0
// skiff-bench: prints floor, figure, goal and ratio for every line of the budget.
#include "measure.hpp"
#include "scenarios.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

constexpr char usage[] =
    "skiff-bench [requests|rows|signing|first|local|lambda|compile]...  all when none is named\n"
    "skiff-bench --only get|put|query|rows COUNT             one scenario alone, for callgrind\n"
    "skiff-bench --quick ...                                only to see that all of it runs\n"
    "skiff-bench --strict ...                                exit code 1 when a goal is missed\n";

} // namespace

int main(int argc, char* argv[]) {
    bool strict = false;
    std::string wanted;
    for (int i = 1; i < argc; ++i) {
        std::string const word = argv[i];
        if (word == "--help" || word == "-h")
            return std::fputs(usage, stdout), 0;
        if (word == "--only" && i + 2 < argc)
            return bench::only(argv[i + 1], std::atoi(argv[i + 2])) ? 0 : 2;
        if (word == "--strict")
            strict = true;
        else if (word == "--quick")
            bench::measure_briefly();
        else if (std::strstr(" requests rows signing first local lambda compile ",
                             (" " + word + " ").c_str()))
            wanted += word + ' ';
        else
            return std::fputs(usage, stderr), 2;
    }
    auto const runs = [&wanted](char const* name) {
        return wanted.empty() || wanted.find(name) != wanted.npos;
    };

    bench::print_head();
    if (runs("first")) // before anything else has warmed the process
        bench::first_client();
    if (runs("compile"))
        bench::compiling(SKIFF_BENCH_COMPILER, SKIFF_BENCH_SOURCE_DIR, SKIFF_BENCH_BINARY_DIR);
    bench::pin_to_one_core();
    if (runs("signing"))
        bench::signing();
    if (runs("requests"))
        bench::requests();
    if (runs("rows"))
        bench::rows();
    if (runs("local"))
        bench::local_dynamodb();
    if (runs("lambda"))
        bench::invocations(SKIFF_BENCH_BINARY_DIR);
    if (bench::missed() != 0)
        std::printf("%d goals missed\n", bench::missed());
    return strict && bench::missed() != 0 ? 1 : 0;
}
