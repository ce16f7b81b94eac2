// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::http {

/// Header fields in the order they were added, kept as they stand on the wire ("name: value\r\n")
/// so that sending them is one copy and receiving them one more. Names compare without case.
class fields {
  public:
    struct field {
        std::string_view name;
        std::string_view value;
    };

    /// Appends a field; another one of the same name stays. Values with CR, LF or NUL and names
    /// that are not RFC 9110 tokens are refused: returns false and changes nothing.
    bool add(std::string_view name, std::string_view value);
    /// Gives the first field of this name this value where it stands and removes the others of the
    /// name; adds a field when there is none. Refuses what `add` refuses.
    bool set(std::string_view name, std::string_view value);
    void erase(std::string_view name);
    void clear() noexcept;
    void reserve(std::size_t count, std::size_t bytes);

    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
    [[nodiscard]] field operator[](std::size_t index) const noexcept;
    /// The first field of this name.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const noexcept;
    /// True when a comma-separated field of this name has `token` among its values, without case.
    [[nodiscard]] bool has_token(std::string_view name, std::string_view token) const noexcept;

    /// All fields as on the wire, each line ended by CR LF.
    [[nodiscard]] std::string_view wire() const noexcept { return text_; }

  private:
    struct entry {
        std::uint32_t begin;
        std::uint32_t name_size;
        std::uint32_t value_size;
    };

    /// The next field of this name at `from` or after it; `size()` when there is none.
    [[nodiscard]] std::size_t index_of(std::string_view name, std::size_t from) const noexcept;
    void erase_from(std::string_view name, std::size_t from);
    /// Moves the lines at `from` and after; the distance wraps around, so that it may be negative.
    void shift(std::size_t from, std::uint32_t by) noexcept;

    std::string text_;
    std::vector<entry> entries_;
};

/// ASCII only, as HTTP wants it.
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;

} // namespace skiff::http
