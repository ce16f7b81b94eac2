// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "work_item.hpp"

#include <skiff/core/clock.hpp>
#include <skiff/ses/message.hpp>

#include <span>
#include <string>
#include <string_view>

namespace item_tracker {

/// With more items than this the table travels as an attachment.
inline constexpr std::size_t items_in_body = 10;

/// "14:05 on Nov 20 2026", in the machine's time zone.
[[nodiscard]] std::string report_time(skiff::timestamp when);

/// Header and one row per item, joined by LF, no final line break. Cells are quoted where a comma,
/// quote, line break or outer blank makes it necessary (RFC 4180); one that a spreadsheet would
/// take for a formula gets an apostrophe in front. Control characters become U+FFFD.
[[nodiscard]] std::string report_csv(std::span<work_item const> items);

/// The mail about `items`, without sender and recipient: the table in both bodies, or attached as
/// work_items.csv when there are more than `items_in_body`. `time` is `report_time`'s text.
[[nodiscard]] skiff::ses::message make_report(std::span<work_item const> items,
                                              std::string_view time);

} // namespace item_tracker
