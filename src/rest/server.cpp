// SPDX-License-Identifier: Apache-2.0
#include <skiff/rest/server.hpp>

#include "rest/serving.hpp"
#include "rest/session.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace skiff::rest {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::milliseconds accept_pause{100}; ///< After running out of descriptors.

unsigned thread_count(server_options const& options) {
    return options.threads != 0 ? options.threads
                                : std::max(4u, std::thread::hardware_concurrency());
}

/// How often late sessions are looked for.
std::chrono::milliseconds sweep_interval(server_options const& options) {
    auto const shortest = std::min(
        {options.read_timeout, options.write_timeout, options.idle_timeout});
    return std::clamp<std::chrono::milliseconds>(shortest / 4, std::chrono::milliseconds(10),
                                                 std::chrono::milliseconds(1000));
}

std::string authority(std::string const& host, std::uint16_t port) {
    auto const name = host.find(':') == host.npos ? host : '[' + host + ']';
    return name + ':' + std::to_string(port);
}

} // namespace

class server::implementation {
  public:
    implementation(server_handler handler, server_options options)
        : shared_{std::move(handler), std::move(options)}
        , context_(static_cast<int>(thread_count(shared_.options)))
        , acceptor_(asio::make_strand(context_))
        , sweeper_(acceptor_.get_executor())
        , accept_pause_(acceptor_.get_executor()) {
        if (!shared_.options.log_requests)
            shared_.options.access_log = nullptr;
    }

    result<void> start();
    void stop();
    void wait();
    [[nodiscard]] std::uint16_t port() const noexcept { return port_.load(); }
    [[nodiscard]] std::string url() const;

  private:
    enum class stage : unsigned char { fresh, running, stopping, stopped };

    [[nodiscard]] error_code listen();
    void accept();
    void on_accept(error_code code, tcp::socket socket);
    void sweep();
    void work();

    serving shared_; // outlives the context and with it the sessions
    asio::io_context context_;
    tcp::acceptor acceptor_; // on a strand, with the timers
    asio::steady_timer sweeper_;
    asio::steady_timer accept_pause_;
    std::atomic<std::uint16_t> port_ = 0;

    std::mutex mutex_;
    std::condition_variable stopped_;
    stage stage_ = stage::fresh;
    std::vector<std::thread> threads_;
};

error_code server::implementation::listen() {
    error_code code;
    auto const& options = shared_.options;
    auto const host = options.address == "localhost" ? "127.0.0.1" : options.address;
    auto const address = asio::ip::make_address(host, code);
    if (code)
        return code;
    tcp::endpoint const end(address, options.port);
    acceptor_.open(end.protocol(), code);
    if (!code)
        acceptor_.set_option(tcp::acceptor::reuse_address(true), code);
    if (!code)
        acceptor_.bind(end, code);
    if (!code)
        acceptor_.listen(asio::socket_base::max_listen_connections, code);
    if (!code)
        port_ = acceptor_.local_endpoint(code).port();
    if (code) {
        error_code ignored;
        acceptor_.close(ignored);
    }
    return code;
}

result<void> server::implementation::start() {
    std::lock_guard const lock(mutex_);
    if (stage_ != stage::fresh)
        return make_error(errc::invalid_configuration, "the server was started before");
    if (auto const code = listen())
        return make_error(errc::invalid_configuration,
                          "cannot listen on " +
                              authority(shared_.options.address, shared_.options.port) + ": " +
                              code.message());
    stage_ = stage::running;
    accept();
    sweep();
    for (unsigned i = 0; i != thread_count(shared_.options); ++i)
        threads_.emplace_back([this] { work(); });
    return {};
}

void server::implementation::work() {
    for (;;) {
        try {
            context_.run();
            return;
        } catch (std::exception const& e) {
            log_to_stderr(e.what()); // that session is lost, the others go on
        } catch (...) {
            log_to_stderr("an exception of no known type");
        }
    }
}

void server::implementation::accept() {
    acceptor_.async_accept(context_, [this](error_code code, tcp::socket socket) {
        on_accept(code, std::move(socket));
    });
}

void server::implementation::on_accept(error_code code, tcp::socket socket) {
    if (shared_.stopping.load())
        return;
    if (code) {
        accept_pause_.expires_after(accept_pause);
        accept_pause_.async_wait([this](error_code waited) {
            if (!waited && !shared_.stopping.load())
                accept();
        });
        return;
    }
    accept(); // first: what goes wrong with this connection must not keep others out
    auto const living = shared_.sessions.size();
    auto const most = shared_.options.max_connections;
    if (living < most)
        std::make_shared<session>(std::move(socket), shared_)->start();
    else if (living < most + most / 4 + 1)
        std::make_shared<session>(std::move(socket), shared_)
            ->start_refusing({503, "Too many connections. Try again soon."});
}

void server::implementation::sweep() {
    sweeper_.expires_after(sweep_interval(shared_.options));
    sweeper_.async_wait([this](error_code code) {
        if (code || shared_.stopping.load())
            return;
        auto const now = std::chrono::steady_clock::now();
        shared_.sessions.for_each([now](session& s) { s.end_if_late(now); });
        sweep();
    });
}

void server::implementation::stop() {
    {
        std::unique_lock lock(mutex_);
        if (stage_ == stage::fresh)
            stage_ = stage::stopped;
        if (stage_ != stage::running) {
            stopped_.wait(lock, [this] { return stage_ == stage::stopped; });
            return;
        }
        stage_ = stage::stopping;
    }
    auto const deadline = std::chrono::steady_clock::now() + shared_.options.stop_grace;
    shared_.stopping = true;
    asio::post(acceptor_.get_executor(), [this] {
        error_code ignored;
        acceptor_.close(ignored);
        sweeper_.cancel();
        accept_pause_.cancel();
    });
    shared_.sessions.for_each([](session& s) { s.end_if_idle(); });
    if (!shared_.sessions.wait_until_empty(deadline)) {
        shared_.sessions.for_each([](session& s) { s.end(); });
        shared_.sessions.wait_until_empty();
    }
    for (auto& thread : threads_)
        thread.join();
    std::lock_guard const lock(mutex_);
    stage_ = stage::stopped;
    stopped_.notify_all();
}

void server::implementation::wait() {
    std::unique_lock lock(mutex_);
    stopped_.wait(lock, [this] { return stage_ == stage::fresh || stage_ == stage::stopped; });
}

std::string server::implementation::url() const {
    auto const& address = shared_.options.address;
    bool const everywhere = address == "0.0.0.0" || address == "::";
    return "http://" + authority(everywhere ? "localhost" : address, port());
}

server::server(server_handler handler, server_options options)
    : implementation_(std::make_unique<implementation>(std::move(handler), std::move(options))) {}

server::server(router const& app, server_options options)
    : server([&app](request&& in) { return app.handle(std::move(in)); }, std::move(options)) {}

server::server(server&&) noexcept = default;

server& server::operator=(server&& other) noexcept {
    if (implementation_)
        implementation_->stop();
    implementation_ = std::move(other.implementation_);
    return *this;
}

server::~server() {
    if (implementation_)
        implementation_->stop();
}

result<void> server::start() {
    return implementation_->start();
}
std::uint16_t server::port() const noexcept {
    return implementation_->port();
}
std::string server::url() const {
    return implementation_->url();
}
void server::stop() {
    implementation_->stop();
}
void server::wait() {
    implementation_->wait();
}

} // namespace skiff::rest
