// SPDX-License-Identifier: Apache-2.0
#include <skiff/rest/server.hpp>

#include <skiff/lambda/runtime.hpp>
#include <skiff/rest/lambda.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <cstdio>
#include <utility>

namespace skiff::rest {
namespace {

int serve(server& what, server_options const& options) {
    boost::asio::io_context context(1);
    {
        // Before the first thread, so that no signal is missed; gone before the server stops, so
        // that a second one ends the program at once.
        boost::asio::signal_set signals(context, SIGINT, SIGTERM);
        if (auto const started = what.start(); !started) {
            std::fprintf(stderr, "%s\n", started.error().message.c_str());
            return 1;
        }
        if (options.on_listening) {
            options.on_listening(what.url());
        } else {
            std::printf("Listening on %s\n", what.url().c_str());
            std::fflush(stdout);
        }
        signals.async_wait([](boost::system::error_code, int) {});
        context.run();
    }
    what.stop();
    return 0;
}

void set_log(server_options& options) {
    if (options.log_requests && !options.access_log)
        options.access_log = log_to_stderr;
}

/// As a Lambda function: what of the options is not about sockets still holds.
template <class App>
int serve_invocations(App&& app, server_options const& options) {
    lambda_options for_events{.request_ids = options.request_ids};
    if (options.log_requests)
        for_events.access_log = options.access_log;
    return lambda::run(lambda_handler(std::forward<App>(app), std::move(for_events)));
}

} // namespace

int run(router const& app, server_options options) {
    set_log(options);
    if (lambda::in_lambda())
        return serve_invocations(app, options);
    server what(app, options);
    return serve(what, options);
}

int run(server_handler handler, server_options options) {
    set_log(options);
    if (lambda::in_lambda())
        return serve_invocations(std::move(handler), options);
    server what(std::move(handler), options);
    return serve(what, options);
}

} // namespace skiff::rest
