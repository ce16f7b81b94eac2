// SPDX-License-Identifier: Apache-2.0
#include <skiff/protocol/waiter.hpp>

#include <skiff/core/clock.hpp>
#include <skiff/core/config.hpp>
#include <skiff/core/random.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace skiff::protocol {
namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds first_pause = std::chrono::seconds(1);

/// Half of `longest` to all of it.
nanoseconds shortened(nanoseconds longest, random_source& random) {
    auto const factor = 0.5 + random.uniform() / 2;
    return nanoseconds(
        static_cast<nanoseconds::rep>(static_cast<double>(longest.count()) * factor));
}

error give_up(errc code, waiter_policy const& policy, std::string_view reason) {
    return make_error(code, std::string(policy.name).append(": ").append(reason));
}

} // namespace

result<void> wait_until(service_client const& by, waiter_policy const& policy,
                        wait_options const& options, void* context,
                        wait_look (*look)(void* context, call_options const& call)) {
    auto& clock = by.config().clock ? *by.config().clock : system_clock();
    auto& random = by.config().random ? *by.config().random : system_random();
    nanoseconds const delay = options.delay.value_or(policy.delay);
    nanoseconds const max_wait = options.max_wait.value_or(policy.delay * policy.max_attempts);
    auto const begin = clock.steady_now();
    auto pause = std::min(first_pause, delay);
    for (;;) {
        call_options call;
        call.stop = options.stop;
        call.timeout = max_wait - (clock.steady_now() - begin);
        auto found = look(context, call);
        if (found.state == wait_state::success)
            return {};
        if (found.failure)
            return std::move(*found.failure);
        if (found.state == wait_state::failure)
            return give_up(errc::waiter_failed, policy, "the state can no longer be reached");
        auto const waited = clock.steady_now() - begin;
        if (waited >= max_wait)
            return give_up(errc::waiter_timed_out, policy, "the state was not reached in time");
        auto const next = std::min<nanoseconds>(shortened(pause, random), max_wait - waited);
        if (!clock.sleep_for(next, options.stop))
            return give_up(errc::canceled, policy, "the caller asked to stop");
        pause = std::min(pause * 2, delay);
    }
}

} // namespace skiff::protocol
