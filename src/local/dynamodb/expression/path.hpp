// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/dynamodb/values.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace skiff::local::dynamodb {

/// One step into a document: a map's member or a list's element.
struct path_step {
    std::string name;        ///< Empty for an element.
    std::uint32_t index = 0; ///< Used for an element.
    bool element = false;

    friend auto operator<=>(path_step const&, path_step const&) = default;
};

/// The way to an attribute: the first step is always a name. Placeholders are resolved.
using document_path = std::vector<path_step>;

/// How the service prints a path: "[a, b, [0]]".
[[nodiscard]] std::string to_string(document_path const& path);

/// Null when there is no such attribute.
[[nodiscard]] attribute_value const* find(item const& in, document_path const& path) noexcept;
/// The same for one who wants to change it; `steps` limits how far to go.
[[nodiscard]] attribute_value* find(item& in, document_path const& path,
                                    std::size_t steps) noexcept;

/// How two paths of one expression hurt each other.
enum class path_relation : unsigned char {
    apart,
    overlap, ///< One is the other or leads to it.
    conflict ///< One treats as a list what the other treats as a map.
};
[[nodiscard]] path_relation relate(document_path const& a, document_path const& b) noexcept;

/// The message for the first pair of paths that overlap or conflict.
[[nodiscard]] std::optional<std::string> find_clash(std::vector<document_path const*> const& paths);

} // namespace skiff::local::dynamodb
