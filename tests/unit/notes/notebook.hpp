// SPDX-License-Identifier: Apache-2.0
// The service over a local DynamoDB, with a clock that the test moves; no socket.
#pragma once

#include "service.hpp"
#include "storage.hpp"

#include <skiff/local/clock.hpp>
#include <skiff/local/services.hpp>

#include "support/catch.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

inline constexpr std::int64_t first_second = 1'795'000'000;

struct notebook {
    explicit notebook(std::optional<notes::jwt_verifier> tokens = {})
        : aws({.clock = clock})
        , storage(aws.config(), "DemoTable", *clock)
        , app(notes::make_service(
              {.storage = storage, .tokens = std::move(tokens), .clock = *clock})) {
        storage.create().value();
    }

    skiff::rest::response ask(std::string method, std::string target, std::string body = {},
                              std::string const& authorization = {}) const {
        skiff::rest::request in;
        in.method = std::move(method);
        in.target = std::move(target);
        in.body = std::move(body);
        if (!authorization.empty())
            in.headers.add("Authorization", authorization);
        return app.handle(std::move(in));
    }
    [[nodiscard]] std::string get(std::string const& query = {}) const {
        auto const answer = ask("GET", "/notes" + query);
        INFO(answer.body);
        REQUIRE(answer.status == 200);
        return answer.body;
    }
    /// The new note's id.
    std::string add(std::string const& body) const {
        auto const answer = ask("POST", "/notes", body);
        INFO(answer.body);
        REQUIRE(answer.status == 201);
        REQUIRE(answer.body.starts_with(R"({"id":")"));
        return answer.body.substr(7, answer.body.size() - 9);
    }

    std::shared_ptr<skiff::local::manual_clock> clock =
        std::make_shared<skiff::local::manual_clock>(
            skiff::timestamp(std::chrono::seconds(first_second)));
    skiff::local::services aws;
    notes::note_storage storage;
    skiff::rest::router app;
};
