// SPDX-License-Identifier: Apache-2.0
// A database in memory, and requests written as the JSON that travels.
#pragma once

#include "local/dynamodb/database.hpp"
#include "protocol/json_codec.hpp"

#include <skiff/core/clock.hpp>
#include <skiff/dynamodb/operations.hpp>

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace skiff::local::dynamodb::testing {

class test_clock final : public skiff::clock {
  public:
    timestamp now() const override { return now_; }
    std::chrono::steady_clock::time_point steady_now() const override { return {}; }
    bool sleep_for(std::chrono::nanoseconds, std::stop_token) override { return true; }
    void advance(std::chrono::seconds by) { now_ += by; }

  private:
    timestamp now_{std::chrono::seconds(1'700'000'000)};
};

class harness {
  public:
    explicit harness(std::filesystem::path folder = {})
        : database_(environment{std::move(folder), &clock, "eu-central-1", "000000000000"}) {}

    /// The answer's JSON, or "Code: message". `request` uses ' for ".
    std::string operator()(std::string_view operation, std::string request) {
        std::ranges::replace(request, '\'', '"');
        auto const& service = skiff::dynamodb::service_descriptor();
        auto const found = std::ranges::find_if(
            service.operations, [&](auto const* o) { return o->name == operation; });
        auto const* const handler = database_.handlers().find(operation);
        if (found == service.operations.end() || !handler)
            throw std::invalid_argument("no operation " + std::string(operation));
        call now{*found, handler, request, {}};
        handler->with_values(&now, &harness::run);
        return now.answer;
    }

    test_clock clock;
    database& engine() { return database_; }

  private:
    struct call {
        skiff::protocol::operation const* what;
        handler_table::entry const* handler;
        std::string const& request;
        std::string answer;
    };

    static void run(void* context, void* input, void* output) {
        auto& now = *static_cast<call*>(context);
        skiff::protocol::decode_problems problems(true);
        if (!skiff::protocol::read_json_body(*now.what->input, now.request, input, problems)) {
            now.answer = "unreadable: " + problems.text();
            return;
        }
        if (auto failed = now.handler->run(input, output)) {
            now.answer = failed->aws_code + ": " + failed->message;
            return;
        }
        skiff::protocol::write_json_body(*now.what->output, output, nullptr, now.answer);
    }

    database database_;
};

} // namespace skiff::local::dynamodb::testing
