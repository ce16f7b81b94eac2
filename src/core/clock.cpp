// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/clock.hpp>

#include <condition_variable>
#include <mutex>
#include <utility>

namespace skiff {
namespace {

class machine_clock final : public clock {
  public:
    timestamp now() const override { return std::chrono::system_clock::now(); }
    std::chrono::steady_clock::time_point steady_now() const override {
        return std::chrono::steady_clock::now();
    }
    bool sleep_for(std::chrono::nanoseconds duration, std::stop_token stop) override {
        std::mutex mutex;
        std::condition_variable_any wake;
        std::unique_lock lock(mutex);
        wake.wait_for(lock, stop, duration, [] { return false; });
        return !stop.stop_requested();
    }
};

} // namespace

clock& system_clock() noexcept {
    static machine_clock instance;
    return instance;
}

} // namespace skiff
