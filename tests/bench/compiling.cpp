// SPDX-License-Identifier: Apache-2.0
#include "measure.hpp"
#include "scenarios.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace bench {
namespace {

struct run_cost {
    double cpu_s = 0;
    double memory_mib = 0;
};

/// Runs a program and takes what its whole process tree used.
run_cost run(std::vector<std::string> const& words) {
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (auto const& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    rusage before{};
    getrusage(RUSAGE_CHILDREN, &before);
    pid_t const child = fork();
    if (child == 0) {
        execvp(arguments[0], arguments.data());
        _exit(127);
    }
    int status = 0;
    rusage own{};
    wait4(child, &status, 0, &own);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        std::fprintf(stderr, "skiff-bench: %s failed\n", words[0].c_str());
        std::exit(3);
    }
    auto const seconds = [](timeval t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
    };
    return {seconds(own.ru_utime) + seconds(own.ru_stime),
            static_cast<double>(own.ru_maxrss) / 1024};
}

run_cost compile(std::string const& compiler, std::string const& source_dir,
                 std::string const& file) {
    run_cost best{1e9, 1e9};
    for (int i = 0; i != 3; ++i) {
        auto const once = run({compiler, "-std=c++20", "-I" + source_dir + "/include", "-c",
                               source_dir + '/' + file, "-o", "/dev/null"});
        best = {std::min(best.cpu_s, once.cpu_s), std::min(best.memory_mib, once.memory_mib)};
    }
    return best;
}

} // namespace

double stripped_megabytes(std::string const& program, std::string const& stripped) {
    run({"strip", "-o", stripped, program});
    std::error_code code;
    return static_cast<double>(std::filesystem::file_size(stripped, code)) / 1e6;
}

void compiling(std::string const& compiler, std::string const& source_dir,
               std::string const& binary_dir) {
    auto const floor = compile(compiler, source_dir, "tests/bench/programs/floor.cpp");
    struct program {
        char const* name;
        char const* file;
    };
    for (auto const& [name, file] :
         {program{"compile: typed put and get", "examples/first_steps/0_put_and_get.cpp"},
          program{"compile: generated put_item and get_item",
                  "tests/bench/programs/put_and_get.cpp"}}) {
        auto const figure = compile(compiler, source_dir, file);
        print({name, "s CPU", floor.cpu_s, figure.cpu_s, 1.2});
        print({name, "MiB", floor.memory_mib, figure.memory_mib, 180});
    }

    print({"stripped program that puts and gets", "MB", 0,
           stripped_megabytes(binary_dir + "/bench_put_and_get",
                              binary_dir + "/put_and_get.stripped"),
           1.5});
}

} // namespace bench
