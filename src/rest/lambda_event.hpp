// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <skiff/lambda/events/alb.hpp>
#include <skiff/lambda/events/api_gateway_rest.hpp>
#include <skiff/lambda/events/http_api.hpp>
#include <skiff/rest/request.hpp>

#include <string_view>

namespace skiff::rest {

/// Where an HTTP event came from, and so in which form the answer goes back.
enum class event_source : unsigned char { api_gateway_rest, http_api, alb, alb_multi_value };

struct http_event {
    event_source source;
    request in;
};

/// Throws `lambda::function_error` when the text is not an HTTP event. `base_path` is taken away
/// from the front of the path.
[[nodiscard]] http_event read_http_event(std::string_view text, std::string_view base_path);

} // namespace skiff::rest
