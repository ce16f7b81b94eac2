// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace skiff::codegen {

/// A generated file's text, built line by line.
class source {
  public:
    /// Appends the parts and a line end.
    template <class... Parts>
    source& line(Parts const&... parts) {
        (append(parts), ...);
        text_ += '\n';
        return *this;
    }
    /// "namespace skiff::<name> {" and an empty line.
    source& open_namespace(std::string_view name);
    /// Ends it; one that was opened just before disappears instead.
    source& close_namespace(std::string_view name);

    [[nodiscard]] std::string const& text() const noexcept { return text_; }

  private:
    void append(std::string_view part) { text_ += part; }
    void append(char part) { text_ += part; }
    template <class Number>
        requires std::is_arithmetic_v<Number>
    void append(Number part) { text_ += std::to_string(part); }

    std::string text_;
};

/// A file's first lines: who wrote it, the licence, and for headers the guard.
[[nodiscard]] source begin_header();
[[nodiscard]] source begin_source();

/// Files by path relative to the root of the project.
using file_set = std::map<std::string, std::string>;

/// What differs below `root`: files that are missing, have other contents, or bear the generator's
/// mark in a folder of `files` though they are no longer generated. Sorted.
[[nodiscard]] std::vector<std::string> differences(file_set const& files,
                                                   std::filesystem::path const& root);

/// Writes what differs and removes generated files in the folders of `files` that are no longer
/// generated. Returns how many files changed.
std::size_t write_files(file_set const& files, std::filesystem::path const& root);

} // namespace skiff::codegen
