// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/protocol/shape.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace skiff::protocol {

/// Where a decoder is: a chain of frames on the stack, read only when something is wrong.
struct decode_frame {
    decode_frame const* up = nullptr;
    std::string_view name{}; ///< Member or map key; empty for a list's element.
    std::size_t index = 0;
};

/// "Item.tags[3].name"
[[nodiscard]] std::string path_of(decode_frame const* at);
/// As the services' own validation spells it: "item.tags.4.member.name", first letters small.
[[nodiscard]] std::string validation_path_of(decode_frame const* at);

/// Gathers what is wrong with a message.
class decode_problems {
  public:
    /// Required members that are missing count when a service reads a request, not when a client
    /// reads an answer.
    /// `quotes`: messages may hold values, which is not so where some are secret.
    explicit decode_problems(bool check_required, bool quotes = true)
        : check_required_(check_required), quotes_(quotes) {}

    /// Keeps the first one. Returns false for the caller to return.
    bool fail(std::string message);
    /// The form is right, the value is not acceptable.
    bool refuse(std::string message);
    void missing(member const& which, decode_frame const* owner);

    [[nodiscard]] bool check_required() const noexcept { return check_required_; }
    [[nodiscard]] bool quotes() const noexcept { return quotes_; }
    /// ", got 'x'" of a value that does not fit; nothing where values are not told.
    [[nodiscard]] std::string got(std::string_view value) const;
    [[nodiscard]] bool any() const noexcept { return !message_.empty() || missing_count_ != 0; }
    [[nodiscard]] bool invalid_value() const noexcept { return message_.empty() || refused_; }
    /// Missing members in the services' words.
    [[nodiscard]] std::string text() const;

  private:
    bool check_required_;
    bool quotes_;
    bool refused_ = false;
    std::string message_;
    std::string missing_;
    std::size_t missing_count_ = 0;
};

} // namespace skiff::protocol
