// SPDX-License-Identifier: Apache-2.0
#include "rest/session.hpp"

#include "rest/access_log.hpp"
#include "rest/response_head.hpp"

#include <boost/asio/error.hpp>

#include <sys/socket.h>

#include <algorithm>
#include <exception>
#include <utility>

namespace skiff::rest {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t input_size = 16u << 10;
/// A body up to here is copied behind its head, so that one buffer is sent.
constexpr std::size_t short_body = 16u << 10;
/// What may wait unparsed behind the head: a chunk's extensions and trailers.
constexpr std::size_t longest_chunk_head = 64u << 10;
/// How long the rest of what a refused client sends is read, so that it gets to see the answer.
constexpr std::chrono::seconds linger_time{2};
constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

std::string text_of(asio::ip::tcp::socket const& socket) {
    error_code code;
    auto const end = socket.remote_endpoint(code);
    if (code)
        return {};
    auto const address = end.address();
    auto text = address.to_string();
    if (address.is_v6())
        text = '[' + text + ']';
    return text + ':' + std::to_string(end.port());
}

/// True when what there is of a head can never become one: a line that does not end in CR LF, or
/// a first byte that begins no method (TLS, for example).
bool is_hopeless(std::string_view head) noexcept {
    for (auto at = head.find('\n'); at != head.npos; at = head.find('\n', at + 1))
        if (at == 0 || head[at - 1] != '\r')
            return true;
    return !head.empty() && (static_cast<unsigned char>(head.front()) <= ' ' ||
                             static_cast<unsigned char>(head.front()) >= 0x7F);
}

} // namespace

session::session(asio::ip::tcp::socket socket, serving& shared)
    : socket_(std::move(socket))
    , shared_(shared)
    , descriptor_(socket_.native_handle())
    , peer_(text_of(socket_))
    , deadline_(steady_time::max().time_since_epoch().count())
    , input_(input_size) {
    error_code ignored;
    socket_.non_blocking(true, ignored);
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    shared_.sessions.add(*this);
}

session::~session() {
    shared_.sessions.remove(*this);
}

void session::start() {
    read_more();
}

void session::start_refusing(refusal const& why) {
    refusal_ = why;
    answer_refusal();
    if (write())
        (void)after_write();
}

void session::enter(phase next, std::chrono::nanoseconds time_limit) noexcept {
    auto const deadline = time_limit == time_limit.max()
                              ? steady_time::max()
                              : std::chrono::steady_clock::now() + time_limit;
    deadline_.store(deadline.time_since_epoch().count(), std::memory_order_relaxed);
    phase_.store(next);
}

void session::shut_down(int how) const noexcept {
    ::shutdown(descriptor_, how);
}

void session::end_if_late(steady_time now) noexcept {
    if (now.time_since_epoch().count() < deadline_.load(std::memory_order_relaxed))
        return;
    switch (phase_.load()) {
    case phase::idle:
    case phase::reading:
        late_.store(true);
        shut_down(SHUT_RD); // what has arrived can still be read
        break;
    case phase::writing:
    case phase::lingering:
        shut_down(SHUT_RDWR);
        break;
    case phase::handling:
        break;
    }
}

void session::end_if_idle() noexcept {
    auto const now = phase_.load();
    if (now == phase::idle || now == phase::lingering)
        shut_down(SHUT_RD);
}

void session::end() noexcept {
    shut_down(SHUT_RDWR);
}

/// Answers what has arrived whole, then waits for more.
void session::proceed() {
    for (;;) {
        switch (take_request()) {
        case taken::part:
            return read_more();
        case taken::all:
            answer_request();
            break;
        case taken::refused:
            answer_refusal();
            break;
        }
        if (answer_.status == 0 || !write() || !after_write())
            return;
    }
}

session::taken session::refuse(refusal const& why) {
    refusal_ = why;
    return taken::refused;
}

session::taken session::begin_request() {
    while (!input_.empty() && (input_.view().front() == '\r' || input_.view().front() == '\n'))
        input_.consume(1); // some clients send an empty line behind a body (RFC 9112, 2.2)
    auto const bytes = input_.view();
    auto const end = bytes.find("\r\n\r\n", scanned_ < 3 ? 0 : scanned_ - 3);
    auto const size = end == bytes.npos ? bytes.size() : end + 4;
    if (size > shared_.options.header_limit) {
        if (bytes.substr(0, shared_.options.header_limit).find('\n') == bytes.npos)
            return refuse({414, "The request target is too long."});
        return refuse({431, "The headers are too large."});
    }
    if (end == bytes.npos) {
        scanned_ = size;
        if (is_hopeless(bytes))
            return refuse({400, "The request is not valid HTTP."});
        return taken::part;
    }
    scanned_ = 0;
    request_.headers.clear();
    request_.trailers.clear();
    request_.body.clear();
    request_.path_parameters.clear();
    request_.headers.reserve(
        static_cast<std::size_t>(std::count(bytes.begin(), bytes.begin() + end, '\n')), size);
    parser_.emplace(request_, shared_.options.body_limit);
    return taken::all;
}

session::taken session::take_request() {
    bool const begins = !parser_;
    if (begins)
        if (auto const head = begin_request(); head != taken::all)
            return head;
    input_.consume(parser_->put(input_.view()));
    if (auto const& why = parser_->refused(); why.status != 0)
        return refuse(why);
    if (parser_->complete())
        return taken::all;
    if (input_.view().size() > longest_chunk_head)
        return refuse({400, "The body is not chunked correctly."});
    if (begins && input_.empty() && parser_->waits_to_continue())
        tell_to_continue();
    return taken::part;
}

void session::tell_to_continue() {
    error_code ignored; // a client that does not hear it sends the body after a while
    socket_.send(asio::buffer(continue_line.data(), continue_line.size()), 0, ignored);
}

void session::read_more() {
    auto const& options = shared_.options;
    if (!parser_ && input_.empty()) {
        enter(phase::idle, first_ ? options.read_timeout : options.idle_timeout);
        if (shared_.stopping.load())
            return;
    } else if (phase_.load() != phase::reading) {
        enter(phase::reading, options.read_timeout);
    }
    auto const room = input_.prepare();
    socket_.async_read_some(asio::buffer(room.data(), room.size()),
                            [self = shared_from_this()](error_code code, std::size_t size) {
                                self->on_read(code, size);
                            });
}

void session::on_read(error_code code, std::size_t size) {
    if (!code) {
        input_.commit(size);
        return proceed();
    }
    if (late_.load() && (parser_ || !input_.empty()))
        start_refusing({408, "The request took too long to arrive."});
}

http::response session::call_handler() {
    std::string what = "not a std::exception";
    try {
        return shared_.handler(std::move(request_));
    } catch (std::exception const& e) {
        what = e.what();
    } catch (...) {
    }
    log_to_stderr(
        to_line(exception_entry{.id = id_, .method = method_, .path = path_, .what = what}));
    return response::error(500, "An internal error occurred.");
}

void session::answer_request() {
    enter(phase::handling, std::chrono::nanoseconds::max());
    began_ = std::chrono::steady_clock::now();
    if (shared_.options.request_ids) {
        auto const given = request_.header("X-Request-Id");
        id_ = is_usable_request_id(given) ? std::string(given) : shared_.ids.next();
        request_.id = id_;
    }
    request_.peer = peer_;
    method_ = request_.method;
    path_ = request_.path();
    bool const to_head = request_.method == "HEAD";
    bool const keep = parser_->keeps_alive();
    answer_ = call_handler();
    if (answer_.status != 0 && (answer_.status < 200 || answer_.status > 999))
        answer_ = response::error(500, "An internal error occurred.");
    close_ = !keep || shared_.stopping.load() || answer_.headers.has_token("Connection", "close");
    prepare_answer(to_head, keep && parser_->is_http_1_0());
    parser_.reset();
}

void session::answer_refusal() {
    began_ = std::chrono::steady_clock::now();
    bool const known = parser_ && parser_->has_head();
    method_ = known ? request_.method : std::string();
    path_ = known ? request_.path() : std::string_view();
    id_ = shared_.options.request_ids ? shared_.ids.next() : std::string();
    answer_ = response::error(refusal_.status, refusal_.reason);
    if (refusal_.status == 503)
        answer_.headers.add("Retry-After", "1");
    close_ = true;
    linger_ = true;
    prepare_answer(method_ == "HEAD", false);
}

void session::prepare_answer(bool to_head, bool keep_alive_1_0) {
    head_.clear();
    append_head(head_, answer_,
                {.now = std::chrono::system_clock::now(),
                 .request_id = id_,
                 .to_head = to_head,
                 .close = close_,
                 .keep_alive_1_0 = keep_alive_1_0});
    body_ = has_body(answer_, to_head) ? std::string_view(answer_.body) : std::string_view();
    if (body_.size() <= short_body) {
        head_ += body_;
        body_ = {};
    }
    sent_ = 0;
}

std::array<asio::const_buffer, 2> session::unsent() const {
    asio::const_buffer const head = asio::buffer(head_);
    asio::const_buffer const body = asio::buffer(body_.data(), body_.size());
    return {head + sent_, body + (sent_ - std::min(sent_, head_.size()))};
}

bool session::write() {
    auto const size = head_.size() + body_.size();
    while (sent_ != size) {
        error_code code;
        sent_ += socket_.send(unsent(), 0, code);
        if (code == asio::error::would_block) {
            if (phase_.load() != phase::writing)
                enter(phase::writing, shared_.options.write_timeout);
            socket_.async_wait(
                asio::ip::tcp::socket::wait_write,
                [self = shared_from_this()](error_code waited) { self->on_writable(waited); });
            return false;
        }
        if (code)
            return false;
    }
    return true;
}

void session::on_writable(error_code code) {
    if (!code && write() && after_write())
        proceed();
}

bool session::after_write() {
    first_ = false;
    if (shared_.options.access_log)
        log();
    if (!close_)
        return true;
    if (linger_ || !input_.empty())
        linger();
    return false;
}

void session::log() const {
    auto const took = std::chrono::steady_clock::now() - began_;
    shared_.options.access_log(to_line(access_entry{.time = std::chrono::system_clock::now() - took,
                                                    .id = id_,
                                                    .method = method_,
                                                    .path = path_,
                                                    .status = answer_.status,
                                                    .bytes = answer_.body.size(),
                                                    .duration = took,
                                                    .peer = peer_}));
}

/// Closing with unread input would reset the connection and could take the answer with it.
void session::linger() {
    error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    enter(phase::lingering, linger_time);
    on_lingering_read({}, input_.view().size());
}

void session::on_lingering_read(error_code code, std::size_t) {
    if (code || shared_.stopping.load())
        return;
    input_.consume(input_.view().size());
    auto const room = input_.prepare();
    socket_.async_read_some(asio::buffer(room.data(), room.size()),
                            [self = shared_from_this()](error_code read, std::size_t size) {
                                self->on_lingering_read(read, size);
                            });
}

} // namespace skiff::rest
