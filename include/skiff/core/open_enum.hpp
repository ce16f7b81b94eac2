// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace skiff {

/// The wire names of an enumeration, in the order of its enumerators from 0. Generated headers
/// specialise it next to each enumeration.
template <class Enum>
struct enum_names; // static std::span<std::string_view const> values() noexcept;

/// One of the values of `Enum`, or a value that a newer service sends and this version does not
/// know: its text is kept, nothing is lost. Converts from `Enum` and compares with it.
///
///     if (table.table_status == table_status::active) ...
template <class Enum>
class open_enum {
  public:
    constexpr open_enum() noexcept = default;
    constexpr open_enum(Enum value) noexcept : index_(static_cast<int>(value)) {}
    /// From the wire name.
    explicit open_enum(std::string_view text) {
        auto const names = enum_names<Enum>::values();
        index_ = -1;
        for (std::size_t i = 0; i != names.size(); ++i)
            if (names[i] == text)
                index_ = static_cast<int>(i);
        if (index_ < 0)
            other_ = text;
    }

    /// Nothing when the value is one this version does not know.
    [[nodiscard]] std::optional<Enum> known() const noexcept {
        return index_ < 0 ? std::nullopt : std::optional(static_cast<Enum>(index_));
    }
    /// The wire name, also of an unknown value.
    [[nodiscard]] std::string_view text() const noexcept {
        return index_ < 0 ? std::string_view(other_)
                          : enum_names<Enum>::values()[static_cast<std::size_t>(index_)];
    }

    friend bool operator==(open_enum const& a, open_enum const& b) noexcept {
        return a.index_ == b.index_ && a.other_ == b.other_;
    }
    friend bool operator==(open_enum const& a, Enum b) noexcept {
        return a.index_ == static_cast<int>(b);
    }

  private:
    int index_ = 0;
    std::string other_;
};

} // namespace skiff
