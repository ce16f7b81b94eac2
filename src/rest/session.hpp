// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rest/input_buffer.hpp"
#include "rest/request_parser.hpp"
#include "rest/serving.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace skiff::rest {

/// One connection. At most one operation of it is pending, so that its own functions never run at
/// once; what other threads may call says so. It lives as long as an operation is pending, and its
/// socket stays open as long as it lives.
class session : public std::enable_shared_from_this<session> {
  public:
    using steady_time = std::chrono::steady_clock::time_point;

    session(boost::asio::ip::tcp::socket socket, serving& shared);
    ~session();

    void start();
    /// Gives one answer of the server's own and ends.
    void start_refusing(refusal const& why);

    /// For other threads, within session_registry::for_each.
    void end_if_late(steady_time now) noexcept;
    void end_if_idle() noexcept;
    void end() noexcept;

  private:
    enum class phase : unsigned char { idle, reading, handling, writing, lingering };
    enum class taken : unsigned char { part, all, refused };

    void proceed();
    [[nodiscard]] taken take_request();
    [[nodiscard]] taken begin_request();
    [[nodiscard]] taken refuse(refusal const& why);
    void tell_to_continue();
    void read_more();
    void on_read(boost::system::error_code code, std::size_t size);

    void answer_request();
    [[nodiscard]] http::response call_handler();
    void answer_refusal();
    void prepare_answer(bool to_head, bool keep_alive_1_0);

    /// True when everything is sent; false: goes on later, or the connection is lost.
    [[nodiscard]] bool write();
    void on_writable(boost::system::error_code code);
    /// True when the connection is kept.
    [[nodiscard]] bool after_write();
    [[nodiscard]] std::array<boost::asio::const_buffer, 2> unsent() const;
    void log() const;
    void linger();
    void on_lingering_read(boost::system::error_code code, std::size_t size);

    void enter(phase next, std::chrono::nanoseconds time_limit) noexcept;
    void shut_down(int how) const noexcept;

    boost::asio::ip::tcp::socket socket_;
    serving& shared_;
    int const descriptor_;
    std::string const peer_;

    std::atomic<phase> phase_ = phase::idle;
    std::atomic<steady_time::rep> deadline_;
    std::atomic<bool> late_ = false;
    bool first_ = true; ///< No request was answered yet.

    input_buffer input_;
    std::size_t scanned_ = 0; ///< So many bytes of input_ hold no end of a head.
    request request_;
    std::optional<request_parser> parser_;
    refusal refusal_;

    http::response answer_;
    std::string head_; ///< And a short body.
    std::string_view body_;
    std::size_t sent_ = 0;
    bool close_ = false;
    bool linger_ = false;

    // For the log: the handler may have taken the request itself.
    steady_time began_{};
    std::string id_;
    std::string method_;
    std::string path_;
};

} // namespace skiff::rest
