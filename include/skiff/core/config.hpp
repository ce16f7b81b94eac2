// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/credentials.hpp>
#include <skiff/core/retry_options.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace skiff {

namespace http {
class transport;
}
class call_observer;
class clock;
class environment;
class random_source;

/// How long things may take. No default is shorter than a service's own longest answer.
struct timeouts {
    std::chrono::nanoseconds connect = std::chrono::seconds(3);  ///< TCP and TLS together.
    std::chrono::nanoseconds attempt = std::chrono::seconds(60); ///< One sending and its answer.
    /// All attempts and the pauses between them.
    std::chrono::nanoseconds overall = std::chrono::seconds(180);
};

/// What a client is made from. Everything has a default: what is not set here is looked up in the
/// environment and the profile files at the first call, never earlier.
struct client_config {
    std::optional<std::string> region{};       ///< "eu-central-1"
    std::optional<std::string> endpoint_url{}; ///< "http://localhost:4566"
    std::optional<std::string> profile{};      ///< Else AWS_PROFILE, else "default".
    std::shared_ptr<credentials_provider> credentials{};
    retry_options retry{};
    skiff::timeouts timeouts{};
    std::size_t response_limit = 64u << 20; ///< Bytes; DynamoDB's largest answer is 16 MB.
    std::size_t max_idle_connections = 64;  ///< Kept open per client when nobody uses them.
    std::string ca_file{};                  ///< PEM; empty: AWS_CA_BUNDLE, else the system's.
    std::string user_agent{};               ///< Appended to skiff's own User-Agent.

    std::shared_ptr<http::transport> transport{}; ///< Null: sockets.
    std::shared_ptr<skiff::clock> clock{};        ///< Null: the machine's.
    std::shared_ptr<random_source> random{};      ///< Null: OpenSSL's.
    std::shared_ptr<call_observer> observer{};    ///< Told of every call; null costs nothing.
    /// Variables and files that settings come from. Null: the process's own.
    std::shared_ptr<skiff::environment const> environment{};
};

} // namespace skiff
