// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/client_state.hpp"

#include <skiff/core/call_options.hpp>
#include <skiff/core/http/message.hpp>
#include <skiff/core/secret.hpp>
#include <skiff/protocol/operation.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace skiff::protocol {

/// Overwrites a body when it goes, if its operation is sensitive.
class body_guard {
  public:
    body_guard(operation const& what, std::string& body)
        : body_(what.sensitive ? &body : nullptr) {}
    ~body_guard() {
        if (body_ != nullptr)
            wipe(*body_);
    }
    body_guard(body_guard const&) = delete;
    body_guard& operator=(body_guard const&) = delete;

  private:
    std::string* body_;
};

/// Takes the body of a successful answer.
struct answer_reader {
    void* context;
    std::optional<error> (*read)(void* context, http::response const& answer);
};

/// The way of a request from here on: resolve, sign, send, judge, wait and send again. Nothing on
/// success. `host_prefix` stands before AWS's own host names, not before one that was configured.
[[nodiscard]] std::optional<error> carry_out(client_state& state, operation const& what,
                                             http::request& request, answer_reader reader,
                                             call_options const& options,
                                             std::string_view host_prefix = {});

/// "DynamoDB.GetItem"
[[nodiscard]] std::string full_name(operation const& what);

} // namespace skiff::protocol
