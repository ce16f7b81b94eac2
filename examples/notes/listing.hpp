// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "note.hpp"

#include <skiff/rest/request.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace notes {

enum class order_key { id, title, date };

/// Where a page ended: the keys of its last note but for the partition, which is always the
/// caller's own. So no cursor, however it is made, leads to another user's notes.
struct position {
    std::string key{};
    std::optional<std::string> title_key{};
    std::optional<milliseconds_time> created_at{};

    friend bool operator==(position const&, position const&) = default;
};

/// Which notes of a user are asked for, and in what order.
struct listing {
    order_key by = order_key::id;
    bool descending = false;
    std::optional<std::size_t> limit{};      ///< Nothing: all.
    std::optional<position> after{};         ///< Nothing: from the beginning.
    std::string title_begins{};              ///< By title only.
    std::optional<milliseconds_time> from{}; ///< By date only, as is `to`; both ends belong to it.
    std::optional<milliseconds_time> to{};
    std::optional<std::string> title{};    ///< Exactly this title.
    std::optional<std::string> contains{}; ///< In the title or in the content.
};

/// The query parameters: limit, cursor, sort (id, title, date), order (asc, desc), title_prefix,
/// from, to, title, contains. Throws `http_error` 422 that names those that cannot be; others are
/// ignored.
[[nodiscard]] listing read_listing(skiff::rest::request const& in);

/// An opaque text for the parameter `cursor` of a listing with this order.
[[nodiscard]] std::string cursor_of(position const& end, order_key by);
/// Nothing when the text is no cursor of such a listing.
[[nodiscard]] std::optional<position> position_of(std::string const& cursor, order_key by);

/// The relative URL of the next page: the request's parameters, with this cursor.
[[nodiscard]] std::string next_page_url(skiff::rest::request const& in, std::string const& cursor);

} // namespace notes
