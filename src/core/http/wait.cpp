// SPDX-License-Identifier: Apache-2.0
#include "core/http/wait.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <limits>

namespace skiff::http {
namespace {

using clock = std::chrono::steady_clock;

/// How often a requested stop is looked for when there is no event descriptor left to wake us.
constexpr int coarse_wait = 20; // milliseconds

/// poll's timeout in milliseconds, rounded up so that a wait is never too short; -1 is forever.
int poll_timeout(clock::time_point deadline) {
    if (deadline == clock::time_point::max())
        return -1;
    auto const left = std::chrono::ceil<std::chrono::milliseconds>(deadline - clock::now()).count();
    return static_cast<int>(std::clamp<decltype(left)>(left, 0, std::numeric_limits<int>::max()));
}

short poll_events(readiness what) noexcept {
    switch (what) {
    case readiness::read:
        return POLLIN;
    case readiness::write:
        return POLLOUT;
    default:
        return POLLIN | POLLOUT;
    }
}

} // namespace

descriptor::~descriptor() {
    if (valid())
        ::close(number_);
}

void waiter::signal::operator()() const noexcept {
    std::uint64_t const one = 1;
    [[maybe_unused]] auto const written = ::write(event, &one, sizeof one);
}

waiter::waiter(time_point deadline, std::stop_token const& stop)
    : deadline_(deadline), stop_(stop) {
    if (!stop_.stop_possible())
        return;
    event_ = descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (event_.valid())
        on_stop_.emplace(stop_, signal{event_.number()});
}

waiter::outcome waiter::wait(int socket, readiness what, time_point deadline) {
    bool const coarse = stop_.stop_possible() && !event_.valid();
    while (true) {
        if (stop_.stop_requested())
            return outcome::canceled;
        auto const left = poll_timeout(deadline);
        auto const timeout = coarse && (left < 0 || left > coarse_wait) ? coarse_wait : left;
        std::array<pollfd, 2> polled{
            {{socket, poll_events(what), 0}, {event_.number(), POLLIN, 0}}};
        auto const ready = ::poll(polled.data(), event_.valid() ? 2 : 1, timeout);
        if (stop_.stop_requested())
            return outcome::canceled;
        auto const events = polled[0].revents;
        if (ready > 0 && events != 0) {
            if (what == readiness::write)
                return outcome::writable;
            return what == readiness::read || (events & ~POLLOUT) != 0 ? outcome::readable
                                                                       : outcome::writable;
        }
        if (ready == 0 && left >= 0 && clock::now() >= deadline)
            return outcome::timed_out;
    }
}

} // namespace skiff::http
