// SPDX-License-Identifier: Apache-2.0
#include "lambda/shutdown.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <functional>
#include <thread>
#include <utility>

namespace skiff::lambda {

struct shutdown_watch::state {
    explicit state(std::stop_token also)
        : on_other(std::move(also), [this] { stop.request_stop(); }) {
        signals.async_wait([this](boost::system::error_code const& code, int) {
            if (!code)
                stop.request_stop();
        });
        thread = std::thread([this] { context.run(); });
    }

    std::stop_source stop{};
    boost::asio::io_context context{1};
    boost::asio::signal_set signals{context, SIGINT, SIGTERM};
    std::stop_callback<std::function<void()>> on_other;
    std::thread thread{};
};

shutdown_watch::shutdown_watch(std::stop_token also)
    : state_(std::make_unique<state>(std::move(also))) {}

shutdown_watch::~shutdown_watch() {
    state_->context.stop();
    state_->thread.join();
}

std::stop_source shutdown_watch::source() const {
    return state_->stop;
}

} // namespace skiff::lambda
