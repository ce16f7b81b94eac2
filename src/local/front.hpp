// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/clock.hpp>
#include <skiff/core/http/message.hpp>
#include <skiff/local/services.hpp>
#include <skiff/protocol/operation.hpp>

#include "local/faults.hpp"
#include "local/handler.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string_view>
#include <vector>

namespace skiff::local {

/// A service that the front answers for.
struct hosted {
    protocol::service const* what;
    std::unique_ptr<local::engine> engine;
};

/// How long a caller waits: bounds the latency of faults.
struct patience {
    std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
    std::stop_token stop{};
};

/// What became of a request.
struct reply {
    enum class ending : unsigned char { answered, dropped, timed_out, canceled };

    http::response response; ///< Of `answered` only.
    ending how = ending::answered;
};

/// Answers AWS requests: finds the service, verifies the signature, finds the operation, reads its
/// input, calls the handler and writes the answer. Thread-safe; never throws but for lack of
/// memory.
class front {
  public:
    /// The references outlive the front.
    front(options const& settings, skiff::clock& time, fault_queue& faults,
          std::vector<hosted> services);

    [[nodiscard]] reply answer(http::request const& in, std::string_view authority,
                               patience const& limit) const;
    void reset();
    [[nodiscard]] std::vector<hosted> const& services() const noexcept { return services_; }

  private:
    struct exchange;

    [[nodiscard]] hosted const* find_service(http::request const& in,
                                             std::string_view authority) const;
    [[nodiscard]] http::response refuse_unknown_service(http::request const& in,
                                                        std::string_view id) const;
    [[nodiscard]] std::optional<error> check(exchange const& now) const;
    [[nodiscard]] std::optional<reply> meet_fault(exchange const& now, fault const& what,
                                                  patience const& limit) const;
    [[nodiscard]] http::response carry_out(exchange const& now) const;
    [[nodiscard]] http::response run_handler(exchange const& now,
                                             handler_table::entry const& entry) const;
    [[nodiscard]] http::response refuse(exchange const& now, error e) const;

    options const& settings_;
    skiff::clock& time_;
    fault_queue& faults_;
    std::vector<hosted> services_;
};

} // namespace skiff::local
