// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/clock.hpp>
#include <skiff/core/http/message.hpp>
#include <skiff/local/functions.hpp>
#include <skiff/rest/server.hpp>

#include "local/api_gateway/gateway.hpp"
#include "local/lambda/engine.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::local::api_gateway {

/// True for targets below /_aws/execute-api/: requests to an API at the services' own port.
[[nodiscard]] bool is_api_target(std::string_view target) noexcept;

/// All APIs, each at its own port when it has one, and all of them below /_aws/execute-api/.
/// Thread-safe.
class apis {
  public:
    /// The references outlive it; the APIs are ones that `check` has nothing against.
    apis(std::vector<api> const& all, lambda::lambda_engine& functions, skiff::clock& time,
         integration_limits const& limits);

    /// Listens at `address`, for the APIs that have a port. Throws `service_error`
    /// (errc::invalid_configuration) when a port cannot be had.
    void listen(std::string const& address);
    /// Ends what `listen` began. Functions that run have to be stopped before.
    void stop();

    /// A request to /_aws/execute-api/NAME/STAGE/...
    [[nodiscard]] http::response answer(http::request const& in, std::string_view authority) const;

    /// "http://127.0.0.1:3000" or "http://127.0.0.1:3000/dev". `own_url` is the services' own, for
    /// APIs without a port. Throws `service_error` (errc::invalid_configuration) when there is no
    /// such API.
    [[nodiscard]] std::string url_of(std::string_view name,
                                     std::function<std::string()> const& own_url) const;

  private:
    [[nodiscard]] gateway const* find(std::string_view name) const;

    std::vector<std::unique_ptr<gateway>> all_;
    std::map<std::string, std::unique_ptr<rest::server>, std::less<>> servers_;
};

} // namespace skiff::local::api_gateway
