// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/binary.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace skiff::local::secrets_manager {

/// What a version of a secret holds: text or bytes. The memory is overwritten when it ends.
class secret_value {
  public:
    enum class kind : unsigned char { text, binary };

    secret_value(kind what, std::string bytes) noexcept;
    secret_value(secret_value&& other) noexcept;
    secret_value& operator=(secret_value&&) = delete;
    ~secret_value();

    [[nodiscard]] kind what() const noexcept { return kind_; }
    [[nodiscard]] std::string_view bytes() const noexcept { return bytes_; }
    /// Takes as long for values that differ in their first byte as for equal ones.
    [[nodiscard]] bool equals(secret_value const& other) const noexcept;

    /// The one place that puts a value into an answer: SecretString or SecretBinary.
    template <class Answer>
    void write_to(Answer& out) const {
        if (kind_ == kind::text)
            out.secret_string = bytes_;
        else
            out.secret_binary = binary{bytes_};
    }

    /// The one place that takes a value out of a request; nothing when there is none. A request
    /// with both has been refused before.
    template <class Request>
    [[nodiscard]] static std::optional<secret_value> read_from(Request const& in) {
        if (in.secret_string)
            return secret_value(kind::text, std::string(*in.secret_string));
        if (in.secret_binary)
            return secret_value(kind::binary, in.secret_binary->bytes);
        return std::nullopt;
    }

  private:
    kind kind_;
    std::string bytes_;
};

} // namespace skiff::local::secrets_manager
