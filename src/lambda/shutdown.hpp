// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>

namespace skiff::lambda {

/// Requests a stop when the process gets SIGTERM or SIGINT, or when `also` is requested. A second
/// signal acts as if nobody watched once the first one's stop is over and this is destroyed.
class shutdown_watch {
  public:
    explicit shutdown_watch(std::stop_token also);
    shutdown_watch(shutdown_watch const&) = delete;
    shutdown_watch& operator=(shutdown_watch const&) = delete;
    ~shutdown_watch();

    [[nodiscard]] std::stop_source source() const;

  private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace skiff::lambda
