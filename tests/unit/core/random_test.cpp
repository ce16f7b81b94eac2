// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/random.hpp>

#include "support/catch.hpp"

#include <array>
#include <set>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

using namespace skiff;

namespace {

class fixed_bytes final : public random_source {
  public:
    explicit fixed_bytes(std::byte value) : value_(value) {}
    void fill(std::span<std::byte> bytes) override { std::ranges::fill(bytes, value_); }

  private:
    std::byte value_;
};

} // namespace

TEST_CASE("random: a UUID has version 4 and the variant of RFC 9562") {
    CHECK(fixed_bytes(std::byte{0x00}).uuid() == "00000000-0000-4000-8000-000000000000");
    CHECK(fixed_bytes(std::byte{0xff}).uuid() == "ffffffff-ffff-4fff-bfff-ffffffffffff");
    CHECK(fixed_bytes(std::byte{0xa5}).uuid() == "a5a5a5a5-a5a5-45a5-a5a5-a5a5a5a5a5a5");
}

TEST_CASE("random: uniform is at least 0 and below 1") {
    CHECK(fixed_bytes(std::byte{0x00}).uniform() == 0.0);
    CHECK(fixed_bytes(std::byte{0xff}).uniform() < 1.0);
    CHECK(fixed_bytes(std::byte{0xff}).uniform() > 0.999);
    double sum = 0;
    for (int i = 0; i != 10000; ++i)
        sum += system_random().uniform();
    CHECK(sum / 10000 == Approx(0.5).margin(0.05));
}

TEST_CASE("random: threads never get the same UUID") {
    std::array<std::vector<std::string>, 4> made;
    {
        std::vector<std::jthread> threads;
        for (auto& list : made)
            threads.emplace_back([&list] {
                for (int i = 0; i != 500; ++i)
                    list.push_back(system_random().uuid());
            });
    }
    std::set<std::string> all;
    for (auto const& list : made)
        all.insert(list.begin(), list.end());
    CHECK(all.size() == 2000);
}

TEST_CASE("random: a child process does not repeat its parent's bytes") {
    static_cast<void>(system_random().uuid()); // Some are fetched ahead now.
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    auto const child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        auto const text = system_random().uuid();
        auto const written = ::write(ends[1], text.data(), text.size());
        ::_exit(written == 36 ? 0 : 1);
    }
    char text[36] = {};
    REQUIRE(::read(ends[0], text, sizeof text) == 36);
    int status = 1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    ::close(ends[0]);
    ::close(ends[1]);
    CHECK(system_random().uuid() != std::string(text, sizeof text));
}

TEST_CASE("random: large requests are filled to the end") {
    std::vector<std::byte> bytes(3u << 20);
    system_random().fill(bytes);
    CHECK(std::ranges::count(bytes, std::byte{0}) < 20000);
    CHECK(std::ranges::any_of(std::span(bytes).last(64), [](auto b) { return b != std::byte{0}; }));
}
