// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/http/transport.hpp>
#include <skiff/core/result.hpp>

#include <memory>
#include <thread>

namespace skiff::lambda {

/// An internal extension that asks for no events. Lambda sends SIGTERM before it ends a process
/// only where an extension is registered.
class internal_extension {
  public:
    /// Registers, then waits on a thread of its own, as Lambda wants it of an extension, until it
    /// is destroyed.
    [[nodiscard]] result<void> start(std::shared_ptr<http::transport> by, http::origin at);

  private:
    std::jthread waiting_;
};

} // namespace skiff::lambda
