// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/random.hpp>
#include <skiff/rds_data/database.hpp>

#include "support/catch.hpp"
#include "support/fake_clock.hpp"
#include "support/json_equal.hpp"
#include "support/scripted_transport.hpp"

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>

/// All zeros: pauses are the shortest that jitter allows.
struct no_randomness final : skiff::random_source {
    void fill(std::span<std::byte> bytes) override {
        for (auto& each : bytes)
            each = std::byte(0);
    }
};

/// A database whose answers are a script.
struct fake_database {
    std::shared_ptr<skiff::test::scripted_transport> wire =
        std::make_shared<skiff::test::scripted_transport>();
    std::shared_ptr<skiff::test::fake_clock> clock = std::make_shared<skiff::test::fake_clock>();
    skiff::rds_data::client client{{.region = "eu-central-1",
                                    .endpoint_url = "http://localhost:4566",
                                    .credentials = skiff::static_credentials({"AKID", "secret"}),
                                    .transport = wire,
                                    .clock = clock,
                                    .random = std::make_shared<no_randomness>()}};
    skiff::rds_data::database db{
        client, {.resource_arn = "arn:cluster", .secret_arn = "arn:secret", .database = "tracker"}};

    void answer(std::string body) { wire->answer(200, std::move(body)); }
    /// "DatabaseErrorException", 400
    void refuse(std::string const& code, std::string const& message, int status = 400) {
        wire->answer(status, R"({"__type":")" + code + R"(","message":")" + message + R"("})");
    }

    /// What was sent, the latest unless told.
    [[nodiscard]] std::string const& body() const { return wire->requests.back().body; }
    [[nodiscard]] std::string const& body(std::size_t at) const {
        return wire->requests.at(at).body;
    }
    /// "/Execute"
    [[nodiscard]] std::string target() const { return wire->requests.back().target; }
    [[nodiscard]] std::size_t sent() const { return wire->requests.size(); }

    /// A request's text: what all have in common, and the rest of its members.
    static std::string request(std::string const& members) {
        return R"({"resourceArn":"arn:cluster","secretArn":"arn:secret","database":"tracker",)" +
               members + '}';
    }
    /// An answer with these columns, rows given as text.
    static std::string rows(std::initializer_list<char const*> names, std::string const& records) {
        std::string columns;
        for (auto const* each : names)
            columns += (columns.empty() ? R"({"name":"x","label":")"
                                        : R"(,{"name":"x","label":")") +
                       std::string(each) + R"("})";
        return R"({"numberOfRecordsUpdated":0,"records":[)" + records + R"(],"columnMetadata":[)" +
               columns + "]}";
    }
};
