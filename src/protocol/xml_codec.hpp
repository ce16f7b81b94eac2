// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/decode_problem.hpp"
#include "protocol/error_table.hpp"

#include <skiff/core/http/message.hpp>
#include <skiff/protocol/operation.hpp>

#include <string>
#include <string_view>

namespace skiff::protocol {

/// <OpResponse><OpResult>...</OpResult><ResponseMetadata>...: unknown elements are skipped.
[[nodiscard]] bool read_xml_response(operation const& what, std::string_view text, void* value,
                                     decode_problems& problems);
[[nodiscard]] std::string write_xml_response(operation const& what, void const* value,
                                             std::string_view request_id);

/// <ErrorResponse><Error><Code>... and the older <Response><Errors><Error>.
[[nodiscard]] error read_xml_error(operation const& what, http::response const& in);
[[nodiscard]] std::string write_xml_error(service const& which, error const& e,
                                          error_entry const* entry, int http_status,
                                          std::string_view request_id);

} // namespace skiff::protocol
