// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codegen/model.hpp"

#include <boost/json.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::codegen {

/// A place in a JSON document that knows its path: what is missing or mistyped is reported as
/// "file: a.b.c: expected string, got number" by model_error.
class json_node {
  public:
    json_node(boost::json::value const& value, std::string path)
        : value_(&value), path_(std::move(path)) {}

    /// A member that must be there.
    [[nodiscard]] json_node at(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;

    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::string text_or(std::string_view name, std::string_view otherwise) const;
    [[nodiscard]] int integer() const;
    [[nodiscard]] int integer_or(std::string_view name, int otherwise) const;
    [[nodiscard]] bool flag(std::string_view name) const; ///< False when absent.
    /// A list of strings; one string counts as a list of one, an absent member as an empty list.
    [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;

    [[nodiscard]] std::vector<json_node> elements() const;
    struct named;
    [[nodiscard]] std::vector<named> members() const;

    [[nodiscard]] boost::json::value const& value() const noexcept { return *value_; }
    [[noreturn]] void fail(std::string const& why) const;

  private:
    [[nodiscard]] boost::json::object const& object() const;
    [[noreturn]] void expected(std::string_view what) const;

    boost::json::value const* value_;
    std::string path_;
};

struct json_node::named {
    std::string name;
    json_node node;
};

/// Parses a whole file or text. Throws model_error with the file's name and the position.
[[nodiscard]] boost::json::value parse_json(std::string_view text, std::string const& origin);
[[nodiscard]] std::string read_text(std::filesystem::path const& file);

} // namespace skiff::codegen
