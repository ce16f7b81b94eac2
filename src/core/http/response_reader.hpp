// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/http/message.hpp>

#include <cstddef>
#include <memory>
#include <span>

namespace skiff::http {

/// Turns received bytes into one answer; knows no socket. Used again and again on a connection, so
/// that its buffer is allocated once.
class response_reader {
  public:
    enum class state : unsigned char {
        reading,
        done,
        truncated, ///< The connection ended inside the answer, or before it.
        malformed,
        too_large,
    };

    response_reader();
    ~response_reader();
    response_reader(response_reader const&) = delete;
    response_reader& operator=(response_reader const&) = delete;

    /// Prepares for one answer. `limit` counts the bytes of header fields and body; `to_head`: the
    /// request was HEAD, so no body follows whatever the length says. `sensitive`: `take`
    /// overwrites what of the answer is left in the buffer.
    void start(std::size_t limit, bool to_head, bool sensitive = false);

    /// Where the next bytes are to be put. Never empty while reading.
    [[nodiscard]] std::span<char> space() noexcept;
    /// Takes over the first `size` bytes of `space()`.
    state received(std::size_t size);
    /// The connection ended.
    state ended();

    /// Any byte arrived.
    [[nodiscard]] bool begun() const noexcept;
    /// Valid when done: whether the connection may carry another request.
    [[nodiscard]] bool keep_alive() const noexcept;
    /// Valid once when done.
    [[nodiscard]] response take() noexcept;

  private:
    struct parser;
    std::unique_ptr<parser> parser_;
};

} // namespace skiff::http
