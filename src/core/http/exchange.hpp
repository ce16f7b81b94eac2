// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/http/io_result.hpp"
#include "core/http/response_reader.hpp"

#include <skiff/core/http/transport.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace skiff::http {

/// "https://host:port", the port only when it is not the scheme's own: for messages.
[[nodiscard]] std::string url_of(origin const& to);

/// One request and its answer, without I/O: says which bytes to send and where to put the received
/// ones, and knows what a failure at any point means. Whoever does the I/O drives it, blocking or
/// not. Belongs to a connection and is started anew for each request, so that its buffers are
/// allocated once.
class exchange {
  public:
    /// `to` and `what` outlive the exchange; the request can be sent.
    void start(origin const& to, request const& what, std::size_t response_limit,
               bool sensitive = false);

    /// The rest of head and body. Both empty: all is sent.
    [[nodiscard]] std::array<std::string_view, 2> unsent() const noexcept;
    [[nodiscard]] bool all_sent() const noexcept { return sent_ == head_.size() + body_.size(); }
    void sent(std::size_t size) noexcept { sent_ += size; }
    /// A part of the next bytes left, encrypted, without completing a record.
    void began_sending() noexcept { began_ = true; }

    [[nodiscard]] std::span<char> space() noexcept { return reader_.space(); }
    void received(std::size_t size) { state_ = reader_.received(size); }
    /// The connection is gone; `how` is one of io_result's ends.
    void ended(io_result::kind how);

    /// The answer is complete, or cannot become so.
    [[nodiscard]] bool over() const noexcept { return state_ != response_reader::state::reading; }
    /// Once, when over.
    [[nodiscard]] result<response> take();
    /// When over: the connection may carry another request.
    [[nodiscard]] bool keep_alive() const noexcept;
    /// The peer ended the connection and no byte of an answer had arrived.
    [[nodiscard]] bool ended_unanswered() const noexcept {
        return ended_by_peer_ && !reader_.begun();
    }

    [[nodiscard]] progress reached() const noexcept;
    /// An error that knows how far the request got; the message begins with the origin.
    [[nodiscard]] error failure(errc code, std::string_view text) const;

  private:
    origin const* to_ = nullptr;
    std::string head_;
    std::string_view body_;
    std::size_t sent_ = 0;
    bool began_ = false;
    bool ended_ = false;
    bool ended_by_peer_ = false;
    response_reader reader_;
    response_reader::state state_ = response_reader::state::reading;
};

} // namespace skiff::http
