// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/decode_problem.hpp"

#include <skiff/core/error.hpp>
#include <skiff/core/http/message.hpp>
#include <skiff/core/random.hpp>
#include <skiff/protocol/operation.hpp>

#include <string>
#include <string_view>

namespace skiff::protocol {

/// What the functions of codec.hpp do differently from protocol to protocol.
struct wire_protocol {
    std::string_view content_type; ///< Of answers; of requests too, but for aws_query.
    bool error_type_in_header;     ///< An error's code is in x-amzn-ErrorType, not in the body.

    void (*write_request_head)(operation const& what, http::request& out);
    /// Head and body.
    bool (*write_request)(operation const& what, void const* input, random_source& random,
                          http::request& out, std::string& why);
    bool (*read_response)(operation const& what, http::response const& in, void* output,
                          decode_problems& problems);
    error (*read_error)(operation const& what, http::response const& in);

    operation const* (*find_operation)(service const& which, http::request const& in);
    bool (*read_request)(operation const& what, http::request const& in, void* input,
                         decode_problems& problems);
    /// Body and content type; the status too where it is not 200.
    void (*write_response)(operation const& what, void const* output, std::string_view request_id,
                           http::response& out);
    /// Body and what headers the protocol has for errors; the status is there already.
    void (*write_error)(service const& which, error const& e, error_entry const* entry,
                        std::string_view request_id, http::response& out);
};

/// Method, path and content type of a request.
void start_request(operation const& what, std::string_view content_type, http::request& out);

/// Null when the service has none of this name.
[[nodiscard]] operation const* find_by_name(service const& which, std::string_view name) noexcept;

} // namespace skiff::protocol
