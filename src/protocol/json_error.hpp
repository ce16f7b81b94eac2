// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/error_table.hpp"

#include <skiff/core/http/message.hpp>

#include <string>

namespace skiff::protocol {

/// awsJson: `__type` or `code` of the body, else x-amzn-errortype; x-amzn-query-error wins.
[[nodiscard]] error read_json_error(operation const& what, http::response const& in);

/// The body of an error answer.
[[nodiscard]] std::string write_json_error(service const& which, error const& e,
                                           error_entry const* entry);

} // namespace skiff::protocol
