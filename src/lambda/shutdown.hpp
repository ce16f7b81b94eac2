// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>

namespace skiff::lambda {

/// Requests a stop when the process gets SIGTERM or SIGINT, or when `also` is requested. Further
/// signals change nothing while this lives.
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
