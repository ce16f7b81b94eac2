// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/json/writer.hpp>
#include <skiff/core/random.hpp>
#include <skiff/secrets_manager.hpp>

#include <boost/describe/class.hpp>

#include "support/fake_clock.hpp"
#include "support/scripted_transport.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

struct db_login {
    std::string username;
    skiff::secret_string password;
    std::uint16_t port = 0;
};
BOOST_DESCRIBE_STRUCT(db_login, (), (username, password, port))

/// Gives one and the same number, and uuids of it.
class fixed_random final : public skiff::random_source {
  public:
    std::byte each{0};
    void fill(std::span<std::byte> bytes) override { std::ranges::fill(bytes, each); }
};

inline std::string json_text(std::string_view text) {
    std::string out;
    skiff::json::append_string(out, text);
    return out;
}

/// The answer to GetSecretValue.
inline std::string secret_answer(std::string_view text, std::string_view version = "v1",
                                 std::string_view stage = "AWSCURRENT") {
    return R"({"ARN":"arn:aws:secretsmanager:eu-central-1:1:secret:tracker/db-AbCdEf",)"
           R"("Name":"tracker/db","VersionId":")" +
           std::string(version) + R"(","SecretString":)" + json_text(text) +
           R"(,"VersionStages":[")" + std::string(stage) + R"("],"CreatedDate":1.8e9})";
}

inline std::string login_document(std::string_view password) {
    return R"({"username":"admin","password":")" + std::string(password) +
           R"(","port":5432,"engine":"postgres"})";
}

/// A client whose answers are a script, one attempt per call.
struct fake_secrets_manager {
    std::shared_ptr<skiff::test::scripted_transport> wire =
        std::make_shared<skiff::test::scripted_transport>();
    std::shared_ptr<skiff::test::fake_clock> clock = std::make_shared<skiff::test::fake_clock>();
    std::shared_ptr<fixed_random> random = std::make_shared<fixed_random>();
    skiff::secrets_manager::client client{
        {.region = "eu-central-1",
         .endpoint_url = "http://localhost:4566",
         .credentials = skiff::static_credentials({"AKID", "secret"}),
         .retry = {.max_attempts = 1},
         .transport = wire,
         .clock = clock,
         .random = random}};

    void answer(std::string body) { wire->answer(200, std::move(body)); }
    void give(std::string_view password, std::string_view version = "v1",
              std::string_view stage = "AWSCURRENT") {
        answer(secret_answer(login_document(password), version, stage));
    }
    void refuse(std::string_view code, std::string_view message = "No.") {
        wire->answer(400, R"({"__type":")" + std::string(code) + R"(","Message":)" +
                              json_text(message) + "}");
    }
    [[nodiscard]] std::size_t calls() const { return wire->requests.size(); }
    [[nodiscard]] std::string const& body() const { return wire->requests.back().body; }
    /// "GetSecretValue"
    [[nodiscard]] std::string operation() const {
        auto const target = wire->requests.back().headers.find("X-Amz-Target").value_or("");
        return std::string(target.substr(target.find('.') + 1));
    }
};
