// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "local/dynamodb/expression/parser.hpp"

#include <map>
#include <string_view>
#include <vector>

namespace skiff::local::dynamodb {

/// The parts of an item that a reader wants: paths merged into a tree.
class projection {
  public:
    [[nodiscard]] static result<projection> parse(std::string_view text, placeholders& names);
    /// Top-level attributes by name: indexes and the legacy AttributesToGet.
    [[nodiscard]] static projection of_names(std::vector<std::string> const& names);
    /// Paths that are known not to overlap.
    [[nodiscard]] static projection of_paths(std::vector<document_path> const& paths);

    /// What of `whole` the paths reach. Elements of a list keep their order and close up.
    [[nodiscard]] item apply(item const& whole) const;
    /// The same; attributes that are wanted whole are moved, not copied.
    [[nodiscard]] item apply(item&& whole) const;

    [[nodiscard]] std::vector<document_path> const& paths() const noexcept { return paths_; }

  private:
    struct tree {
        std::map<std::string, tree, std::less<>> members;
        std::map<std::uint32_t, tree> elements; ///< Both empty: wanted whole.

        [[nodiscard]] bool whole() const { return members.empty() && elements.empty(); }
        [[nodiscard]] std::optional<attribute_value> pick(attribute_value const& from) const;
        [[nodiscard]] item pick_members(item const& from) const;
    };

    void add(document_path path);

    std::vector<document_path> paths_;
    tree root_;
};

} // namespace skiff::local::dynamodb
