// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/secret.hpp>

#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace skiff::local::secrets_manager {

/// What a version of a secret holds: text or bytes.
class secret_value {
  public:
    enum class kind : unsigned char { text, binary };

    secret_value(kind what, secret_string bytes) noexcept : kind_(what), bytes_(std::move(bytes)) {}

    [[nodiscard]] kind what() const noexcept { return kind_; }
    [[nodiscard]] std::string_view bytes() const noexcept { return bytes_.view(); }

    /// Takes as long for values that differ in their first byte as for equal ones.
    friend bool operator==(secret_value const& a, secret_value const& b) noexcept {
        return a.kind_ == b.kind_ && a.bytes_ == b.bytes_;
    }

    /// The one place that puts a value into an answer: SecretString or SecretBinary.
    template <class Answer>
    void write_to(Answer& out) const {
        if (kind_ == kind::text)
            out.secret_string = bytes_;
        else
            out.secret_binary = secret_binary(std::as_bytes(std::span(bytes())));
    }

    /// The one place that takes a value out of a request; nothing when there is none. A request
    /// with both has been refused before.
    template <class Request>
    [[nodiscard]] static std::optional<secret_value> read_from(Request const& in) {
        if (in.secret_string)
            return secret_value(kind::text, *in.secret_string);
        if (in.secret_binary)
            return secret_value(kind::binary, in.secret_binary->bytes());
        return std::nullopt;
    }

  private:
    kind kind_;
    secret_string bytes_;
};

} // namespace skiff::local::secrets_manager
