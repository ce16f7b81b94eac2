// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/client_state.hpp"

#include <skiff/core/call_options.hpp>
#include <skiff/core/http/message.hpp>
#include <skiff/protocol/operation.hpp>

#include <optional>
#include <string>

namespace skiff::protocol {

/// Takes the body of a successful answer.
struct answer_reader {
    void* context;
    std::optional<error> (*read)(void* context, http::response const& answer);
};

/// The way of a request from here on: resolve, sign, send, judge, wait and send again. Nothing on
/// success.
[[nodiscard]] std::optional<error> carry_out(client_state& state, operation const& what,
                                             http::request& request, answer_reader reader,
                                             call_options const& options);

/// "DynamoDB.GetItem"
[[nodiscard]] std::string full_name(operation const& what);

} // namespace skiff::protocol
