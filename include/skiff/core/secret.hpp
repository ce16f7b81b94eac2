// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/binary.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace skiff {

/// Overwrites all memory that the string owns, then clears it. The compiler cannot leave it out.
void wipe(std::string& text) noexcept;

namespace detail {

/// Bytes on the heap that are overwritten before their memory is given back. Never in the object
/// itself: what a move leaves behind is empty.
class secret_buffer {
  public:
    secret_buffer() noexcept = default;
    explicit secret_buffer(std::string_view bytes);
    secret_buffer(secret_buffer const& other) : secret_buffer(other.view()) {}
    secret_buffer(secret_buffer&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
    secret_buffer& operator=(secret_buffer const& other);
    secret_buffer& operator=(secret_buffer&& other) noexcept;
    ~secret_buffer() { clear(); }

    void clear() noexcept;
    [[nodiscard]] std::string_view view() const noexcept { return {data_, size_}; }
    /// Takes time by the lengths alone, not by what is equal.
    [[nodiscard]] static bool equal(std::string_view a, std::string_view b) noexcept;

  private:
    char* data_ = nullptr;
    std::size_t size_ = 0;
};

} // namespace detail

/// Text that must not be seen: a password, a token. Its memory is overwritten when it is destroyed,
/// assigned to or cleared; a moved-from one is empty. Does not print. What is made of a
/// `std::string` that is given away (`std::move`) overwrites that one as well; other sources remain
/// their owner's affair, and so does what the caller copies out of `view()`.
class secret_string {
  public:
    secret_string() noexcept = default;
    secret_string(std::string_view text) : bytes_(text) {}
    secret_string(char const* text) : bytes_(std::string_view(text)) {}
    secret_string(std::string const& text) : bytes_(std::string_view(text)) {}
    secret_string(std::string&& text) : bytes_(std::string_view(text)) { wipe(text); }

    /// Valid until the object changes.
    [[nodiscard]] std::string_view view() const noexcept { return bytes_.view(); }
    [[nodiscard]] bool empty() const noexcept { return view().empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return view().size(); }
    void clear() noexcept { bytes_.clear(); }

    /// In constant time for texts of one length.
    friend bool operator==(secret_string const& a, secret_string const& b) noexcept {
        return detail::secret_buffer::equal(a.view(), b.view());
    }
    template <class Stream>
    friend Stream& operator<<(Stream&, secret_string const&) = delete;

  private:
    detail::secret_buffer bytes_;
};

/// The same for bytes; travels as base64 in JSON, as `binary` does.
class secret_binary {
  public:
    secret_binary() noexcept = default;
    secret_binary(binary const& from) : bytes_(from.bytes) {}
    secret_binary(binary&& from) : bytes_(from.bytes) { wipe(from.bytes); }
    explicit secret_binary(std::span<std::byte const> bytes)
        : bytes_(std::string_view(reinterpret_cast<char const*>(bytes.data()), bytes.size())) {}

    /// Valid until the object changes.
    [[nodiscard]] std::span<std::byte const> view() const noexcept {
        return std::as_bytes(std::span(bytes_.view()));
    }
    /// The same as characters, as `binary` has them.
    [[nodiscard]] std::string_view bytes() const noexcept { return bytes_.view(); }
    [[nodiscard]] bool empty() const noexcept { return bytes().empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return bytes().size(); }
    void clear() noexcept { bytes_.clear(); }

    /// In constant time for values of one length.
    friend bool operator==(secret_binary const& a, secret_binary const& b) noexcept {
        return detail::secret_buffer::equal(a.bytes(), b.bytes());
    }
    template <class Stream>
    friend Stream& operator<<(Stream&, secret_binary const&) = delete;

  private:
    detail::secret_buffer bytes_;
};

} // namespace skiff
