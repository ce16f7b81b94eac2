// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/error.hpp>
#include <skiff/dynamodb/attribute_codec.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::dynamodb::detail {

/// Writes a request's body, expressions included, in one pass: names are always aliased (#0, #1,
/// ...) and values always bound (:0, :1, ...), so that no name can be a reserved word and no value
/// can be read as a part of an expression.
class request_writer {
  public:
    /// Begins {"TableName":"..."
    explicit request_writer(std::string_view table_name);
    /// Begins {
    request_writer();
    request_writer(request_writer const&) = delete;
    request_writer& operator=(request_writer const&) = delete;

    [[nodiscard]] json::writer& json() noexcept { return attributes_.json(); }
    [[nodiscard]] attribute_writer& attributes() noexcept { return attributes_; }

    /// "member":{...}, the item that `object` is.
    void item(std::string_view member, layout const& type, void const* object);
    void begin_key() {
        json().plain_key("Key");
        json().begin_object();
    }
    void attribute(std::string_view name, write_function write, void const* value);
    void end_key() { json().end_object(); }

    // An expression is collected and then written as a member.
    void text(std::string_view part) { expression_ += part; }
    /// The text of the name must live until finish().
    void name(std::string_view attribute);
    void index(std::size_t at);
    void value(write_function write, void const* value);
    void empty_list();
    [[nodiscard]] bool has_expression() const noexcept { return !expression_.empty(); }
    void end_expression(std::string_view member);

    /// The rest: names and values, and the closing brace when `close`.
    [[nodiscard]] std::string finish(bool close = true);
    /// What could not be written, for example a NaN; errc::invalid_request.
    [[nodiscard]] std::optional<error> failure();

  private:
    std::string begin_value();

    std::string body_;
    attribute_writer attributes_;
    std::string expression_;
    std::string names_;
    std::string values_;
    std::vector<std::string_view> known_names_;
    std::size_t value_count_ = 0;
    std::string value_fault_;
};

} // namespace skiff::dynamodb::detail
