// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/local/services.hpp>

#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

namespace skiff::local {

/// The faults that wait for their requests. Thread-safe.
class fault_queue {
  public:
    void add(fault what);
    void clear();
    /// The first fault that this request meets; counts it.
    [[nodiscard]] std::optional<fault> take(std::string_view service, std::string_view operation);

  private:
    std::mutex mutex_;
    std::vector<fault> waiting_;
};

} // namespace skiff::local
