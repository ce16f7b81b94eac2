// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/core/error.hpp>
#include <skiff/core/http/message.hpp>
#include <skiff/core/random.hpp>
#include <skiff/protocol/operation.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace skiff::protocol {

// The client's direction. -----------------------------------------------------------------------

/// Writes method, target, protocol headers and body for `input`. `random` fills idempotency
/// tokens. An error (errc::invalid_request) when `input` cannot be encoded.
[[nodiscard]] std::optional<error> write_request(operation const& what, void const* input,
                                                 random_source& random, http::request& out);

/// What stands before the host's name for `input`: nothing for most operations. An error when a
/// member that is part of it cannot be.
[[nodiscard]] std::optional<error> write_host_prefix(operation const& what, void const* input,
                                                     std::string& out);

/// Method, target and protocol headers for a body that is written already: of operations whose
/// input is nothing but a body.
void write_request_head(operation const& what, http::request& out);

/// Reads a successful answer into `output`.
[[nodiscard]] std::optional<error> read_response(operation const& what, http::response const& in,
                                                 void* output);

/// The error in an answer whose status is not 2xx: code, message, request id, modelled structure.
/// Bodies that are not the protocol's (a proxy's HTML) become the message.
[[nodiscard]] error read_error(operation const& what, http::response const& in);

/// Retry class of an answer's error: the service's table, then the lists common to all services.
[[nodiscard]] retry_class classify(protocol::service const& which, error const& e) noexcept;

// The service's direction: what the local services stand on. --------------------------------------

/// The operation that a request names, or null: by X-Amz-Target, by the form's Action, or by method
/// and path.
[[nodiscard]] operation const* find_operation(protocol::service const& which,
                                              http::request const& in);

/// Why a service cannot take a request.
struct request_problem {
    std::string message;
    /// The form is right, but a required member is missing or a value cannot be (a number that is
    /// none): ValidationException in AWS's terms, not SerializationException.
    bool invalid_value = false;
};

/// Reads a request into the operation's input. Nothing on success. Unknown members are
/// ignored; missing required ones are told together: "1 validation error detected: Value null at
/// 'tableName' failed to satisfy constraint: Member must not be null".
[[nodiscard]] std::optional<request_problem> read_request(operation const& what,
                                                          http::request const& in, void* input);

/// The same without the check for required members. On failure false, and `why` says what is wrong
/// ("Expected string at 'TableName', got number").
[[nodiscard]] bool read_request(operation const& what, http::request const& in, void* input,
                                std::string& why);

[[nodiscard]] http::response write_response(operation const& what, void const* output,
                                            std::string_view request_id);

/// `e.aws_code`, `e.message` and `e.modelled` as the service's protocol words them; the status is
/// `e.http_status`, else the table's. Works without an operation: the request may name none.
[[nodiscard]] http::response write_error(protocol::service const& which, error const& e,
                                         std::string_view request_id);

} // namespace skiff::protocol
