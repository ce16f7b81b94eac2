// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace skiff::protocol {

/// What stands behind the question mark of a request's target.
[[nodiscard]] std::string_view query_of(std::string_view target) noexcept;

/// A REST operation's uri: "/v1/{Name}/{Path+}?list". A label is a whole segment of the path; a
/// greedy one ("+") takes one or more.
class uri_pattern {
  public:
    explicit uri_pattern(std::string_view uri) noexcept;

    struct label_value {
        std::string_view name;
        std::string value; ///< Decoded.
    };

    /// True when the target has this path, and the pattern's own parameters in its query.
    [[nodiscard]] bool matches(std::string_view target) const;
    /// The values of the labels in a target that matches. False when one cannot be decoded.
    [[nodiscard]] bool labels(std::string_view target, std::vector<label_value>& out) const;
    /// True when this one says more exactly than `other` what it matches: where they first differ
    /// a literal segment beats a label, a label a greedy one; else more parameters win.
    [[nodiscard]] bool beats(uri_pattern const& other) const noexcept;

    [[nodiscard]] std::string_view path() const noexcept { return path_; }
    [[nodiscard]] std::string_view query() const noexcept { return query_; }

    /// What a segment of the path is. `name` is a label's, without the plus.
    enum class part : unsigned char { literal, label, greedy };
    struct segment {
        part kind;
        std::string_view text; ///< As it stands in the path, or the label's name.
    };
    [[nodiscard]] static segment segment_of(std::string_view text) noexcept;

  private:
    std::string_view path_;
    std::string_view query_;
};

} // namespace skiff::protocol
