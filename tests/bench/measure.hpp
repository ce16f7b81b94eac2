// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace bench {

/// What one repetition of a scenario costs, all threads of the process together.
struct cost {
    double cpu_us = 0;       ///< User and system time.
    double instructions = 0; ///< In user space; 0 when the machine does not count them.
    double allocations = 0;  ///< Calls of operator new.
};

/// Runs `once` for 50 ms of CPU time to warm up, then five rounds of as many repetitions; gives the
/// best round, which is the least disturbed one.
[[nodiscard]] cost measure(std::function<void()> const& once);

/// From now on measures just long enough to see that everything runs.
void measure_briefly();

/// Keeps this thread, and the threads it starts, on one core: client and server share it, as in the
/// published figures.
void pin_to_one_core();

/// A line of the report.
struct line {
    std::string scenario;
    std::string unit;
    double floor = 0; ///< 0: there is none.
    double figure = 0;
    double goal = 0; ///< 0: none is set.
};

void print_head();
/// Prints floor, figure, goal, the ratio of figure to floor, and whether the goal is met.
void print(line const& row);
/// Cost lines: CPU, and instructions and allocations where they have a goal or were counted.
void print(std::string const& scenario, cost const& floor, cost const& figure, cost const& goal);

/// How many printed lines missed their goal.
[[nodiscard]] int missed();

} // namespace bench
