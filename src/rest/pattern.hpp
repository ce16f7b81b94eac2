// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/rest/router.hpp>

#include <compare>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skiff::rest {

using parameters = std::vector<std::pair<std::string, std::string>>;

/// A path, split at '/' and decoded: what stands before and behind the last ':' that is not
/// encoded is kept as well.
struct path_segment {
    std::string text;
    bool has_action = false;
    std::string before{};
    std::string action{};
};

enum class path_problem : unsigned char { none, not_found, broken_encoding };

/// `path` begins with '/'.
[[nodiscard]] path_problem split_path(std::string_view path, std::vector<path_segment>& out);

/// A route's pattern: "/api/items/{id}:{action}".
class pattern {
  public:
    /// Throws std::invalid_argument.
    pattern(std::string_view text, trailing_slash slash);

    /// Appends the parameters when the path fits; may leave some of them when it does not.
    [[nodiscard]] bool match(std::vector<path_segment> const& path, parameters& out) const;

    /// The one that goes first is less. Equal ones fit the same paths.
    [[nodiscard]] std::weak_ordering order(pattern const& other) const noexcept;

  private:
    /// In order of precedence.
    enum class form : unsigned char { literal, named_action, any_action, parameter };
    struct segment {
        form what;
        std::string text{};   ///< literal: itself. Others: the parameter's name.
        std::string action{}; ///< named_action: the literal. any_action: the parameter's name.
    };

    static segment parse(std::string_view text);
    static bool match(segment const& s, path_segment const& path, parameters& out);
    void refuse_repeated_names() const;

    std::vector<segment> segments_;
    trailing_slash slash_;
};

} // namespace skiff::rest
