// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/environment.hpp>

#include <atomic>
#include <map>
#include <optional>
#include <string>

/// Variables and files that a test lays down, and how often a file was asked for.
struct fake_environment final : skiff::environment {
    std::map<std::string, std::string, std::less<>> variables{};
    std::map<std::string, std::string, std::less<>> files{};
    mutable std::atomic<int> reads = 0;

    std::optional<std::string> variable(std::string_view name) const override {
        auto const found = variables.find(name);
        if (found == variables.end() || found->second.empty())
            return std::nullopt;
        return found->second;
    }
    std::optional<std::string> read_file(std::string const& path) const override {
        ++reads;
        auto const found = files.find(path);
        if (found == files.end())
            return std::nullopt;
        return found->second;
    }
};
