// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <skiff/local.hpp>

#include <skiff/secrets_manager/all_operations.hpp>
#include <skiff/secrets_manager/client.hpp>
#include <skiff/secrets_manager/errors.hpp>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace skiff::test {

namespace sm = skiff::secrets_manager;

/// A local Secrets Manager whose clock the test owns, and its client.
struct secret_keeping {
    std::shared_ptr<skiff::local::manual_clock> clock;
    skiff::local::services aws;
    sm::client client;

    explicit secret_keeping(std::filesystem::path folder = {})
        : clock(std::make_shared<skiff::local::manual_clock>())
        , aws({.folder = std::move(folder), .clock = clock})
        , client(config()) {}

    [[nodiscard]] skiff::client_config config() const {
        skiff::client_config out = aws.config();
        out.retry.max_attempts = 1;
        return out;
    }

    /// The ARN.
    std::string create(std::string name, std::string text = "first") const {
        return client.create_secret({.name = std::move(name), .secret_string = std::move(text)})
            .value()
            .arn.value();
    }
    /// The version's id.
    std::string put(std::string id, std::string text, std::vector<std::string> stages = {}) const {
        return client
            .put_secret_value({.secret_id = std::move(id),
                               .secret_string = std::move(text),
                               .version_stages = std::move(stages)})
            .value()
            .version_id.value();
    }
    /// The text of a version, by stage.
    std::string text(std::string id, std::optional<std::string> stage = {}) const {
        auto const got = client.get_secret_value(
            {.secret_id = std::move(id), .version_stage = std::move(stage)});
        return text_of(got.value());
    }
    /// Version ids to labels.
    std::map<std::string, std::vector<std::string>, std::less<>> stages(std::string id) const {
        return client.describe_secret({.secret_id = std::move(id)}).value().version_ids_to_stages;
    }

    /// The one place where the tests read a text.
    template <class Answer>
    static std::string text_of(Answer const& from) {
        return std::string(from.secret_string.value().view());
    }
};

} // namespace skiff::test
