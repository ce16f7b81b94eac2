// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/dynamodb/client.hpp>

#include "support/fake_clock.hpp"
#include "support/scripted_transport.hpp"

#include <memory>
#include <string>

/// A client whose answers are a script.
struct fake_dynamodb {
    std::shared_ptr<skiff::test::scripted_transport> wire =
        std::make_shared<skiff::test::scripted_transport>();
    std::shared_ptr<skiff::test::fake_clock> clock = std::make_shared<skiff::test::fake_clock>();
    skiff::dynamodb::client client{{.region = "eu-central-1",
                                    .endpoint_url = "http://localhost:4566",
                                    .credentials = skiff::static_credentials({"AKID", "secret"}),
                                    .transport = wire,
                                    .clock = clock}};

    void answer(std::string body) { wire->answer(200, std::move(body)); }
    void refuse(std::string body) { wire->answer(400, std::move(body)); }

    /// What was sent, the latest unless told.
    [[nodiscard]] std::string const& body() const { return wire->requests.back().body; }
    [[nodiscard]] std::string const& body(std::size_t at) const {
        return wire->requests.at(at).body;
    }
    /// "GetItem"
    [[nodiscard]] std::string operation() const {
        auto const target = wire->requests.back().headers.find("X-Amz-Target").value_or("");
        return std::string(target.substr(target.find('.') + 1));
    }
};
