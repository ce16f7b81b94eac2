// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/dynamodb/attribute_value.hpp>
#include <skiff/dynamodb/detail/attribute_io.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace skiff::dynamodb {

/// The inverse of descriptor().
[[nodiscard]] std::optional<attribute_type> attribute_type_named(std::string_view letters) noexcept;

/// Reads what follows {"S": into `value`.
[[nodiscard]] bool read_contents(json::reader& in, attribute_type type, attribute_value& value);

} // namespace skiff::dynamodb

namespace skiff::dynamodb::detail {

/// "1700000000.5": as many decimals as needed.
[[nodiscard]] std::string epoch_seconds(unix_time time);
/// False when the time does not fit or has digits below the nanosecond.
[[nodiscard]] bool to_unix_time(number const& seconds, unix_time& time) noexcept;

/// "2026-11-20T11:38:28.5Z"; empty outside the years 0000 to 9999.
[[nodiscard]] std::string iso_8601_text(unix_time time);
/// Takes a fraction of up to nine digits, "Z" and offsets like "+01:00".
[[nodiscard]] bool parse_iso_8601(std::string_view text, unix_time& time) noexcept;

} // namespace skiff::dynamodb::detail
