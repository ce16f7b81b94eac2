// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/clock.hpp>
#include <skiff/core/http/message.hpp>
#include <skiff/local/functions.hpp>

#include "local/api_gateway/event.hpp"
#include "local/api_gateway/function_answer.hpp"
#include "local/api_gateway/route_table.hpp"
#include "local/lambda/engine.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace skiff::local::api_gateway {

/// Bytes of a request's body.
inline constexpr std::size_t most_body_bytes = 10u << 20;

/// How long API Gateway waits for a function.
struct integration_limits {
    std::chrono::milliseconds rest{29'000};
    std::chrono::milliseconds http{30'000};
};

/// Where a request came in.
struct entrance {
    std::string_view authority;
    std::string_view source_ip = "127.0.0.1";
    /// What of the path is the entrance's own: "/_aws/execute-api/NAME". Not shown to functions.
    std::string_view prefix{};
    bool stage_in_path = true;
};

/// One API: finds the route, writes the event, calls the function, reads its answer. Thread-safe.
class gateway {
  public:
    /// The references outlive it. `what` has its stage.
    gateway(api const& what, lambda::lambda_engine& functions, skiff::clock& time,
            integration_limits const& limits);
    gateway(gateway&&) = delete;

    [[nodiscard]] api const& what() const noexcept { return what_; }
    [[nodiscard]] http::response answer(http::request const& in, entrance const& where) const;

  private:
    struct exchange;

    [[nodiscard]] http::response carry_out(http::request const& in, entrance const& where,
                                           exchange const& now) const;
    [[nodiscard]] http::response call(route_match const& match, std::string event,
                                      http::request const& in, exchange const& now) const;
    [[nodiscard]] http::response convert(lambda::answer const& from, http::request const& in) const;
    [[nodiscard]] http::response refuse_route() const;
    [[nodiscard]] http::response refuse_size() const;
    [[nodiscard]] http::response failed() const;
    [[nodiscard]] http::response throttled() const;
    [[nodiscard]] http::response timed_out() const;

    api const& what_;
    lambda::lambda_engine& functions_;
    skiff::clock& time_;
    integration_limits const limits_;
    route_table const routes_;
};

} // namespace skiff::local::api_gateway
