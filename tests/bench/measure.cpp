// SPDX-License-Identifier: Apache-2.0
#include "measure.hpp"

#include <linux/perf_event.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::uint64_t> allocation_count{0};
int missed_count = 0;
double warm_up_seconds = 0.05;

double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Counts user-space instructions of this process; absent on many virtual machines.
class instruction_counter {
  public:
    instruction_counter() {
        perf_event_attr what{};
        what.type = PERF_TYPE_HARDWARE;
        what.size = sizeof what;
        what.config = PERF_COUNT_HW_INSTRUCTIONS;
        what.exclude_kernel = 1;
        what.exclude_hv = 1;
        descriptor_ = static_cast<int>(syscall(SYS_perf_event_open, &what, 0, -1, -1, 0));
    }
    ~instruction_counter() {
        if (descriptor_ >= 0)
            close(descriptor_);
    }
    instruction_counter(instruction_counter const&) = delete;
    instruction_counter& operator=(instruction_counter const&) = delete;

    [[nodiscard]] double read_count() const {
        std::uint64_t count = 0;
        if (descriptor_ < 0 || read(descriptor_, &count, sizeof count) != sizeof count)
            return 0;
        return static_cast<double>(count);
    }

  private:
    int descriptor_;
};

} // namespace

void* operator new(std::size_t size) {
    allocation_count.fetch_add(1, std::memory_order_relaxed);
    if (void* memory = std::malloc(size == 0 ? 1 : size))
        return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace bench {

void measure_briefly() {
    warm_up_seconds = 0.0005;
}

cost measure(std::function<void()> const& once) {
    instruction_counter counter;
    double const warm_up = cpu_seconds();
    int repetitions = 0;
    do {
        once();
        ++repetitions;
    } while (cpu_seconds() - warm_up < warm_up_seconds);

    cost best;
    best.cpu_us = 1e18;
    for (int round = 0; round != 5; ++round) {
        std::uint64_t const allocations = allocation_count;
        double const instructions = counter.read_count();
        double const start = cpu_seconds();
        for (int i = 0; i != repetitions; ++i)
            once();
        double const spent = (cpu_seconds() - start) / repetitions * 1e6;
        if (spent >= best.cpu_us)
            continue;
        best.cpu_us = spent;
        best.instructions = (counter.read_count() - instructions) / repetitions;
        best.allocations = static_cast<double>(allocation_count - allocations) / repetitions;
    }
    return best;
}

void pin_to_one_core() {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(0, &cores);
    sched_setaffinity(0, sizeof cores, &cores);
}

void print_head() {
    std::printf("%-46s %-12s %10s %10s %10s %8s\n", "scenario", "unit", "floor", "skiff", "goal",
                "ratio");
}

void print(line const& row) {
    std::printf("%-46s %-12s ", row.scenario.c_str(), row.unit.c_str());
    row.floor > 0 ? std::printf("%10.2f ", row.floor) : std::printf("%10s ", "-");
    std::printf("%10.2f ", row.figure);
    row.goal > 0 ? std::printf("%10.2f ", row.goal) : std::printf("%10s ", "-");
    row.floor > 0 ? std::printf("%8.1f", row.figure / row.floor) : std::printf("%8s", "-");
    if (row.goal > 0) {
        std::printf("  %s", row.figure <= row.goal ? "met" : "MISSED");
        missed_count += row.figure <= row.goal ? 0 : 1;
    }
    std::printf("\n");
    std::fflush(stdout);
}

void print(std::string const& scenario, cost const& floor, cost const& figure, cost const& goal) {
    print({scenario, "us CPU", floor.cpu_us, figure.cpu_us, goal.cpu_us});
    if (figure.instructions <= 0 && goal.instructions > 0)
        std::printf("%-46s %-12s not counted by this machine: see --only\n", scenario.c_str(),
                    "k instr.");
    if (figure.instructions > 0)
        print({scenario, "k instr.", floor.instructions / 1000, figure.instructions / 1000,
               goal.instructions / 1000});
    print({scenario, "allocations", floor.allocations, figure.allocations, goal.allocations});
}

int missed() {
    return missed_count;
}

} // namespace bench
