// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skiff::protocol {

/// Appends `text` percent-encoded: all but A-Z a-z 0-9 - . _ ~, a space as %20.
void append_encoded(std::string& out, std::string_view text);

/// The other way, a plus is a plus. False for a percent sign that no two hexadecimal digits follow.
[[nodiscard]] bool decode_percent(std::string_view text, std::string& out);

/// The names and values of an application/x-www-form-urlencoded text, sorted by name.
class form {
  public:
    /// More pairs than any operation has: refused.
    static constexpr std::size_t most_pairs = 20'000;
    using pair = std::pair<std::string, std::string>;

    /// False when the text is malformed: a bad escape, bytes that are not UTF-8, too many pairs.
    /// `why` says which. Of pairs of the same name the first counts.
    [[nodiscard]] bool parse(std::string_view text, std::string& why);

    /// Null when there is no such name.
    [[nodiscard]] std::string const* find(std::string_view name) const noexcept;
    /// All pairs of this name, in their order.
    [[nodiscard]] std::span<pair const> all(std::string_view name) const noexcept;
    [[nodiscard]] std::span<pair const> all() const noexcept { return pairs_; }
    /// Overwrites the values and forgets them.
    void wipe() noexcept;
    /// True when a name begins with `prefix`.
    [[nodiscard]] bool has_prefix(std::string_view prefix) const noexcept;
    /// The numbers that follow `prefix` in names, up to their end or a dot, each once, ascending.
    /// Numbers need not be without gaps: their size costs nothing.
    [[nodiscard]] std::vector<std::uint32_t> numbers(std::string_view prefix) const;

  private:
    [[nodiscard]] std::vector<pair>::const_iterator first_from(
        std::string_view name) const noexcept;

    std::vector<pair> pairs_;
};

} // namespace skiff::protocol
