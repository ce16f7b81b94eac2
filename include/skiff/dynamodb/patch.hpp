// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <utility>

namespace skiff::dynamodb {

/// What a change does to one member: keep it, set it or remove it. Says what an optional cannot:
/// "not mentioned" and "take it away" are different things.
template <class T>
class patch {
  public:
    using value_type = T;

    patch() = default;                                               ///< Keep.
    patch(T value) : state_(state::set), value_(std::move(value)) {} ///< Set.
    patch(std::nullopt_t) : state_(state::remove) {}                 ///< Remove.

    [[nodiscard]] bool keeps() const noexcept { return state_ == state::keep; }
    [[nodiscard]] bool sets() const noexcept { return state_ == state::set; }
    [[nodiscard]] bool removes() const noexcept { return state_ == state::remove; }
    /// Only when sets().
    [[nodiscard]] T const& value() const noexcept { return value_; }

    friend bool operator==(patch const&, patch const&) = default;

  private:
    enum class state : unsigned char { keep, set, remove };
    state state_ = state::keep;
    T value_{};
};

} // namespace skiff::dynamodb
