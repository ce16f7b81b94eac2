// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

namespace skiff {

/// An optional value on the heap: what `std::optional` is to other members, for a member whose type
/// contains the type that it is a member of. A value all the same: copies are deep, and `const`
/// reaches what is inside. `T` may be incomplete until a member function is used.
template <class T>
class boxed {
  public:
    using value_type = T;

    boxed() noexcept = default;
    boxed(T const& value) : held_(std::make_unique<T>(value)) {}
    boxed(T&& value) : held_(std::make_unique<T>(std::move(value))) {}
    boxed(boxed const& other) : held_(other.held_ ? std::make_unique<T>(*other.held_) : nullptr) {}
    boxed(boxed&& other) noexcept = default;
    boxed& operator=(boxed const& other) {
        if (this != &other)
            *this = boxed(other);
        return *this;
    }
    boxed& operator=(boxed&& other) noexcept = default;
    ~boxed() = default;

    [[nodiscard]] bool has_value() const noexcept { return held_ != nullptr; }
    [[nodiscard]] explicit operator bool() const noexcept { return has_value(); }
    /// Only when there is a value.
    [[nodiscard]] T& operator*() noexcept { return *held_; }
    [[nodiscard]] T const& operator*() const noexcept { return *held_; }
    [[nodiscard]] T* operator->() noexcept { return held_.get(); }
    [[nodiscard]] T const* operator->() const noexcept { return held_.get(); }

    template <class... Arguments>
    T& emplace(Arguments&&... arguments) {
        held_.reset(new T{std::forward<Arguments>(arguments)...});
        return *held_;
    }
    void reset() noexcept { held_.reset(); }

    friend bool operator==(boxed const& a, boxed const& b) {
        return a.has_value() == b.has_value() && (!a.has_value() || *a == *b);
    }

  private:
    std::unique_ptr<T> held_;
};

} // namespace skiff
