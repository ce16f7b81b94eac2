// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/timestamp.hpp>

#include <string>
#include <string_view>

namespace skiff::local {

/// The X-Ray header for a request that came with `given`: that one's root, kept with all it says,
/// or one of its own. Sampled only where somebody takes the traces, or where the caller asks.
[[nodiscard]] std::string make_trace_header(std::string_view given, timestamp now, bool sampled);

/// The same with a parent, as a function is handed it.
[[nodiscard]] std::string with_parent(std::string_view header, bool sampled);

} // namespace skiff::local
