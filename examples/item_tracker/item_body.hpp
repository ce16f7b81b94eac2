// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "work_item.hpp"

#include <skiff/core/reflect/json.hpp>
#include <skiff/rest/request.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace item_tracker {

/// The spellings of yes and no that the tutorial's own service takes: true, t, yes, y, on, 1 and
/// their opposites, in small or capital letters or with a capital first.
[[nodiscard]] std::optional<bool> parse_truth(std::string_view text) noexcept;

/// The `archived` parameter of a list: absent is all items. Throws `http_error` 422 for anything
/// that is neither yes nor no.
[[nodiscard]] std::optional<bool> archived_filter(skiff::rest::request const& in);

/// A member of a body that may be absent, but not null.
template <class T>
struct given {
    std::optional<T> value{};
};

/// The body of a POST or PUT.
struct item_body {
    given<std::string> id;
    given<std::string> name;
    given<std::string> guide;
    given<std::string> description;
    given<std::string> status;
    given<bool> archived;

    [[nodiscard]] work_item_fields fields() &&;
};
BOOST_DESCRIBE_STRUCT(item_body, (), (id, name, guide, description, status, archived))

struct report_body {
    std::string email;
};
BOOST_DESCRIBE_STRUCT(report_body, (), (email))

/// Throws `http_error` for a body that is not one: 400, 415, or 422 with the fields.
[[nodiscard]] item_body read_item(skiff::rest::request const& in);

} // namespace item_tracker

template <>
struct skiff::json::codec<item_tracker::given<std::string>> {
    static void write(writer& to, item_tracker::given<std::string> const& text);
    static bool read(document_reader& from, item_tracker::given<std::string>& out);
};
template <>
struct skiff::json::codec<item_tracker::given<bool>> {
    static void write(writer& to, item_tracker::given<bool> const& truth);
    static bool read(document_reader& from, item_tracker::given<bool>& out);
};
