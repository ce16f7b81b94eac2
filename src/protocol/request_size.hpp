// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/protocol/shape.hpp>

#include <cstddef>

namespace skiff::protocol {

/// A size that the body of a request with this structure does not exceed, in any of the protocols.
[[nodiscard]] std::size_t most_request_size(shape const& type, void const* value);

} // namespace skiff::protocol
