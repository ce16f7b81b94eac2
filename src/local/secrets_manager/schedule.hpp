// SPDX-License-Identifier: Apache-2.0
// When secrets are rotated, as the User Guide writes it ("Schedule expressions").
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace skiff::local::secrets_manager {

/// The time between rotations of "rate(10 days)": from 4 hours to 999 days. Nothing for text that
/// is no such rate.
[[nodiscard]] std::optional<std::chrono::hours> parse_rate(std::string_view text) noexcept;

/// True for "cron(0 16 1,15 * ? *)": minutes 0, hours, day of month, month, day of week, every
/// year; one of the two days is "?". Fields are read for what stands in them, not for its order.
[[nodiscard]] bool is_cron(std::string_view text) noexcept;

} // namespace skiff::local::secrets_manager
