// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service.hpp"

#include <skiff/local/clock.hpp>
#include <skiff/local/services.hpp>
#include <skiff/rest/request.hpp>
#include <skiff/rest/response.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

/// The service over services in this process.
struct profiles_fixture {
    profiles_fixture() { profiles.create().value(); }

    skiff::rest::router make(std::span<user_profiles::operation const> operations) {
        return user_profiles::make_service(
            profiles, operations, [this](std::string_view line) { log.emplace_back(line); });
    }

    skiff::rest::response ask(std::string method, std::string target, std::string body = {},
                              std::string type = "application/json") {
        skiff::rest::request in;
        in.method = std::move(method);
        in.target = std::move(target);
        if (!type.empty())
            in.headers.add("Content-Type", type);
        in.body = std::move(body);
        in.id = "request-1";
        return app.handle(std::move(in));
    }

    /// Pauses before retries take no time.
    skiff::local::services aws{{.clock = std::make_shared<skiff::local::manual_clock>()}};
    user_profiles::profile_table profiles{aws.config(), "user-profiles"};
    std::vector<std::string> log;
    skiff::rest::router app = make(user_profiles::all_operations);
};
