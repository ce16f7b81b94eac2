// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/error.hpp>
#include <skiff/rest/request.hpp>
#include <skiff/rest/response.hpp>

#include <cstddef>
#include <functional>
#include <string_view>

namespace example {

/// Takes one line for each failure whose reason the client is not told.
using failure_log = std::function<void(std::string_view line)>;

/// Bytes of an item (DynamoDB Developer Guide, "Quotas", item size), of a partition key.
inline constexpr std::size_t item_limit = 400u << 10;
inline constexpr std::size_t key_limit = 2048;

/// A request body that may hold any item: JSON can spell a character with six.
inline constexpr std::size_t body_limit = 3u << 20;

/// What a client is told when DynamoDB failed: 413 when the item is larger than a table takes, 503
/// with Retry-After when it is asked too often, else 502; without DynamoDB's own words, which go to
/// the log.
[[nodiscard]] skiff::rest::response storage_failure(skiff::rest::request const& in,
                                                    skiff::error const& e, failure_log const& log);

/// The 413 of `storage_failure`.
[[nodiscard]] skiff::rest::response item_too_large();

} // namespace example
