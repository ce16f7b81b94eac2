// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rest/lambda_event.hpp"

#include <skiff/core/http/message.hpp>

#include <string>

namespace skiff::rest {

/// The answer as its event's source takes it. `to_head`: without a body. Connection, Date,
/// Transfer-Encoding and Content-Length are left out: they are the gateway's.
[[nodiscard]] std::string write_answer(event_source to, http::response const& answer, bool to_head);

} // namespace skiff::rest
