// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/decode_problem.hpp"

#include <skiff/core/http/message.hpp>
#include <skiff/core/random.hpp>
#include <skiff/protocol/operation.hpp>

#include <string>
#include <string_view>

namespace skiff::protocol {

/// Target, headers and body of a request, each member in its place. False when `input` cannot be
/// sent; `why` then says so.
[[nodiscard]] bool write_rest_request(operation const& what, void const* input,
                                      random_source* tokens, http::request& out, std::string& why);
[[nodiscard]] bool read_rest_request(operation const& what, http::request const& in, void* input,
                                     decode_problems& problems);

/// Status, headers and body of an answer. The content type is among the headers when a member says
/// it, else it is told.
void write_rest_response(operation const& what, void const* output, http::response& out,
                         std::string_view& content_type);
[[nodiscard]] bool read_rest_response(operation const& what, http::response const& in, void* output,
                                      decode_problems& problems);

/// The members of a structure that stand in headers.
[[nodiscard]] bool write_bound_headers(shape const& type, void const* value, http::fields& out,
                                       std::string& why);
[[nodiscard]] bool read_bound_headers(shape const& type, http::fields const& in, void* value,
                                      decode_problems& problems);

/// `pattern` with the members of `input` that are labels in place of "{Name}": what stands before
/// the host's name. False when one cannot be part of a name.
[[nodiscard]] bool write_host_prefix(operation const& what, void const* input, std::string& out,
                                     std::string& why);

} // namespace skiff::protocol
