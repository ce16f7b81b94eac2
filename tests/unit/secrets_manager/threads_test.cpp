// SPDX-License-Identifier: Apache-2.0
#include "fake_secrets_manager.hpp"

#include "support/catch.hpp"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace secrets_manager = skiff::secrets_manager;
using namespace std::chrono_literals;

namespace {

/// A service for many threads. Its secrets' text is their name and how often they were fetched.
class service final : public skiff::http::transport {
  public:
    skiff::result<skiff::http::response> send(skiff::http::origin const&,
                                              skiff::http::request const& what,
                                              skiff::http::send_options const& options) override {
        std::unique_lock lock(mutex_);
        auto const number = ++calls_;
        changed_.notify_all();
        if (!changed_.wait(lock, options.stop, [this] { return open_; }))
            return skiff::make_error(skiff::errc::canceled, "stopped");
        if (fails_)
            return skiff::make_error(skiff::errc::connection_lost, "lost");
        std::string const name = what.body.substr(13, what.body.find('"', 13) - 13);
        skiff::http::response out{.status = 200};
        out.body = secret_answer(name + '-' + std::to_string(++fetched_[name]),
                                 "v" + std::to_string(number));
        return out;
    }
    void close() { set(open_, false); }
    void open() { set(open_, true); }
    void fail() { set(fails_, true); }
    void wait_for_calls(int count) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return calls_ >= count; });
    }
    int calls() {
        std::lock_guard const lock(mutex_);
        return calls_;
    }

  private:
    void set(bool& what, bool value) {
        std::lock_guard const lock(mutex_);
        what = value;
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable_any changed_;
    bool open_ = true;
    bool fails_ = false;
    int calls_ = 0;
    std::map<std::string, int> fetched_;
};

/// Moves when it is told to; for many threads.
class shared_clock final : public skiff::clock {
  public:
    skiff::timestamp now() const override {
        return skiff::timestamp(1'800'000'000s) +
               std::chrono::duration_cast<skiff::timestamp::duration>(since_.load());
    }
    std::chrono::steady_clock::time_point steady_now() const override {
        return std::chrono::steady_clock::time_point(1h) + since_.load();
    }
    bool sleep_for(std::chrono::nanoseconds duration, std::stop_token) override {
        advance(duration);
        return true;
    }
    void advance(std::chrono::nanoseconds by) {
        for (auto since = since_.load(); !since_.compare_exchange_weak(since, since + by);) {
        }
    }

  private:
    std::atomic<std::chrono::nanoseconds> since_{0ns};
};

struct thread_bench {
    std::shared_ptr<service> wire = std::make_shared<service>();
    std::shared_ptr<shared_clock> clock = std::make_shared<shared_clock>();
    std::vector<std::jthread> threads;
    std::mutex mutex;
    std::map<std::string, int> seen; ///< How often each text or error was given.

    skiff::secrets_manager::client client(bool machine_clock = false) {
        return skiff::secrets_manager::client(
            {.region = "eu-central-1",
             .endpoint_url = "http://localhost:4566",
             .credentials = skiff::static_credentials({"AKID", "secret"}),
             .retry = {.max_attempts = 1},
             .timeouts = {.attempt = 10'000h, .overall = 10'000h}, // the clock makes leaps
             .transport = wire,
             .clock = machine_clock ? nullptr : clock});
    }
    void note(skiff::result<skiff::secret_string> const& given) {
        std::lock_guard const lock(mutex);
        ++seen[given ? std::string(given->view()) : given.error().code.message()];
    }
    void start(int count, std::function<void(int)> const& run) {
        for (int i = 0; i != count; ++i)
            threads.emplace_back([run, i] { run(i); });
    }
    void join() { threads.clear(); }
    using counts = std::map<std::string, int>;

    static std::string text(skiff::errc code) { return skiff::make_error_code(code).message(); }
};

} // namespace

TEST_CASE_METHOD(thread_bench, "threads: many first calls make one request") {
    for (bool const machine_clock : {false, true}) {
        secrets_manager::secret_cache const secrets(client(machine_clock));
        auto const before = wire->calls();
        seen.clear();
        wire->close();
        auto const id = machine_clock ? "b" : "a";
        start(16, [&](int) { note(secrets.get_string(id)); });
        wire->wait_for_calls(before + 1);
        std::this_thread::sleep_for(20ms);
        wire->open();
        join();
        CHECK(wire->calls() == before + 1);
        CHECK(seen == counts{{id + std::string("-1"), 16}});
    }
}

TEST_CASE_METHOD(thread_bench, "threads: many first calls share one failure") {
    secrets_manager::secret_cache const secrets(client());
    wire->close();
    wire->fail();
    start(16, [&](int) { note(secrets.get_string("a")); });
    wire->wait_for_calls(1);
    std::this_thread::sleep_for(20ms);
    wire->open();
    join();
    CHECK(wire->calls() == 1);
    CHECK(seen == counts{{text(skiff::errc::connection_lost), 16}});
}

TEST_CASE_METHOD(thread_bench, "threads: while one refreshes the others get the old value") {
    secrets_manager::secret_cache const secrets(client());
    note(secrets.get_string("a"));
    clock->advance(1h);
    wire->close();
    start(1, [&](int) { note(secrets.get_string("a")); });
    wire->wait_for_calls(2);
    for (int i = 0; i != 5; ++i)
        CHECK(secrets.get_string("a").value() == "a-1");
    wire->open();
    join();
    CHECK(seen == counts{{"a-1", 1}, {"a-2", 1}});
    CHECK(secrets.get_string("a").value() == "a-2");
    CHECK(wire->calls() == 2);
}

TEST_CASE_METHOD(thread_bench, "threads: who waits for another may be stopped or run out of time") {
    for (bool const machine_clock : {false, true}) {
        secrets_manager::secret_cache const secrets(client(machine_clock));
        auto const before = wire->calls();
        seen.clear();
        wire->close();
        auto const id = machine_clock ? "b" : "a";
        start(1, [&](int) { note(secrets.get_string(id)); });
        wire->wait_for_calls(before + 1);
        std::stop_source stop;
        start(1, [&](int) { note(secrets.get_string(id, {.call = {.stop = stop.get_token()}})); });
        start(1, [&](int) { note(secrets.get_string(id, {.call = {.timeout = 10ms}})); });
        std::this_thread::sleep_for(20ms);
        stop.request_stop();
        clock->advance(10ms);
        for (std::size_t done = 0; done != 2; std::this_thread::sleep_for(1ms)) {
            std::lock_guard const lock(mutex);
            done = seen.size();
        }
        CHECK(seen == counts{{text(skiff::errc::canceled), 1}, {text(skiff::errc::timed_out), 1}});
        wire->open();
        join();
        CHECK(seen[id + std::string("-1")] == 1);
        CHECK(wire->calls() == before + 1);
    }
}

TEST_CASE_METHOD(thread_bench, "threads: when the one that fetches is stopped another takes over") {
    secrets_manager::secret_cache const secrets(client());
    wire->close();
    std::stop_source stop;
    start(1, [&](int) { note(secrets.get_string("a", {.call = {.stop = stop.get_token()}})); });
    wire->wait_for_calls(1);
    start(8, [&](int) { note(secrets.get_string("a")); });
    std::this_thread::sleep_for(10ms);
    stop.request_stop();
    wire->wait_for_calls(2);
    wire->open();
    join();
    CHECK(wire->calls() == 2);
    CHECK(seen == counts{{text(skiff::errc::canceled), 1}, {"a-1", 8}});
}

TEST_CASE_METHOD(thread_bench, "threads: refresh_now does not take a request begun before it") {
    secrets_manager::secret_cache const secrets(client());
    wire->close();
    start(1, [&](int) { note(secrets.get_string("a")); });
    wire->wait_for_calls(1);
    std::atomic<int> failed{0};
    start(8, [&](int) { failed += secrets.refresh_now("a").has_error(); });
    std::this_thread::sleep_for(20ms);
    wire->open();
    join();
    CHECK(failed == 0);
    CHECK(wire->calls() == 2); // the eight share the one that follows
    CHECK(secrets.get_string("a").value() == "a-2");
}

TEST_CASE_METHOD(thread_bench,
                 "threads: everything at once, while secrets expire and are evicted") {
    secrets_manager::secret_cache const secrets(client(), {.max_secrets = 4});
    std::atomic<int> wrong{0};
    start(8, [&](int number) {
        for (int i = 0; i != 400; ++i) {
            auto const id = "secret" + std::to_string((i + number) % 6);
            auto const given = secrets.get_string(id);
            wrong += !given || !given->view().starts_with(id + '-');
            if (i % 16 == number)
                clock->advance(20min);
            if (i % 50 == number)
                wrong += secrets.refresh_now(id).has_error();
            if (i % 60 == number)
                secrets.invalidate(id);
            if (i % 170 == number)
                secrets.clear();
            if (i % 40 == number) {
                auto const outcome = secrets.with_secret<db_login>(
                    id, [](db_login const&) { return secrets_manager::login::refused; });
                wrong += outcome.has_value(); // the text is not JSON
            }
        }
    });
    join();
    CHECK(wrong == 0);
}
