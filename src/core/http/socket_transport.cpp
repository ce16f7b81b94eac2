// SPDX-License-Identifier: Apache-2.0
#include <skiff/core/http/socket_transport.hpp>

#include "core/http/connect.hpp"
#include "core/http/exchange.hpp"
#include "core/http/idle_connections.hpp"
#include "core/http/request_head.hpp"
#include "core/http/stream.hpp"
#include "core/http/tls.hpp"
#include "core/http/wait.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace skiff::http {
namespace {

using clock = std::chrono::steady_clock;

/// A connection and the exchange that runs on it; waits with poll.
class connection {
  public:
    connection(origin peer, stream bytes) : peer_(std::move(peer)), bytes_(std::move(bytes)) {}

    [[nodiscard]] origin const& peer() const noexcept { return peer_; }
    [[nodiscard]] bool is_quiet() noexcept { return bytes_.is_quiet(); }
    /// The last one run, which knows what became of it.
    [[nodiscard]] exchange const& last() const noexcept { return exchange_; }

    using failure = std::optional<error>;

    /// Nothing to do without TLS.
    [[nodiscard]] failure handshake(waiter& wait, clock::time_point deadline);
    [[nodiscard]] result<response> run(request const& what, send_options const& options,
                                       waiter& wait);

  private:
    [[nodiscard]] failure send(waiter& wait);
    [[nodiscard]] failure receive(waiter& wait);
    /// What arrived is handed to the exchange.
    [[nodiscard]] io_result read();
    /// `ready` is set to what the socket is ready for.
    [[nodiscard]] failure wait_for(readiness what, waiter& wait, waiter::outcome& ready);

    origin peer_;
    stream bytes_;
    exchange exchange_;
};

connection::failure connection::handshake(waiter& wait, clock::time_point deadline) {
    while (peer_.tls) {
        auto const done = bytes_.tls().handshake();
        if (done.what == io_result::kind::moved)
            break;
        if (done.is_end())
            return bytes_.tls().handshake_failure(done);
        auto const what = done.what == io_result::kind::wants_read ? readiness::read
                                                                   : readiness::write;
        switch (wait.wait(bytes_.socket(), what, deadline)) {
        case waiter::outcome::timed_out:
            return make_error(errc::timed_out, url_of(peer_) + ": the TLS handshake did not end "
                                                               "within the connect timeout");
        case waiter::outcome::canceled:
            return make_error(errc::canceled, url_of(peer_) + ": canceled by the caller");
        default:
            break;
        }
    }
    return std::nullopt;
}

result<response> connection::run(request const& what, send_options const& options, waiter& wait) {
    exchange_.start(peer_, what, options.response_limit, options.sensitive);
    if (auto failed = send(wait))
        return std::move(*failed);
    if (auto failed = receive(wait))
        return std::move(*failed);
    return exchange_.take();
}

/// Until all is sent, the connection breaks (an answer may be there: a refusal of what was sent so
/// far), or an answer is complete before the request is.
connection::failure connection::send(waiter& wait) {
    while (!exchange_.all_sent() && !exchange_.over()) {
        auto const written = bytes_.write(exchange_.unsent());
        if (written.what == io_result::kind::moved) {
            exchange_.sent(written.size);
            continue;
        }
        if (written.what == io_result::kind::failed)
            exchange_.ended(written.what);
        if (written.is_end())
            return std::nullopt;
        if (written.what == io_result::kind::wants_write && peer_.tls)
            exchange_.began_sending();
        auto const what = written.what == io_result::kind::wants_read ? readiness::read
                                                                      : readiness::either;
        waiter::outcome ready{};
        if (auto failed = wait_for(what, wait, ready))
            return failed;
        if (ready == waiter::outcome::readable)
            static_cast<void>(read());
    }
    return std::nullopt;
}

/// An answer is never there at once, so this waits before it tries to read.
connection::failure connection::receive(waiter& wait) {
    auto what = readiness::read;
    bool at_once = bytes_.has_buffered();
    while (!exchange_.over()) {
        waiter::outcome ready{};
        if (auto failed = at_once ? std::nullopt : wait_for(what, wait, ready))
            return failed;
        auto const got = read();
        what = got.what == io_result::kind::wants_write ? readiness::write : readiness::read;
        at_once = got.what == io_result::kind::moved && bytes_.has_buffered();
    }
    return std::nullopt;
}

io_result connection::read() {
    auto const got = bytes_.read(exchange_.space());
    if (got.what == io_result::kind::moved)
        exchange_.received(got.size);
    else if (got.is_end())
        exchange_.ended(got.what);
    return got;
}

connection::failure connection::wait_for(readiness what, waiter& wait, waiter::outcome& ready) {
    ready = wait.wait(bytes_.socket(), what);
    switch (ready) {
    case waiter::outcome::timed_out:
        return exchange_.failure(errc::timed_out, exchange_.all_sent()
                                                      ? "no complete answer within the timeout"
                                                      : "the request could not be sent in time");
    case waiter::outcome::canceled:
        return exchange_.failure(errc::canceled, "canceled by the caller");
    default:
        return std::nullopt;
    }
}

class socket_transport final : public transport {
  public:
    explicit socket_transport(socket_transport_options options)
        : options_(std::move(options))
        , idle_(options_.max_idle_connections, options_.idle_timeout) {}

    result<response> send(origin const& to, request const& what,
                          send_options const& options) override;

  private:
    [[nodiscard]] std::unique_ptr<connection> take_idle(origin const& to);
    [[nodiscard]] result<std::unique_ptr<connection>> open(origin const& to, waiter& wait,
                                                           std::chrono::nanoseconds timeout);
    /// Made at the first use: reading the issuers takes time that plain HTTP need not spend.
    [[nodiscard]] result<std::shared_ptr<tls_context>> tls();
    [[nodiscard]] result<response> run_on(std::unique_ptr<connection>& on, request const& what,
                                          send_options const& options, waiter& wait);

    socket_transport_options options_;
    idle_connections<connection> idle_;
    std::mutex tls_mutex_;
    std::shared_ptr<tls_context> tls_;
};

result<response> socket_transport::send(origin const& to, request const& what,
                                        send_options const& options) {
    if (!can_be_sent(to, what))
        return make_error(errc::invalid_request, "the request's host, method, target or headers "
                                                 "cannot be sent as HTTP/1.1");
    if (options.stop.stop_requested())
        return make_error(errc::canceled, url_of(to) + ": canceled before anything was sent");
    if (clock::now() >= options.deadline)
        return make_error(errc::timed_out, url_of(to) + ": no time was left to send the request");
    waiter wait(options.deadline, options.stop);
    auto reached = progress::not_sent;
    if (auto reused = take_idle(to)) {
        auto answer = run_on(reused, what, options, wait);
        // The server closed the connection while it was idle and our request crossed that on its
        // way: RFC 9112, 9.3.1 allows to send again what was not processed. A server that reads a
        // request and ends without any answer looks the same; that is what the services' other
        // SDKs accept here for every method, and what their retries would do next.
        if (answer || !reused->last().ended_unanswered())
            return answer;
        reached = answer.error().reached;
        if (!options.may_resend && reached >= progress::sent)
            return answer;
    }
    auto fresh = open(to, wait, options.connect_timeout);
    auto answer = fresh ? run_on(*fresh, what, options, wait) : result<response>(fresh.error());
    if (answer)
        return answer;
    auto failed = answer.error();
    failed.reached = std::max(failed.reached, reached);
    return failed;
}

std::unique_ptr<connection> socket_transport::take_idle(origin const& to) {
    while (auto found = idle_.take(to, clock::now()))
        if (found->is_quiet())
            return found;
    return nullptr;
}

result<std::unique_ptr<connection>> socket_transport::open(origin const& to, waiter& wait,
                                                           std::chrono::nanoseconds timeout) {
    auto const now = clock::now();
    auto const deadline = timeout < wait.deadline() - now ? now + timeout : wait.deadline();
    std::shared_ptr<tls_context> context;
    if (to.tls) {
        auto found = tls();
        if (!found)
            return found.error();
        context = std::move(*found);
    }
    auto socket = connect(to, wait, deadline);
    if (!socket)
        return socket.error();
    auto session = context ? context->start(to, socket->number()) : tls_session();
    auto opened = std::make_unique<connection>(to, stream(std::move(*socket), std::move(session)));
    if (auto failed = opened->handshake(wait, deadline))
        return std::move(*failed);
    return opened;
}

result<std::shared_ptr<tls_context>> socket_transport::tls() {
    std::lock_guard const lock(tls_mutex_);
    if (tls_)
        return tls_;
    auto made = tls_context::make(options_.ca_file);
    if (made)
        tls_ = *made;
    return made;
}

result<response> socket_transport::run_on(std::unique_ptr<connection>& on, request const& what,
                                          send_options const& options, waiter& wait) {
    auto answer = on->run(what, options, wait);
    if (answer && on->last().keep_alive())
        idle_.put(std::move(on), clock::now());
    return answer;
}

} // namespace

std::shared_ptr<transport> make_socket_transport(socket_transport_options options) {
    return std::make_shared<socket_transport>(std::move(options));
}

} // namespace skiff::http
