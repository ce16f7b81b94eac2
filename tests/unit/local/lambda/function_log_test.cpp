// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"

#include "local/lambda/function_log.hpp"
#include "local/lambda/process_output.hpp"

#include <unistd.h>

#include <chrono>
#include <mutex>
#include <string>
#include <thread>

using namespace skiff::local::lambda;

TEST_CASE("function log: the end is kept, in whole lines") {
    text_tail tail(10);
    tail.add("abc\n");
    tail.add("def\n");
    CHECK(tail.text() == "abc\ndef\n");
    tail.add("gh\n");
    CHECK(tail.text() == "def\ngh\n");
    tail.add("0123456789abc\n");
    CHECK(tail.text() == "456789abc\n");
    tail.add("xy\n");
    CHECK(tail.text() == "xy\n");
    tail.clear();
    CHECK(tail.text().empty());
}

TEST_CASE("function log: what a program writes comes line by line") {
    std::mutex mutex;
    std::string got;
    process_output output([&](std::string_view lines) {
        std::lock_guard const lock(mutex);
        got.append("[").append(lines).append("]");
    });
    auto const write = [&](std::string_view text) {
        REQUIRE(::write(output.write_end(), text.data(), text.size()) ==
                static_cast<ssize_t>(text.size()));
    };
    write("half");
    output.drain();
    CHECK(got.empty());
    write(" and half\nrest");
    output.drain();
    {
        std::lock_guard const lock(mutex);
        CHECK(got == "[half and half\n]");
    }
    output.flush();
    output.flush();
    std::lock_guard const lock(mutex);
    CHECK(got == "[half and half\n][rest\n]");
}

TEST_CASE("function log: nobody has to ask for what is written") {
    std::mutex mutex;
    std::string got;
    process_output output([&](std::string_view lines) {
        std::lock_guard const lock(mutex);
        got += lines;
    });
    REQUIRE(::write(output.write_end(), "a\n", 2) == 2);
    output.release_write_end();
    for (int i = 0; i != 1000; ++i) {
        {
            std::lock_guard const lock(mutex);
            if (got == "a\n")
                break;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    std::lock_guard const lock(mutex);
    CHECK(got == "a\n");
}
